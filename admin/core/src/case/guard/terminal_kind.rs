//! `terminal_kind`: the act is done at an enrolled terminal of one of these kinds.

use super::{Facts, Guarding, Kind, Unmet, Word, Words, data, names};

data! {
    pub struct TerminalKind {
        kinds: Vec<Word>,
    }
}

impl Guarding for TerminalKind {
    fn check(&self, words: &Words<'_>) {
        words.names.all_known(Kind::TerminalKind, &self.kinds);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        Unmet::unless(names(&self.kinds, facts.context.holder.terminal))
    }
}
