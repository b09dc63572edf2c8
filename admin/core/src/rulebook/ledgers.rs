//! Kinds of things that have a ledger, with the table of what may be done to them.

use super::{
    Label,
    datum::data,
    flaw::{Place, Word},
    form::FieldOption,
    workflow::State,
};
use crate::{
    asset::{self, Requirement},
    footage,
};

data! {
    pub struct Ledger {
        pub label: Label,
        /// The names of the table's states.
        pub states["state"]: Vec<State>,
        /// What people read for the table's methods and attributes.
        pub words["word"]: Vec<FieldOption>,
        pub kind["table"]: asset::Kind,
        /// Where its things are films of cameras.
        pub footage: Option<footage::Terms>,
        /// Where tables that the system gives out are things of it.
        pub exports: Option<Exported>,
        pub place: Place,
    }
}

data! {
    /// How a table that was given out stands in its ledger.
    pub struct Exported {
        /// The series of its number.
        pub series: String,
        /// Its class, and that of a table with personal fields.
        pub class: String,
        pub personal: String,
        /// The attribute that says what the table is of.
        pub names: String,
        pub attributes["attribute"]: Vec<Attribute>,
        pub clause: Word,
    }
}

data! {
    pub struct Attribute {
        pub name: String,
        pub value: String,
    }
}

impl Ledger {
    /// A word of the table, which stands where the ledger does.
    pub(super) fn word(&self, text: &str) -> Word {
        Word {
            text: text.to_owned(),
            place: self.place.clone(),
        }
    }

    /// The clauses that the table names.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &String> {
        let kind = &self.kind;
        let lines = kind.transitions.iter().flat_map(|line| {
            let needs = line.needs.iter().map(|need| &need.clause);
            std::iter::once(&line.clause).chain(needs)
        });
        let periods = kind.periods.iter().map(|period| &period.clause);
        let footage = self.footage.iter().flat_map(footage::Terms::clauses);
        let exports = self.exports.iter().map(|it| &it.clause.text);
        let all = std::iter::once(&kind.clause).chain(lines);
        let all = all.chain(&kind.never_terminal);
        all.chain(periods).chain(footage).chain(exports)
    }

    /// The codes that people would have to read and that have no word.
    pub(super) fn without_word(&self) -> impl Iterator<Item = &String> {
        let needs = self.kind.transitions.iter().flat_map(|line| &line.needs);
        let codes = needs.flat_map(|need| match &need.what {
            Requirement::Method(methods) => methods.as_slice(),
            Requirement::Attribute(name) => std::slice::from_ref(name),
            Requirement::OneOf { of, .. } => of.as_slice(),
            _ => &[],
        });
        codes.filter(|code| !self.words.iter().any(|word| word.code == **code))
    }
}
