//! `balance`: a number is not more than the pieces of a thing that are held or out, or is all of
//! them; without a number, there are none.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};
use crate::asset::Pieces;

data! {
    pub struct Balance {
        /// The thing.
        field: Word,
        of: Pieces,
        amount: Option<Word>,
        /// All of them, and not only some.
        whole: bool = false,
    }
}

impl Guarding for Balance {
    fn check(&self, words: &Words<'_>) {
        words.fields_of([&self.field], |kind| kind == FieldKind::Asset);
        words.fields_of(&self.amount, |kind| {
            matches!(kind, FieldKind::Number { .. })
        });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let amount = match &self.amount {
            Some(field) => facts.number(field).and_then(|n| u32::try_from(n).ok()),
            None => Some(0),
        };
        let asset = facts.value(&self.field).map(Value::key);
        let balances = asset.zip(amount).is_some_and(|(asset, amount)| {
            facts.says_yes(Question::Balance {
                asset,
                of: self.of,
                amount,
                whole: self.whole || self.amount.is_none(),
            })
        });
        Unmet::field_unless(self.amount.as_ref().unwrap_or(&self.field), balances)
    }
}
