//! The kinds of deadlines of a document: from when, how counted, and what happens then.

use super::{
    Label,
    flaw::{Fault, Place, Word},
    reader::Reader,
};
use crate::deadline::{Consequence, Rule};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineKind {
    pub code: String,
    pub label: Label,
    pub period: Period,
    /// A figure of days of 24 hours; what is over first counts.
    pub days: Option<Word>,
    pub consequence: Option<Consequence>,
    /// The field of the case from whose day or moment it counts; otherwise from the step.
    pub start: Option<Word>,
    /// The post that has to act, where there is one.
    pub holder: Option<Word>,
    pub repeats: bool,
    pub clause: Word,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Period {
    /// Stands in the document itself.
    Fixed(Rule),
    /// Is a parameter.
    Parameter(Word),
}

impl DeadlineKind {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        let consequences = Consequence::ALL.map(|one| (one.code(), one));
        let consequence = table.one_of("action", &consequences);
        if consequence.is_none() && !table.has_any(&["action"]) {
            table.flaw(Fault::DeadlineWithoutAction);
        }
        Self {
            code: table.text("code"),
            label: table.label(),
            period: Period::read(table),
            days: table.optional_word("days"),
            consequence,
            start: table.optional_word("start"),
            holder: table.optional_word("holder"),
            repeats: table.flag("repeats"),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}

impl Period {
    fn read(table: &Reader<'_>) -> Self {
        let fixed: Option<Rule> = table.parsed("period");
        if let Some(Err(cause)) = fixed.as_ref().map(Rule::check) {
            table.flaw(Fault::Period(cause.to_string()));
        }
        match fixed {
            Some(rule) => Self::Fixed(rule),
            None if table.has_any(&["period"]) => Self::Parameter(table.nothing()),
            None => Self::Parameter(table.word("parameter")),
        }
    }
}
