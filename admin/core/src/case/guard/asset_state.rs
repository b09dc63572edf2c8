//! `asset_state`: the assets that a field names are in one of these states.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data, names};

data! {
    pub struct AssetState {
        field: Word,
        /// States of a ledger, which has its own table.
        states: Vec<Word>,
    }
}

impl Guarding for AssetState {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| {
            matches!(kind, FieldKind::Asset | FieldKind::Assets)
        });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let assets = facts.value(&self.field).map_or_else(Vec::new, Value::keys);
        let answers = facts.ask_all(assets, |asset| Question::AssetState { asset });
        let fits = |answer: &Option<&Answer>| match answer {
            Some(Answer::State(state)) => names(&self.states, state),
            _ => false,
        };
        Unmet::field_unless(&self.field, !answers.is_empty() && answers.iter().all(fits))
    }
}
