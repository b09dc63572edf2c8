//! The head of a rulebook: which document, which version, from when to when.

use jiff::civil::Date;

use super::{Label, flaw::Word, reader::Reader};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The prefix of its clause ids, for example `VR`.
    pub code: String,
    pub title: Label,
    pub version: String,
    pub valid_from: Date,
    /// The last day printed on it. Rules stay in force beyond it, with a banner (O-2).
    pub valid_to: Option<Date>,
    /// The last day on which the original is kept.
    pub original_kept_to: Option<Date>,
    /// False where its text is not at hand: a version that is known by its days alone.
    pub supplied: bool,
    /// Whoever holds posts of this document alone finds nothing of the others; the clause that
    /// says so.
    pub apart: Option<String>,
    /// What a refusal names where the document knows no such act.
    pub clause: String,
    /// What it rests on, replaces or goes beside.
    pub references: Vec<Reference>,
}

/// Another document, named by this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub relation: Relation,
    pub title: Label,
    pub issued: Option<Date>,
    /// False where its text is not among the documents that this product was made from.
    pub supplied: bool,
    pub clause: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    BasedOn,
    Supersedes,
    /// Applies besides.
    Beside,
}

impl Document {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            title: table.label(),
            version: table.text("version"),
            valid_from: table.required("valid_from", table.date("valid_from")),
            valid_to: table.date("valid_to"),
            original_kept_to: table.date("original_kept_to"),
            supplied: table.optional_flag("supplied").unwrap_or(true),
            apart: table.optional_text("apart"),
            clause: table.text("clause"),
            references: table.tables("reference", Reference::read),
        }
    }

    /// Whether the banner "past its validity" is due.
    pub fn is_past(&self, today: Date) -> bool {
        self.valid_to.is_some_and(|last| today > last)
    }
}

impl Reference {
    fn read(table: &Reader<'_>) -> Self {
        let relations = [
            ("based_on", Relation::BasedOn),
            ("supersedes", Relation::Supersedes),
            ("beside", Relation::Beside),
        ];
        Self {
            relation: table
                .one_of("relation", &relations)
                .unwrap_or(Relation::Beside),
            title: table.label(),
            issued: table.date("issued"),
            supplied: table.flag("supplied"),
            clause: table.word("clause"),
        }
    }
}
