//! The acts that a rulebook knows. Grants, steps and routes name them; nothing else is an act.

use super::{
    Label,
    datum::data,
    flaw::{Place, Word},
};

data! {
    pub struct ActionKind {
        pub code: String,
        pub label: Label,
        /// Groups that grants may name instead of the action.
        pub groups: Vec<String>,
        /// Whether a deputy may do it by delegation.
        pub delegable: bool = true,
        /// What a refusal names when no grant allows the act.
        pub clause: Word,
        pub place: Place,
    }
}
