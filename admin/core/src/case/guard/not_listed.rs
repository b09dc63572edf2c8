//! `not_listed`: a text is none of the words of a parameter, in whatever case it is written.

use super::{Facts, FieldKind, Guarding, Unmet, Value, Word, Words, data};
use crate::rulebook::parameters;

data! {
    pub struct NotListed {
        field: Word,
        /// Words with spaces between them.
        parameter: Word,
    }
}

impl Guarding for NotListed {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| matches!(kind, FieldKind::Text { .. }));
        let is_text = |value: &parameters::Value| matches!(value, parameters::Value::Text(_));
        words.names.parameter(&self.parameter, is_text);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let Some(Value::Text(text)) = facts.value(&self.field) else {
            return Ok(());
        };
        let parameter = facts.context.rulebook.parameters.get(&self.parameter.text);
        let same = |word: &str| word.to_lowercase() == text.trim().to_lowercase();
        let unlisted = match parameter.map(|parameter| &parameter.value) {
            Some(parameters::Value::Text(words)) => !words.split_whitespace().any(same),
            _ => false,
        };
        Unmet::field_unless(&self.field, unlisted)
    }
}
