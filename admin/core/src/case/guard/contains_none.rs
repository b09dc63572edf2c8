//! `contains_none`: a text holds none of the phrases of a parameter, however they are written.

use super::{Facts, FieldKind, Guarding, Unmet, Value, Word, Words, data};
use crate::rulebook::parameters;

data! {
    pub struct ContainsNone {
        field: Word,
        /// Phrases with spaces between them.
        parameter: Word,
    }
}

impl Guarding for ContainsNone {
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
        // Spaces in between hide nothing.
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|c| !c.is_whitespace());
            kept.flat_map(char::to_lowercase).collect()
        };
        let text = plain(text);
        let free = match parameter.map(|parameter| &parameter.value) {
            Some(parameters::Value::Text(phrases)) => !phrases
                .split_whitespace()
                .any(|phrase| text.contains(&plain(phrase))),
            _ => false,
        };
        Unmet::field_unless(&self.field, free)
    }
}
