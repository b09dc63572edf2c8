//! Reads a rulebook file table by table, so that every flaw of it is told at once, with its line.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    datum::{Part, Read},
    flaw::{Fault, Flaws, Kind, Place, Word},
};

/// A file of a rulebook while it is read.
#[derive(Debug)]
pub struct File<'a> {
    name: Arc<str>,
    pub text: &'a str,
    pub flaws: &'a Flaws,
}

impl<'a> File<'a> {
    pub fn new(name: &str, text: &'a str, flaws: &'a Flaws) -> Self {
        let name = name.into();
        Self { name, text, flaws }
    }

    pub fn place(&self, offset: usize) -> Place {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        Place {
            file: self.name.clone(),
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        }
    }

    /// Reads the file's top table.
    pub fn read(&self, read: impl FnOnce(&Table<'_>)) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let offset = error.span().map_or(0, |span| span.start);
            let told = Fault::Syntax(error.message().to_owned());
            self.flaws.add(&self.place(offset), told);
        }
        if errors.is_empty() {
            read(&Table::new(self, table.get_ref(), table.span().start));
        }
    }
}

/// One table. Keys that were not asked for when it is dropped are flaws.
pub struct Table<'a> {
    file: &'a File<'a>,
    table: &'a DeTable<'a>,
    offset: usize,
    asked: RefCell<BTreeSet<&'static str>>,
    abandoned: Cell<bool>,
}

impl<'a> Table<'a> {
    fn new(file: &'a File<'a>, table: &'a DeTable<'a>, offset: usize) -> Self {
        Self {
            file,
            table,
            offset,
            asked: RefCell::default(),
            abandoned: Cell::new(false),
        }
    }

    pub fn place(&self) -> Place {
        self.file.place(self.offset)
    }

    pub fn flaw(&self, fault: Fault) {
        self.file.flaws.add(&self.place(), fault);
    }

    /// What has to stand under a key; nothing where the datum cannot be without it.
    pub fn read<T: Part>(&self, key: &'static str) -> Option<T> {
        T::of(self, key)
    }

    /// What may stand under a key.
    pub fn optional<T: Part>(&self, key: &'static str) -> Option<T> {
        T::optional(self, key)
    }

    /// A word of a closed list that has to stand there.
    pub fn one_of<T>(&self, key: &'static str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Some(value) = self.value(key) else {
            self.flaw(Fault::KeyMissing(key));
            return None;
        };
        value.one_of(of)
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// What the table belongs to is unknown, so the rest of it is of no interest.
    pub fn unknown(&self, kind: Kind, word: &Word) {
        self.file.flaws.unknown(kind, word);
        self.abandoned.set(true);
    }

    /// Adds the tables of a list to those that other files hold, each under its code.
    pub fn enter<T: Read>(
        &self,
        key: &'static str,
        into: &mut BTreeMap<String, T>,
        code: fn(&T) -> &str,
    ) {
        for value in self.list(key) {
            let Some(datum) = T::read(value) else {
                continue;
            };
            match into.entry(code(&datum).to_owned()) {
                Entry::Vacant(free) => {
                    free.insert(datum);
                }
                Entry::Occupied(taken) => value.flaw(Fault::Twice(taken.key().clone())),
            }
        }
    }

    pub fn value(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().insert(key);
        let value = self.table.get(key)?;
        let file = self.file;
        Some(Value { file, key, value })
    }

    /// What stands in a list; nothing where the key is absent.
    pub fn list(&self, key: &'static str) -> Vec<Value<'a>> {
        let Some(list) = self.value(key) else {
            return Vec::new();
        };
        let items = list.typed("a list", list.toml().as_array());
        let items = items.into_iter().flat_map(|items| items.iter());
        items.map(|value| Value { value, ..list }).collect()
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        let unknown = |key: &str| !asked.contains(key) && !self.abandoned.get();
        for key in self.table.keys().filter(|key| unknown(key.get_ref())) {
            let place = self.file.place(key.span().start);
            let fault = Fault::KeyUnknown(key.get_ref().to_string());
            self.file.flaws.add(&place, fault);
        }
    }
}

/// A value under a key, or in the list under it.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    file: &'a File<'a>,
    key: &'static str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    pub fn toml(&self) -> &'a DeValue<'a> {
        self.value.get_ref()
    }

    pub fn place(&self) -> Place {
        self.file.place(self.value.span().start)
    }

    pub fn flaw(&self, fault: Fault) {
        self.file.flaws.add(&self.place(), fault);
    }

    /// Hands on what was read, and tells where it was nothing.
    pub fn typed<T>(&self, expected: &'static str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            let key = self.key;
            self.flaw(Fault::WrongType { key, expected });
        }
        read
    }

    pub fn table(&self) -> Option<Table<'a>> {
        let table = self.typed("a table", self.toml().as_table())?;
        Some(Table::new(self.file, table, self.value.span().start))
    }

    /// A word of a closed list.
    pub fn one_of<T>(&self, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = Word::read(*self)?;
        let found = of(&word);
        if found.is_none() {
            self.file.flaws.unknown(Kind::Word, &word);
        }
        found
    }

    /// A value of a type that serde reads.
    pub fn parsed<T: DeserializeOwned>(&self) -> Option<T> {
        let parsed = T::deserialize(ValueDeserializer::from(self.value.clone()));
        let told = |cause: toml::de::Error| {
            let span = cause.span().unwrap_or(self.value.span());
            let told = Fault::Data(cause.message().to_owned());
            self.file.flaws.add(&self.file.place(span.start), told);
        };
        parsed.map_err(told).ok()
    }
}
