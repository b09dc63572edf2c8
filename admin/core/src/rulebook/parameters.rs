//! Figures, switches, texts and periods that a rule leaves open, or that are ours.

use super::{
    Label,
    datum::{Part, data},
    flaw::{Fault, Place, Word},
    layer::Level,
    reader::Table,
};
use crate::{deadline::Rule, words::words};

data! {
    pub struct Parameter {
        pub code: String,
        pub label: Label,
        pub value: Value,
        /// What a count counts: days, metres, persons.
        pub unit: Option<Label>,
        /// Bounds of a count, both included.
        pub min: Option<i64>,
        pub max: Option<i64>,
        /// Which way a layer may move it.
        pub narrower: Option<Narrower>,
        /// The lowest level that may set it.
        pub level: Level = Level::National,
        /// The act of setting it; nobody sets it by a screen where it is absent.
        pub set_by: Option<Word>,
        /// True where the figure is not in the document but our proposal; the screen says so.
        pub ours: bool = false,
        pub clause: Word,
        pub place: Place,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Count(i64),
    Switch(bool),
    Text(String),
    /// A counting rule with its figure, as `{ after = { minutes = 30 } }`.
    Period(Rule),
}

words! {
    /// The direction in which a rule becomes stricter.
    pub enum Narrower {
        Smaller = "smaller",
        Larger = "larger",
        On = "on",
        Off = "off",
    }
}

impl Parameter {
    /// Whether a value is of the right type and within the bounds.
    pub fn allows(&self, value: &Value) -> bool {
        match (&self.value, value) {
            (Value::Count(_), Value::Count(n)) => {
                self.min.is_none_or(|min| *n >= min) && self.max.is_none_or(|max| *n <= max)
            }
            (Value::Switch(_), Value::Switch(_)) => true,
            (Value::Text(_), Value::Text(_)) => true,
            (Value::Period(_), Value::Period(rule)) => rule.check().is_ok(),
            _ => false,
        }
    }

    /// Whether a layer's value is at least as strict as the present one.
    pub fn restricts(&self, value: &Value) -> bool {
        match (self.narrower, &self.value, value) {
            (None, ..) => true,
            (Some(Narrower::Smaller), Value::Count(now), Value::Count(new)) => new <= now,
            (Some(Narrower::Larger), Value::Count(now), Value::Count(new)) => new >= now,
            (Some(Narrower::On), Value::Switch(now), Value::Switch(new)) => *new || !now,
            (Some(Narrower::Off), Value::Switch(now), Value::Switch(new)) => !new || *now,
            _ => false,
        }
    }
}

/// One of the keys `count`, `switch`, `words` and `period`.
impl Part for Value {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        let found = [
            table.optional("count").map(Self::Count),
            table.optional("switch").map(Self::Switch),
            table.optional("words").map(Self::Text),
            table.optional("period").map(Self::Period),
        ];
        let mut found = found.into_iter().flatten();
        let value = found.next();
        let keys = ["count", "switch", "words", "period"];
        if !keys.iter().any(|key| table.has(key)) {
            table.flaw(Fault::KeyMissing("count, switch, words or period"));
        }
        if found.next().is_some() {
            table.flaw(Fault::ParameterValue);
        }
        Some(value.unwrap_or(Self::Switch(false)))
    }
}
