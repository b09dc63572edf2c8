//! What a decision may look at.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;
use protocol::{
    id::{AccountId, UnitId},
    time::UnixMs,
};

use super::{
    Case,
    questions::{Answer, Question},
    value::{Value, Values},
};
use crate::{
    authority::{Basis, Holder, Matter, NotAllowed},
    calendar::japan,
    post::unit::UnitTree,
    rulebook::{
        Rulebook,
        flaw::Word,
        form::Form,
        workflow::{Step, When},
    },
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

/// What the system does on its own asks nothing.
static NOTHING_ASKED: BTreeMap<Question, Answer> = BTreeMap::new();

impl<'a> Context<'a> {
    /// Nobody in a post acts.
    pub fn of_system(rulebook: &'a Rulebook, units: &'a UnitTree, now: UnixMs) -> Self {
        Self {
            rulebook,
            units,
            holder: Holder::nobody(),
            witness: None,
            now,
            answers: &NOTHING_ASKED,
        }
    }

    /// The day in Japan.
    pub fn today(&self) -> Date {
        japan::day_of(self.now)
    }

    /// Asks the grants whether somebody may do an act to a case, for a unit.
    pub(super) fn may(
        &self,
        holder: Holder<'a>,
        action: &str,
        case: &Case,
        unit: UnitId,
    ) -> Result<Basis<'a>, NotAllowed<'a>> {
        let matter = Matter {
            unit,
            owner: case.owner(),
            kind: &case.workflow,
            state: &case.state,
        };
        let authority = self.rulebook.authority();
        authority.may(holder, action, &matter, self.units, self.today())
    }
}

/// What a guard sees: the case with the values that the act brings.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub case: &'a Case,
    pub form: &'a Form,
    pub values: &'a Values,
    pub context: &'a Context<'a>,
    /// Whom the act is by; nobody where the system acts.
    pub actor: Option<AccountId>,
    /// The step that is taken.
    pub step: &'a Step,
    /// What was asked so far.
    pub asked: RefCell<BTreeSet<Question>>,
}

impl<'a> Facts<'a> {
    /// The value of a field, unless there is nothing in it.
    pub fn value(&self, field: &str) -> Option<&'a Value> {
        self.values.get(field).filter(|value| !value.is_empty())
    }

    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    /// Those of the fields that are not filled in.
    pub fn missing(&self, fields: &[Word]) -> Vec<String> {
        let missing = fields.iter().filter(|field| !self.has(field));
        missing.map(|field| field.text.clone()).collect()
    }

    pub fn number(&self, field: &str) -> Option<i64> {
        match self.value(field) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn unit(&self, field: &str) -> Option<UnitId> {
        match self.value(field) {
            Some(Value::Unit(unit)) => Some(*unit),
            _ => None,
        }
    }

    /// The unit for which a step of this case is taken.
    pub fn taken_for(&self, step: &Step) -> UnitId {
        self.case.taken_for(step)
    }

    /// Whether a field holds one of the choices that are named, where any are.
    pub fn is_met(&self, when: &Option<When>) -> bool {
        when.as_ref().is_none_or(|when| self.is_met_by(when))
    }

    pub fn is_met_by(&self, when: &When) -> bool {
        let value = self.value(&when.field);
        value.is_some_and(|value| value.is_one_of(when.is.iter().map(|word| &**word)))
    }

    pub fn person(&self, field: &str) -> Option<AccountId> {
        match self.value(field) {
            Some(Value::Person(person)) => Some(*person),
            _ => None,
        }
    }

    /// The day or moment in a field as a moment; `now` stands for this one. A day is its
    /// beginning in Japan.
    pub fn moment(&self, field: &str) -> Option<UnixMs> {
        match self.value(field) {
            _ if field == "now" => Some(self.context.now),
            value => value.and_then(moment_of),
        }
    }

    /// The same as it was before the act.
    pub fn moment_before(&self, field: &str) -> Option<UnixMs> {
        self.case.values.get(field).and_then(moment_of)
    }

    /// A parameter that is a figure.
    pub fn figure(&self, parameter: &str) -> Option<u64> {
        let figure = self.context.rulebook.count(parameter)?;
        u64::try_from(figure).ok()
    }

    pub fn ask(&self, question: Question) -> Option<&'a Answer> {
        let answer = self.context.answers.get(&question);
        self.asked.borrow_mut().insert(question);
        answer
    }

    /// One question for each of these; all are asked before an answer is looked at.
    pub fn ask_all(
        &self,
        about: Vec<String>,
        question: fn(String) -> Question,
    ) -> Vec<Option<&'a Answer>> {
        let asked = about.into_iter().map(|about| self.ask(question(about)));
        asked.collect()
    }

    /// The case that a field names.
    pub fn named(&self, field: &str) -> Option<&'a Case> {
        let Some(Value::Case(case)) = self.value(field) else {
            return None;
        };
        match self.ask(Question::NamedCase { case: *case }) {
            Some(Answer::Case(case)) => Some(case),
            _ => None,
        }
    }

    /// What a field of the case holds that another field names; of this case where none is named.
    pub fn value_of(&self, case: Option<&Word>, field: &str) -> Option<&'a Value> {
        match case {
            None => self.value(field),
            Some(case) => {
                let value = self.named(case)?.values.get(field);
                value.filter(|value| !value.is_empty())
            }
        }
    }

    pub fn says_yes(&self, question: Question) -> bool {
        self.ask(question) == Some(&Answer::Yes)
    }

    pub fn count(&self, question: Question) -> Option<u64> {
        match self.ask(question) {
            Some(Answer::Count(n)) => Some(*n),
            _ => None,
        }
    }
}

fn moment_of(value: &Value) -> Option<UnixMs> {
    match value {
        Value::Moment(moment) => Some(*moment),
        Value::Date(day) => Some(japan::start_of(*day)),
        _ => None,
    }
}
