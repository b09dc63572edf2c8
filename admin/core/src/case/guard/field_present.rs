//! `field_present`: fields are filled in.

use super::{Facts, Guarding, Unmet, Word, Words, data};

data! {
    pub struct FieldPresent {
        fields: Vec<Word>,
    }
}

impl Guarding for FieldPresent {
    fn check(&self, words: &Words<'_>) {
        words.fields(&self.fields);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        Unmet::fields(facts.missing(&self.fields))
    }
}
