//! `terminal_kind`: the act is done at an enrolled terminal of one of these kinds.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::facts::Facts,
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalKind {
    kinds: Vec<Word>,
}

impl Guarding for TerminalKind {
    const TOLD: Told = Told {
        class: Class::NotAllowed,
        ja: "この端末では行えません",
        en: "This cannot be done at this terminal",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { kinds: table.words("kinds") }
    }

    fn check(&self, words: &Words<'_>) {
        self.kinds.iter().for_each(|kind| words.terminal(kind));
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let terminal = facts.context.holder.terminal;
        Unmet::unless(texts(&self.kinds).any(|kind| kind == terminal))
    }
}
