//! `asset_state`: the asset that a field names is in one of these states.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::{
        facts::Facts,
        questions::{Answer, Question},
    },
    rulebook::{
        flaw::Word,
        form::FieldKind,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetState {
    field: Word,
    /// States of a ledger, which has its own table.
    states: Vec<Word>,
}

impl AssetState {
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let asset = facts.value(&self.field)?.key();
        Some(Question::AssetState { asset })
    }
}

impl Guarding for AssetState {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "台帳の状態が、この手続を行える状態ではありません",
        en: "The ledger does not show it in a state that allows this",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { field: table.word("field"), states: table.words("states") }
    }

    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Asset);
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let answer = self.question(facts).and_then(|question| facts.answer(&question));
        let fits = match answer {
            Some(Answer::State(state)) => texts(&self.states).any(|fits| fits == state),
            _ => false,
        };
        Unmet::field_unless(&self.field, fits)
    }
}
