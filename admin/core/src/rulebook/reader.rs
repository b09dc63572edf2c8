//! Reads a rulebook file key by key, so that every flaw of it is told at once, with its line.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    sync::Arc,
};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    Label,
    flaw::{Fault, Flaw, Kind, Place, Word},
};

/// All flaws found so far.
#[derive(Debug, Default)]
pub struct Flaws(RefCell<Vec<Flaw>>);

impl Flaws {
    pub fn add(&self, place: &Place, fault: Fault) {
        let place = place.clone();
        self.0.borrow_mut().push(Flaw { place, fault });
    }

    /// A word that names nothing.
    pub fn unknown(&self, kind: Kind, word: &Word) {
        let word_text = word.text.clone();
        self.add(
            &word.place,
            Fault::Unknown {
                kind,
                word: word_text,
            },
        );
    }

    /// Whether a file could not be read at all; what it would have said is missing everywhere.
    pub fn any_syntax(&self) -> bool {
        self.0
            .borrow()
            .iter()
            .any(|flaw| matches!(flaw.fault, Fault::Syntax(_)))
    }

    /// In the order of files and lines; an error where there is one.
    pub fn into_result(self) -> Result<(), Vec<Flaw>> {
        let mut flaws = self.0.into_inner();
        flaws.sort();
        flaws.dedup();
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }
}

/// A file of a rulebook while it is read.
#[derive(Debug)]
pub struct File<'a> {
    name: Arc<str>,
    text: &'a str,
    flaws: &'a Flaws,
}

