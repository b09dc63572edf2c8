//! `same_person`: who acts is the person in this field.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data};

data! {
    pub struct SamePerson {
        field: Word,
    }
}

impl Guarding for SamePerson {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Person);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let named = facts.person(&self.field);
        Unmet::unless(named.is_some() && named == facts.actor)
    }
}
