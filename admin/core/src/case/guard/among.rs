//! `among`: the person in a field is who acts, or stands among those whom other fields name.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data, texts};

data! {
    pub struct Among {
        field: Word,
        /// Where none are named, who acts.
        of: Vec<Word>,
    }
}

impl Guarding for Among {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Person);
        for field in &self.of {
            words.field_of(field, |kind| {
                matches!(kind, FieldKind::Person | FieldKind::Persons)
            });
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let mut named = texts(&self.of).filter_map(|field| facts.value(field));
        let is_among = facts.person(&self.field).is_some_and(|person| {
            if self.of.is_empty() {
                return facts.actor == Some(person);
            }
            named.any(|value| value.persons().contains(&person))
        });
        Unmet::field_unless(&self.field, is_among)
    }
}
