//! `asset_state`: the assets that a field names are in one of these states.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::{
        facts::Facts,
        questions::{Answer, Question},
        value::Value,
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
    fn asked(&self, facts: &Facts<'_>) -> Vec<Question> {
        let named = facts.value(&self.field).map_or_else(Vec::new, Value::keys);
        named.into_iter().map(|asset| Question::AssetState { asset }).collect()
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
        words.field_of(&self.field, |kind| matches!(kind, FieldKind::Asset | FieldKind::Assets));
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.asked(facts)
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let asked = self.asked(facts);
        let fits = |question: &Question| match facts.answer(question) {
            Some(Answer::State(state)) => texts(&self.states).any(|fits| fits == state),
            _ => false,
        };
        Unmet::field_unless(&self.field, !asked.is_empty() && asked.iter().all(fits))
    }
}
