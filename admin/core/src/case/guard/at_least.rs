//! `at_least`: the fields together name as many different persons or things as a parameter says.

use std::collections::BTreeSet;

use super::{Facts, FieldKind, Guarding, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct AtLeast {
        fields: Vec<Word>,
        parameter: Word,
    }
}

impl Guarding for AtLeast {
    fn check(&self, words: &Words<'_>) {
        use FieldKind::{Asset, Assets, Person, Persons};
        for field in &self.fields {
            words.field_of(field, |kind| {
                matches!(kind, Person | Persons | Asset | Assets)
            });
        }
        words.names.count(&self.parameter);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let values = texts(&self.fields).filter_map(|field| facts.value(field));
        let named: BTreeSet<_> = values.flat_map(Value::keys).collect();
        let enough = facts.figure(&self.parameter);
        if enough.is_some_and(|enough| named.len() as u64 >= enough) {
            return Ok(());
        }
        Unmet::fields(texts(&self.fields).map(str::to_owned).collect())
    }
}
