//! `within_calendar`: the act happens inside the unit's calendar, or outside it.

use super::{Answer, Facts, Guarding, Question, Unmet, Words, data};

data! {
    pub struct WithinCalendar {
        /// A word that the shell knows, for example `office_hours`.
        calendar: String,
        /// True where it has to be outside.
        outside: bool = false,
    }
}

impl Guarding for WithinCalendar {
    fn check(&self, _words: &Words<'_>) {}

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let answer = facts.ask(Question::Within {
            calendar: self.calendar.clone(),
            unit: facts.case.unit,
        });
        let wanted = if self.outside {
            Answer::No
        } else {
            Answer::Yes
        };
        Unmet::unless(answer == Some(&wanted))
    }
}
