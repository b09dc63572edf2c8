//! The acts that a rulebook knows. Grants, steps and routes name them; nothing else is an act.

use super::{
    Label,
    flaw::{Place, Word},
    reader::Reader,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionKind {
    pub code: String,
    pub label: Label,
    /// Groups that grants may name instead of the action.
    pub groups: Vec<String>,
    /// Whether a deputy may do it by delegation.
    pub delegable: bool,
    /// What a refusal names when no grant allows the act.
    pub clause: Word,
    pub place: Place,
}

impl ActionKind {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            groups: table
                .words("groups")
                .into_iter()
                .map(|word| word.text)
                .collect(),
            delegable: table.optional_flag("delegable").unwrap_or(true),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}
