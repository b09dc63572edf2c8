//! Figures, switches, texts and periods that a rule leaves open, or that are ours.

use super::{
    Label,
    flaw::{Fault, Place, Word},
    layer::Level,
    reader::Reader,
};
use crate::deadline::Rule;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub code: String,
    pub label: Label,
    pub value: Value,
    /// Bounds of a count, both included.
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// Which way a layer may move it.
    pub narrower: Option<Narrower>,
    /// The lowest level that may set it.
    pub level: Level,
    /// The act of setting it; nobody sets it by a screen where it is absent.
    pub set_by: Option<Word>,
    /// True where the figure is not in the document but our proposal; the screen says so.
    pub ours: bool,
    pub clause: Word,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Count(i64),
    Switch(bool),
    Text(String),
    /// A counting rule with its figure, as `{ after = { minutes = 30 } }`.
    Period(Rule),
}

/// The direction in which a rule becomes stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrower {
    Smaller,
    Larger,
    On,
    Off,
}

impl Parameter {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        let directions = [
            ("smaller", Narrower::Smaller),
            ("larger", Narrower::Larger),
            ("on", Narrower::On),
            ("off", Narrower::Off),
        ];
        let parameter = Self {
            code: table.text("code"),
            label: table.label(),
            value: Value::read(table).unwrap_or(Value::Switch(false)),
            min: table.integer("min"),
            max: table.integer("max"),
            narrower: table.one_of("narrower", &directions),
            level: table
                .one_of("level", Level::NAMES)
                .unwrap_or(Level::National),
            set_by: table.optional_word("set_by"),
            ours: table.flag("ours"),
            clause: table.word("clause"),
            place: table.place(),
        };
        if !parameter.allows(&parameter.value) {
            table.flaw(Fault::ParameterValue);
        }
        parameter
    }

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

impl Value {
    /// One of the keys `count`, `switch`, `value_text` and `period`.
    pub(super) fn read(table: &Reader<'_>) -> Option<Self> {
        let found = [
            table.integer("count").map(Self::Count),
            table.optional_flag("switch").map(Self::Switch),
            table.optional_text("words").map(Self::Text),
            table.parsed("period").map(Self::Period),
        ];
        let mut found = found.into_iter().flatten();
        let value = found.next();
        if value.is_none() && !table.has_any(&["count", "switch", "words", "period"]) {
            table.missing("count, switch, words or period");
        }
        if found.next().is_some() {
            table.flaw(Fault::ParameterValue);
        }
        value
    }
}
