//! `witness`: a second person who may witness is signed in beside the one who acts.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    authority::Matter,
    case::facts::Facts,
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What the witness must be allowed to do.
    action: Word,
}

impl Guarding for Witness {
    const TOLD: Told = Told {
        class: Class::NotAllowed,
        ja: "立会人が必要です。操作する人とは別の、立ち会える人がサインインしてください",
        en: "A witness is needed: another person who may witness has to sign in",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { action: table.word("action") }
    }

    fn check(&self, words: &Words<'_>) {
        words.action(&self.action);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let context = facts.context;
        let may_witness = context.witness.is_some_and(|witness| {
            let matter = Matter {
                unit: facts.case.unit,
                owner: facts.case.owner(),
                kind: &facts.case.workflow,
                state: &facts.case.state,
            };
            let authority = context.rulebook.authority();
            let may = authority.may(witness, &self.action, &matter, context.units, context.today());
            Some(witness.person) != facts.actor && may.is_ok()
        });
        Unmet::unless(may_witness)
    }
}
