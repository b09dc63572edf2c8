//! `same_number`: two fields say the same number.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data};

data! {
    pub struct SameNumber {
        field: Word,
        other: Word,
    }
}

impl Guarding for SameNumber {
    fn check(&self, words: &Words<'_>) {
        for field in [&self.field, &self.other] {
            words.field_of(field, |kind| matches!(kind, FieldKind::Number { .. }));
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let own = facts.value(&self.field);
        Unmet::field_unless(
            &self.field,
            own.is_some() && own == facts.value(&self.other),
        )
    }
}
