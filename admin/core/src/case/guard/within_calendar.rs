//! `within_calendar`: the act happens inside the unit's calendar, or outside it.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{
        facts::Facts,
        questions::{Answer, Question},
    },
    rulebook::reader::Reader,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithinCalendar {
    /// A word that the shell knows, for example `office_hours`.
    calendar: String,
    /// True where it has to be outside.
    outside: bool,
}

impl WithinCalendar {
    fn question(&self, facts: &Facts<'_>) -> Question {
        Question::Within { calendar: self.calendar.clone(), unit: facts.case.unit }
    }
}

impl Guarding for WithinCalendar {
    const TOLD: Told = Told {
        class: Class::NotAllowed,
        ja: "この時間帯には、あなたの役割では行えません",
        en: "At this time of day another post has to act",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { calendar: table.text("calendar"), outside: table.flag("outside") }
    }

    fn check(&self, _words: &Words<'_>) {}

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        vec![self.question(facts)]
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let wanted = if self.outside { Answer::No } else { Answer::Yes };
        Unmet::unless(facts.answer(&self.question(facts)) == Some(&wanted))
    }
}
