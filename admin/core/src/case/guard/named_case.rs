//! `named_case`: the case that a field names is of this workflow, in one of these states, and certain
//! fields of it are filled in.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data, texts};

data! {
    pub struct NamedCase {
        field: Word,
        workflow: Word,
        /// Any where none is named.
        states: Vec<Word>,
        filled: Vec<Word>,
    }
}

impl Guarding for NamedCase {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Case);
        for state in &self.states {
            words.foreign_state(&self.workflow, state);
        }
        for field in &self.filled {
            let names = &words.names;
            names.field_of(&field.place, &self.workflow, field, |_| true);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let fits = facts.named(&self.field).is_some_and(|named| {
            let is_filled = |field: &str| {
                let value = named.values.get(field);
                value.is_some_and(|value| !value.is_empty())
            };
            let mut states = texts(&self.states);
            named.workflow == *self.workflow
                && (self.states.is_empty() || states.any(|state| state == named.state))
                && texts(&self.filled).all(is_filled)
        });
        Unmet::field_unless(&self.field, fits)
    }
}
