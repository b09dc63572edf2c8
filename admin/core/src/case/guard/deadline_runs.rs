//! `deadline_runs`: what a field names has a deadline of this kind that has not come yet, within the
//! same headquarters; with `until`, that day lies after it.

use super::{Answer, Facts, FieldKind, Guarding, Kind, Question, Unmet, Value, Word, Words, data};
use crate::{calendar::OfficeHours, deadline::Rule};

data! {
    pub struct DeadlineRuns {
        field: Word,
        deadline: Word,
        until: Option<Word>,
    }
}

impl Guarding for DeadlineRuns {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, FieldKind::is_thing);
        words.names.known(Kind::Deadline, &self.deadline);
        if let Some(until) = &self.until {
            words.field_of(until, |kind| kind == FieldKind::Date);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let subject = facts.value(&self.field).and_then(Value::subject);
        let answer = subject.and_then(|subject| {
            facts.ask(Question::Due {
                subject: subject.as_str().to_owned(),
                duty: self.deadline.text.clone(),
            })
        });
        let Some(Answer::Due(due)) = answer else {
            return Unmet::field_unless(&self.field, false);
        };
        let Some(until) = &self.until else {
            return Ok(());
        };
        let moved = match facts.value(until) {
            Some(Value::Date(day)) => Rule::FixedDate(*day)
                .due(facts.context.now, &OfficeHours::standard())
                .ok(),
            _ => None,
        };
        Unmet::field_unless(until, moved.is_some_and(|moved| moved > *due))
    }
}
