//! `within_time`: one moment lies at most so long after another; `now` stands for this moment. It
//! asks nothing while one of them is missing, for which there is `field_present`.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data};
use crate::{calendar::OfficeHours, rulebook::parameters};

data! {
    pub struct WithinTime {
        earlier: Word,
        later: Word,
        /// A period.
        parameter: Word,
    }
}

impl Guarding for WithinTime {
    fn check(&self, words: &Words<'_>) {
        for field in [&self.earlier, &self.later] {
            if **field != *"now" {
                words.field_of(field, |kind| {
                    matches!(kind, FieldKind::Date | FieldKind::Moment)
                });
            }
        }
        let is_period = |value: &parameters::Value| matches!(value, parameters::Value::Period(_));
        words.names.parameter(&self.parameter, is_period);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let both = facts.moment(&self.earlier).zip(facts.moment(&self.later));
        let Some((earlier, later)) = both else {
            return Ok(());
        };
        let rule = facts.context.rulebook.rule(&self.parameter);
        let last = rule.and_then(|rule| rule.due(earlier, &OfficeHours::standard()).ok());
        let field = match &*self.later {
            "now" => &self.earlier,
            _ => &self.later,
        };
        Unmet::field_unless(field, last.is_some_and(|last| later <= last))
    }
}
