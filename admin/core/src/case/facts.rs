//! What a decision may look at.

use std::collections::BTreeMap;

use jiff::civil::Date;
use protocol::{id::AccountId, time::UnixMs};

use super::{
    Case,
    questions::{Answer, Question},
    value::{Value, Values},
};
use crate::{
    authority::Holder,
    calendar::japan,
    post::unit::UnitTree,
    rulebook::{Rulebook, form::Form},
};

/// The world around a case at the moment of an act. The shell fills it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub rulebook: &'a Rulebook,
    pub units: &'a UnitTree,
    /// Who acts.
    pub holder: Holder<'a>,
    /// Who has signed in beside them at the same terminal to witness the act.
    pub witness: Option<Holder<'a>>,
    pub now: UnixMs,
    /// What the store and the calendars say to the step's questions. What is missing counts as no.
    pub answers: &'a BTreeMap<Question, Answer>,
}

impl Context<'_> {
    /// The day in Japan.
    pub fn today(&self) -> Date {
        japan::day_of(self.now)
    }
}

/// What a guard sees: the case with the values that the act brings.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub case: &'a Case,
    pub form: &'a Form,
    pub values: &'a Values,
    pub context: &'a Context<'a>,
    /// Whom the act is by; nobody where a deadline acts.
    pub actor: Option<AccountId>,
}

impl<'a> Facts<'a> {
    /// The value of a field, unless there is nothing in it.
    pub fn value(&self, field: &str) -> Option<&'a Value> {
        self.values.get(field).filter(|value| !value.is_empty())
    }

    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    pub fn person(&self, field: &str) -> Option<AccountId> {
        match self.value(field) {
            Some(Value::Person(person)) => Some(*person),
            _ => None,
        }
    }

    /// The person in a field, or who acts where no field is named.
    pub fn person_or_actor(&self, field: Option<&str>) -> Option<AccountId> {
        field.map_or(self.actor, |field| self.person(field))
    }

    /// The day or moment in a field as a moment; `now` stands for this one. A day is its
    /// beginning in Japan.
    pub fn moment(&self, field: &str) -> Option<UnixMs> {
        match self.value(field) {
            _ if field == "now" => Some(self.context.now),
            Some(Value::Moment(moment)) => Some(*moment),
            Some(Value::Date(day)) => Some(japan::start_of(*day)),
            _ => None,
        }
    }

    pub fn answer(&self, question: &Question) -> Option<&'a Answer> {
        self.context.answers.get(question)
    }

    pub fn says_yes(&self, question: &Question) -> bool {
        self.answer(question) == Some(&Answer::Yes)
    }

    pub fn count(&self, question: &Question) -> Option<u64> {
        match self.answer(question) {
            Some(Answer::Count(n)) => Some(*n),
            _ => None,
        }
    }
}
