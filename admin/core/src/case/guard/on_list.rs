//! `on_list`: who acts, or the person in a field, is one of those whom another field names.

use super::{Facts, FieldKind, Guarding, Unmet, Value, Word, Words, data};

data! {
    pub struct OnList {
        /// Whose name has to be there; without it, that of who acts.
        field: Option<Word>,
        /// The field with the names.
        list: Word,
    }
}

impl Guarding for OnList {
    fn check(&self, words: &Words<'_>) {
        words.fields_of(&self.field, |kind| kind == FieldKind::Person);
        words.fields_of([&self.list], |kind| kind == FieldKind::Persons);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let person = match &self.field {
            Some(field) => facts.person(field),
            None => facts.actor,
        };
        let list = facts
            .value(&self.list)
            .map_or_else(Vec::new, Value::persons);
        let listed = person.is_some_and(|person| list.contains(&person));
        match &self.field {
            Some(field) => Unmet::field_unless(field, listed),
            None => Unmet::unless(listed),
        }
    }
}
