//! What a step does to things of ledgers, to numbers and to deadlines, as a rulebook writes it.

use super::{
    check::Words,
    datum::data,
    flaw::{Fault, Kind, Word},
    form::{Field, FieldKind},
    ledgers::Attribute,
    workflow::{Step, When},
};
use crate::{asset::Act, words::words};

data! {
    /// The act of a ledger on the asset that a field names. What else is said of it stands in
    /// fields, too.
    pub struct AssetAct {
        pub field: Word,
        pub act: Act,
        /// Only where a field holds one of these choices.
        pub when: Option<When>,
        /// How many pieces; one where absent.
        pub quantity: Option<Word>,
        /// The choice of a method.
        pub method: Option<Word>,
        /// The thing of a ledger in which it is kept, or a text that names the place.
        pub place: Option<Word>,
        /// Where a field holds one of these choices, a place that is named can be locked.
        pub lockable: Option<When>,
        /// The unit to which the thing goes over with it.
        pub keeper: Option<Keeper>,
        pub due_back: Option<Word>,
        /// What stands beside the line.
        pub remarks: Option<Word>,
        pub clause: Word,
    }
}

words! {
    pub enum Keeper {
        /// The unit of the case.
        Case = "case",
        /// The unit of the post in which somebody takes the step.
        Actor = "actor",
    }
}

data! {
    /// A step takes a new thing into a ledger, and a field names it from then on.
    pub struct TakeIn {
        pub ledger: Word,
        /// Only where a field holds one of these choices.
        pub when: Option<When>,
        pub into: Word,
        /// The unit that keeps it, named by a field; that of the case where absent.
        pub unit: Option<Word>,
        /// Numbers run within this series, the unit and the year; without one, fields make it up.
        pub series: Option<String>,
        pub number: Vec<Word>,
        /// Class and attributes are those of the thing in this field.
        pub like: Option<Word>,
        /// It is a copy of the thing in this field.
        pub parent: Option<Word>,
        /// The choice that is its class.
        pub class: Option<Word>,
        /// Fields whose values are its attributes; of a file the hash is.
        pub attributes: Vec<Word>,
        /// Attributes that are always the same.
        pub fixed["attribute"]: Vec<Attribute>,
        pub quantity: Option<Word>,
        pub place: Option<Word>,
        pub remarks: Option<Word>,
        pub clause: Word,
    }
}

data! {
    /// A step fills a field with the next number of a series within the unit and the year.
    pub struct Numbering {
        pub field: Word,
        pub series: String,
        pub clause: Word,
    }
}

data! {
    /// A deadline that a step opens only where a field holds one of these choices.
    pub struct OpensWhen {
        pub deadline: Word,
        pub when: When,
    }
}

impl AssetAct {
    pub(super) fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Asset);
        self.when.iter().for_each(|when| words.when(when));
        quantity(words, &self.quantity);
        words.fields_of(&self.method, |kind| kind == FieldKind::Choice);
        words.fields_of(&self.place, |kind| {
            matches!(kind, FieldKind::Asset | FieldKind::Text { .. })
        });
        self.lockable.iter().for_each(|when| words.when(when));
        words.fields_of(&self.due_back, |kind| kind == FieldKind::Moment);
        open_text(words, &self.remarks);
    }
}

impl TakeIn {
    pub(super) fn check(&self, words: &Words<'_>) {
        words.names.known(Kind::Ledger, &self.ledger);
        self.when.iter().for_each(|when| words.when(when));
        words.fields_of([&self.into], |kind| kind == FieldKind::Asset);
        words.fields_of(&self.unit, |kind| kind == FieldKind::Unit);
        words.fields_of(self.like.iter().chain(&self.parent), |kind| {
            kind == FieldKind::Asset
        });
        words.fields_of(&self.class, |kind| kind == FieldKind::Choice);
        quantity(words, &self.quantity);
        words.fields_of(&self.place, |kind| kind == FieldKind::Asset);
        open_text(words, &self.remarks);
        // What a ledger says stands open.
        for word in self.number.iter().chain(&self.attributes) {
            open(words, word, words.field(word));
        }
        if self.series.is_some() != self.number.is_empty() {
            let (key, expected) = ("series", "a series or fields that make up the number");
            let fault = Fault::WrongType { key, expected };
            words.names.flaws.add(&self.into.place, fault);
        }
    }
}

impl Numbering {
    pub(super) fn check(&self, words: &Words<'_>, step: &Step) {
        words.field_of(&self.field, |kind| matches!(kind, FieldKind::Number { .. }));
        if super::flaw::names(&step.fills, &self.field) {
            let fault = Fault::FieldUnfit(self.field.text.clone());
            words.names.flaws.add(&self.field.place, fault);
        }
    }
}

fn quantity(words: &Words<'_>, field: &Option<Word>) {
    words.fields_of(field, |kind| matches!(kind, FieldKind::Number { .. }));
}

fn open_text(words: &Words<'_>, field: &Option<Word>) {
    if let Some(word) = field {
        let found = words.field_of(word, |kind| matches!(kind, FieldKind::Text { .. }));
        open(words, word, found);
    }
}

/// A ledger is not sealed.
fn open(words: &Words<'_>, word: &Word, found: Option<&Field>) {
    if found.is_some_and(|field| field.personal) {
        let fault = Fault::FieldUnfit(word.text.clone());
        words.names.flaws.add(&word.place, fault);
    }
}