impl<'a> File<'a> {
    pub fn new(name: &str, text: &'a str, flaws: &'a Flaws) -> Self {
        let name = name.into();
        Self { name, text, flaws }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn flaw(&self, place: &Place, fault: Fault) {
        self.flaws.add(place, fault);
    }

    pub fn place(&self, offset: usize) -> Place {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        Place {
            file: self.name.clone(),
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        }
    }

    /// Reads the file's top table.
    pub fn read(&self, read: impl FnOnce(&Reader<'_>)) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let offset = error.span().map_or(0, |span| span.start);
            let told = Fault::Syntax(error.message().to_owned());
            self.flaws.add(&self.place(offset), told);
        }
        if errors.is_empty() {
            read(&Reader::new(self, table.get_ref(), table.span().start));
        }
    }
}

/// One table. Keys that were not asked for when it is dropped are flaws.
pub struct Reader<'a> {
    file: &'a File<'a>,
    table: &'a DeTable<'a>,
    offset: usize,
    asked: RefCell<BTreeSet<&'static str>>,
    abandoned: Cell<bool>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a File<'a>, table: &'a DeTable<'a>, offset: usize) -> Self {
        let asked = RefCell::default();
        let abandoned = Cell::new(false);
        Self {
            file,
            table,
            offset,
            asked,
            abandoned,
        }
    }

    pub fn place(&self) -> Place {
        self.file.place(self.offset)
    }

    pub fn flaw(&self, fault: Fault) {
        self.file.flaws.add(&self.place(), fault);
    }

    /// A word that names nothing.
    pub fn unknown(&self, kind: Kind, word: &Word) {
        self.file.flaws.unknown(kind, word);
    }

    /// Stands where a flaw has been told.
    pub fn nothing(&self) -> Word {
        Word {
            text: String::new(),
            place: self.place(),
        }
    }

    /// The rest is of no interest, because what it belongs to is unknown.
    pub fn abandon(&self) {
        self.abandoned.set(true);
    }

    pub fn text(&self, key: &'static str) -> String {
        self.required(key, self.optional_text(key))
    }

    pub fn optional_text(&self, key: &'static str) -> Option<String> {
        self.optional_word(key).map(|word| word.text)
    }

    pub fn word(&self, key: &'static str) -> Word {
        let word = self.optional_word(key);
        self.told_if_missing(key, word)
            .unwrap_or_else(|| self.nothing())
    }

    pub fn optional_word(&self, key: &'static str) -> Option<Word> {
        let value = self.value(key)?;
        self.typed(key, value, "a text", self.word_of(value))
    }

    /// A list of words; nothing where the key is absent.
    pub fn words(&self, key: &'static str) -> Vec<Word> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let words = value.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|item| self.word_of(item))
                .collect::<Option<Vec<_>>>()
        });
        self.typed(key, value, "a list of texts", words)
            .unwrap_or_default()
    }

    pub fn flag(&self, key: &'static str) -> bool {
        self.optional_flag(key).unwrap_or_default()
    }

    pub fn optional_flag(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        self.typed(key, value, "true or false", value.get_ref().as_bool())
    }

    pub fn integer(&self, key: &'static str) -> Option<i64> {
        let value = self.value(key)?;
        let integer = value.get_ref().as_integer();
        let integer = integer.and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        self.typed(key, value, "a whole number", integer)
    }

    pub fn date(&self, key: &'static str) -> Option<Date> {
        let value = self.value(key)?;
        let date = value
            .get_ref()
            .as_datetime()
            .and_then(|it| it.to_string().parse().ok());
        self.typed(key, value, "a date", date)
    }

    /// A word of a closed list.
    pub fn one_of<T: Copy>(&self, key: &'static str, list: &[(&str, T)]) -> Option<T> {
        let word = self.optional_word(key)?;
        let found = list.iter().find(|(name, _)| *name == &*word);
        if found.is_none() {
            self.file.flaws.unknown(Kind::Word, &word);
        }
        found.map(|(_, value)| *value)
    }

    pub fn many_of<T: Copy>(&self, key: &'static str, list: &[(&str, T)]) -> Vec<T> {
        let find = |word: &Word| {
            let found = list.iter().find(|(name, _)| *name == &**word);
            if found.is_none() {
                self.file.flaws.unknown(Kind::Word, word);
            }
            found.map(|(_, value)| *value)
        };
        self.words(key).iter().filter_map(find).collect()
    }

    /// The names in both languages, from `ja` and `en`.
    pub fn label(&self) -> Label {
        let told = |key: &'static str| {
            let text = self
                .optional_text(key)
                .filter(|text| !text.trim().is_empty());
            text.unwrap_or_else(|| {
                self.flaw(Fault::LabelMissing(key));
                String::new()
            })
        };
        Label {
            ja: told("ja"),
            en: told("en"),
        }
    }

    pub fn optional_label(&self) -> Option<Label> {
        let told = self.table.contains_key("ja") || self.table.contains_key("en");
        told.then(|| self.label())
    }

    /// Calls `read` for each table of a list.
    pub fn tables<T>(&self, key: &'static str, read: impl Fn(&Reader<'_>) -> T) -> Vec<T> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let tables = value.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|item| Some((item.get_ref().as_table()?, item.span().start)))
                .collect::<Option<Vec<_>>>()
        });
        let tables = self
            .typed(key, value, "a list of tables", tables)
            .unwrap_or_default();
        let reader = |(table, offset)| read(&Reader::new(self.file, table, offset));
        tables.into_iter().map(reader).collect()
    }

    pub fn table<T>(&self, key: &'static str, read: impl Fn(&Reader<'_>) -> T) -> Option<T> {
        let value = self.value(key)?;
        let table = self.typed(key, value, "a table", value.get_ref().as_table())?;
        Some(read(&Reader::new(self.file, table, value.span().start)))
    }

    /// A value of a type that another module writes as data.
    pub fn parsed<T: DeserializeOwned>(&self, key: &'static str) -> Option<T> {
        let value = self.value(key)?;
        match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(parsed) => Some(parsed),
            Err(cause) => {
                let span = cause.span().unwrap_or(value.span());
                let told = Fault::Data(cause.message().to_owned());
                self.file.flaws.add(&self.file.place(span.start), told);
                None
            }
        }
    }

    pub fn missing(&self, key: &'static str) {
        self.flaw(Fault::KeyMissing(key));
    }

    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.table.contains_key(*key))
    }

    /// Hands on a value, and tells where its key is missing.
    pub fn told_if_missing<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.table.contains_key(key) {
            self.missing(key);
        }
        value
    }

    pub fn required<T: Default>(&self, key: &'static str, value: Option<T>) -> T {
        self.told_if_missing(key, value).unwrap_or_default()
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn word_of(&self, value: &Spanned<DeValue<'_>>) -> Option<Word> {
        Some(Word {
            text: value.get_ref().as_str()?.to_owned(),
            place: self.file.place(value.span().start),
        })
    }

    fn typed<T>(
        &self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        expected: &'static str,
        read: Option<T>,
    ) -> Option<T> {
        if read.is_none() {
            let place = self.file.place(value.span().start);
            self.file
                .flaws
                .add(&place, Fault::WrongType { key, expected });
        }
        read
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            if !asked.contains(&**key.get_ref()) && !self.abandoned.get() {
                let place = self.file.place(key.span().start);
                self.file
                    .flaws
                    .add(&place, Fault::KeyUnknown(key.get_ref().to_string()));
            }
        }
    }
}
