//! `same_content`: files hold the same bytes.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct SameContent {
        fields: Vec<Word>,
    }
}

impl Guarding for SameContent {
    fn check(&self, words: &Words<'_>) {
        words.fields_of(&self.fields, |kind| kind == FieldKind::File);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let missing = facts.missing(&self.fields);
        if !missing.is_empty() {
            return Unmet::fields(missing);
        }
        let files = self.fields.iter();
        let files = files.filter_map(|field| facts.value(field).map(Value::key));
        let files = files.collect();
        let same = facts.says_yes(Question::SameContent { files });
        let last = self.fields.last().map(|field| field.text.clone());
        Unmet::fields(last.filter(|_| !same).into_iter().collect())
    }
}
