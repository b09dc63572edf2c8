//! `witness`: a second person who may witness is signed in beside the one who acts.

use super::{Facts, Guarding, Kind, Unmet, Word, Words, data};

data! {
    pub struct Witness {
        /// What the witness must be allowed to do.
        action: Word,
    }
}

impl Guarding for Witness {
    fn check(&self, words: &Words<'_>) {
        words.names.known(Kind::Action, &self.action);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let witnesses = facts.context.witness.is_some_and(|witness| {
            let may = facts.context.may(witness, &self.action, facts.case);
            Some(witness.person) != facts.actor && may.is_ok()
        });
        Unmet::unless(witnesses)
    }
}
