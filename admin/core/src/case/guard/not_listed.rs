//! `not_listed`: a text is none of the words of a parameter, in whatever case it is written.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, value::Value},
    rulebook::{
        flaw::Word,
        form::FieldKind,
        parameters,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotListed {
    field: Word,
    /// Words with spaces between them.
    parameter: Word,
}

impl Guarding for NotListed {
    const TOLD: Told = Told {
        class: Class::Incomplete,
        ja: "使用できない語句です",
        en: "This may not be used",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { field: table.word("field"), parameter: table.word("parameter") }
    }

    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| matches!(kind, FieldKind::Text { .. }));
        words.listed(&self.parameter);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let Some(Value::Text(text)) = facts.value(&self.field) else {
            return Ok(());
        };
        let parameter = facts.context.rulebook.parameters.get(&self.parameter.text);
        let listed = match parameter.map(|parameter| &parameter.value) {
            Some(parameters::Value::Text(words)) => words,
            _ => return Unmet::field_unless(&self.field, false),
        };
        let same = |word: &str| word.to_lowercase() == text.trim().to_lowercase();
        Unmet::field_unless(&self.field, !listed.split_whitespace().any(same))
    }
}
