//! Words that people read, in Japanese and in English.

use super::{
    flaw::{Place, Word},
    reader::Reader,
};

/// One name or sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    pub ja: String,
    pub en: String,
}

/// A text that is shown as it stands, for example a consent item. A layer may replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub code: String,
    pub label: Label,
    pub clause: Word,
    pub place: Place,
}

impl Text {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}

/// What the screen calls a clause: its title in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub clause: Word,
    pub title: Label,
}

impl Article {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            clause: table.word("clause"),
            title: table.label(),
        }
    }
}
