//! `period_max`: from one day to another it is no longer than a parameter says, or another field is
//! filled in, which stands for the exception.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data};
use crate::{calendar::OfficeHours, rulebook::parameters::Value as Set};

data! {
    pub struct PeriodMax {
        from: Word,
        to: Word,
        parameter: Word,
        /// What has to be filled in where it is longer.
        unless: Option<Word>,
    }
}

impl Guarding for PeriodMax {
    fn check(&self, words: &Words<'_>) {
        for field in [&self.from, &self.to] {
            words.field_of(field, |kind| {
                matches!(kind, FieldKind::Date | FieldKind::Moment)
            });
        }
        self.unless.iter().for_each(|field| {
            words.field(field);
        });
        let is_period = |value: &Set| matches!(value, Set::Period(_));
        words.names.parameter(&self.parameter, is_period);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let both = facts.moment(&self.from).zip(facts.moment(&self.to));
        let rule = facts.context.rulebook.rule(&self.parameter);
        let fits = both.zip(rule).is_some_and(|((from, to), rule)| {
            let due = rule.due(from, &OfficeHours::standard());
            due.is_ok_and(|due| to <= due)
        });
        let excepted = self.unless.as_ref().is_some_and(|field| facts.has(field));
        let wrong = self.unless.as_ref().unwrap_or(&self.to);
        Unmet::field_unless(wrong, fits || both.is_some() && excepted)
    }
}
