//! The head of a rulebook: which document, which version, from when to when.

use jiff::civil::Date;

use super::{
    Label,
    datum::data,
    flaw::{Place, Word},
};
use crate::words::words;

data! {
    #[derive(Default)]
    pub struct Document {
        /// The prefix of its clause ids, for example `VR`.
        pub code: String,
        pub title: Label,
        /// What people call it in few words, on chips and in lists.
        pub short: Option<Label>,
        pub version: String,
        pub valid_from: Date,
        /// The last day printed on it. Rules stay in force beyond it, with a banner (O-2).
        pub valid_to: Option<Date>,
        /// The last day on which the original is kept.
        pub original_kept_to: Option<Date>,
        /// False where its text is not at hand: a version that is known by its days alone.
        pub supplied: bool = true,
        /// In force for every unit that has its posts. Otherwise units switch it on (O-32).
        pub everywhere: bool = false,
        /// Whoever holds posts of this document alone finds nothing of the others; the clause that
        /// says so.
        pub apart: Option<String>,
        /// What a refusal names where the document knows no such act.
        pub clause: String,
        /// What it rests on, replaces or goes beside.
        pub references["reference"]: Vec<Reference>,
        pub place: Place,
    }
}

data! {
    /// Another document, named by this one.
    pub struct Reference {
        pub relation: Relation,
        pub title: Label,
        pub issued: Option<Date>,
        /// False where its text is not among the documents that this product was made from.
        pub supplied: bool,
        pub clause: Word,
    }
}

words! {
    pub enum Relation {
        BasedOn = "based_on",
        Supersedes = "supersedes",
        /// Applies besides.
        Beside = "beside",
    }
}

impl Document {
    /// Its name in few words; the title where it has none.
    pub fn short(&self) -> &Label {
        self.short.as_ref().unwrap_or(&self.title)
    }

    /// Whether the banner "past its validity" is due.
    pub fn is_past(&self, today: Date) -> bool {
        self.valid_to.is_some_and(|last| today > last)
    }
}
