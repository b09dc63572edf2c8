//! The kinds of deadlines of a document: from when, how counted, and what happens then.

use super::{
    Label,
    datum::{Part, data},
    flaw::{Place, Word},
    reader::Table,
};
use crate::deadline::{Consequence, Rule};

data! {
    pub struct DeadlineKind {
        pub code: String,
        pub label: Label,
        pub period: Period,
        /// A figure of days of 24 hours; what is over first counts.
        pub days: Option<Word>,
        pub consequence["action"]: Consequence,
        /// The field of the case from whose day or moment it counts; otherwise from the step.
        pub start: Option<Word>,
        /// The post that has to act, where there is one.
        pub holder: Option<Word>,
        /// The post to which it is owed, and on whose list it stands, too.
        pub owed_to: Option<Word>,
        pub repeats: bool = false,
        /// It runs for each holder of its post, without anything that starts it.
        pub standing: bool = false,
        pub clause: Word,
        pub place: Place,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Period {
    /// Stands in the document itself.
    Fixed(Rule),
    /// Is a parameter.
    Parameter(Word),
}

impl Part for Period {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        if table.has("period") {
            return table.read("period").map(Self::Fixed);
        }
        table.read("parameter").map(Self::Parameter)
    }
}
