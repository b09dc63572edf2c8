//! `date_order`: one day or moment does not lie after another. `now` stands for this moment.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data};

data! {
    pub struct DateOrder {
        earlier: Word,
        later: Word,
        /// Whether both may be the same.
        or_equal: bool = false,
        /// The earlier one as it was before this step: a period may only be prolonged.
        before: bool = false,
    }
}

impl DateOrder {
    fn fields(&self) -> impl Iterator<Item = &Word> {
        let both = [&self.earlier, &self.later].into_iter();
        both.filter(|field| ***field != *"now")
    }
}

impl Guarding for DateOrder {
    fn check(&self, words: &Words<'_>) {
        for field in self.fields() {
            words.field_of(field, |kind| {
                matches!(kind, FieldKind::Date | FieldKind::Moment)
            });
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let earlier = if self.before {
            facts.moment_before(&self.earlier)
        } else {
            facts.moment(&self.earlier)
        };
        let both = earlier.zip(facts.moment(&self.later));
        let in_order = both
            .is_some_and(|(earlier, later)| earlier < later || self.or_equal && earlier == later);
        if in_order {
            return Ok(());
        }
        Unmet::fields(self.fields().map(|field| field.text.clone()).collect())
    }
}
