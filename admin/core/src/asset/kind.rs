//! The table of a kind of thing, as a rulebook writes it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Act;
use crate::{
    deadline::{Consequence, Rule, RuleError},
    limits::{KIND_LINES, KIND_STATES},
};

/// One kind of thing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub word: String,
    /// Says that the unit keeps this ledger; named where no line of the table fits.
    pub clause: String,
    /// None of its things ever becomes a terminal; the clause that says so.
    #[serde(default)]
    pub never_terminal: Option<String>,
    /// Whether a number is given once in all units, as a maker's serial number is; otherwise once
    /// in each unit.
    #[serde(default)]
    pub everywhere: bool,
    /// The state after the first [`Act::In`].
    pub first: String,
    /// States after which nothing more is done.
    pub last: Vec<String>,
    #[serde(rename = "transition")]
    pub transitions: Vec<Transition>,
    #[serde(default, rename = "period")]
    pub periods: Vec<Period>,
    /// What an act that opens an incident begins.
    #[serde(default)]
    pub incident: Option<Incident>,
}

/// A workflow that begins by the event `begun`, and its field that names the thing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    pub workflow: String,
    pub field: String,
}

/// One allowed act.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    pub act: Act,
    /// Empty for the first [`Act::In`].
    #[serde(default)]
    pub from: Vec<String>,
    pub to: String,
    pub clause: String,
    #[serde(default, rename = "need")]
    pub needs: Vec<Need>,
    /// Opens an incident.
    #[serde(default)]
    pub incident: bool,
}

/// What an act needs, and which clause asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    pub what: Requirement,
    pub clause: String,
    /// Asked of things of these classes only; of all when empty.
    #[serde(default)]
    pub classes: Vec<String>,
}

/// The closed list of what can be needed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Requirement {
    /// An approved case of this kind that names the thing.
    Case(String),
    /// The same of one of these kinds.
    AnyCase(Vec<String>),
    /// Somebody other than the one who acts confirms.
    Confirmation,
    /// Somebody other than the one who acts, and than the one who confirms, is present.
    Witness,
    /// One of these methods.
    Method(Vec<String>),
    /// A storage place, perhaps one that can be locked.
    Place { lockable: bool },
    /// When it will be back.
    DueBack,
    /// The words that nothing is lost or damaged.
    Unharmed,
    /// An attribute that is not empty.
    Attribute(String),
    /// An attribute that is one of these words.
    OneOf { attribute: String, of: Vec<String> },
    /// The unit belongs to a headquarters whose code is a word of this parameter.
    Listed(String),
    /// Somebody holds this post in the unit.
    Held(String),
    /// The period in which it must stay is over, unless an approved case of this kind lifts it.
    Unlocked { lifted_by: Option<String> },
}

impl Requirement {
    /// The kinds of cases that meet it.
    pub fn cases(&self) -> &[String] {
        match self {
            Self::Case(kind)
            | Self::Unlocked {
                lifted_by: Some(kind),
            } => std::slice::from_ref(kind),
            Self::AnyCase(kinds) => kinds,
            _ => &[],
        }
    }
}

/// A period that acts start and end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub duty: String,
    pub clause: String,
    pub rule: Rule,
    pub consequence: Consequence,
    /// Acts that start it, or start it again while it runs.
    pub started_by: Vec<Act>,
    /// For things of these classes only; for all when empty.
    #[serde(default)]
    pub classes: Vec<String>,
    #[serde(default)]
    pub starts_at: StartsAt,
    /// Acts with which the duty is done.
    #[serde(default)]
    pub met_by: Vec<Act>,
    /// The post that has to see to it.
    #[serde(default)]
    pub holder: Option<String>,
    #[serde(default)]
    pub repeats: bool,
}

/// The moment from which a period counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartsAt {
    #[default]
    Act,
    /// The moment named for the return.
    DueBack,
}

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    #[error("no act takes a thing in; exactly one line has `in` without `from`")]
    NoFirst,
    #[error("`{0}` from `{1}` stands there twice")]
    Twice(&'static str, String),
    #[error("no act leads to the state `{0}`")]
    Unreachable(String),
    #[error("no act leads on from the state `{0}`, and it is not one of the last")]
    DeadEnd(String),
    #[error("an act leads on from the last state `{0}`")]
    GoesOn(String),
    #[error("the period `{0}` counts from the return, which `{1}` does not ask for")]
    NoDueBack(String, &'static str),
    #[error("the period `{0}`: {1}")]
    Rule(String, RuleError),
    #[error("a kind has at most {KIND_STATES} states and {KIND_LINES} lines")]
    TooLarge,
}

impl Transition {
    /// Whether it takes a thing in.
    pub(super) fn is_first(&self) -> bool {
        self.act == Act::In && self.from.is_empty()
    }
}

impl Kind {
    /// Asked when a rulebook is built; all errors at once.
    pub fn check(&self) -> Vec<KindError> {
        let lines = self.transitions.iter();
        let reached: BTreeSet<_> = lines.map(|line| line.to.as_str()).collect();
        let left: BTreeSet<_> = self.lefts().map(|(_, state)| state).collect();
        let last: BTreeSet<_> = self.last.iter().map(String::as_str).collect();
        if self.transitions.len() + self.periods.len() > KIND_LINES || reached.len() > KIND_STATES {
            return vec![KindError::TooLarge];
        }
        let mut errors = Vec::new();
        let firsts: Vec<_> = self.transitions.iter().filter(|it| it.is_first()).collect();
        if firsts.len() != 1 || firsts[0].to != self.first {
            errors.push(KindError::NoFirst);
        }
        let mut seen = BTreeSet::new();
        for (act, state) in self.lefts().filter(|left| !seen.insert(*left)) {
            errors.push(KindError::Twice(act.code(), state.to_owned()));
        }
        let states: BTreeSet<_> = reached.union(&left).chain(&last).copied().collect();
        for state in states {
            let (on, end) = (left.contains(state), last.contains(state));
            let error = match (reached.contains(state), on, end) {
                (false, ..) => KindError::Unreachable,
                (true, false, false) => KindError::DeadEnd,
                (true, true, true) => KindError::GoesOn,
                _ => continue,
            };
            errors.push(error(state.to_owned()));
        }
        for period in &self.periods {
            self.check_period(period, &mut errors);
        }
        errors
    }

    fn check_period(&self, period: &Period, errors: &mut Vec<KindError>) {
        if let Err(error) = period.rule.check() {
            errors.push(KindError::Rule(period.duty.clone(), error));
        }
        let asks = |line: &Transition| {
            let mut needs = line.needs.iter();
            needs.any(|need| need.what == Requirement::DueBack)
        };
        let starts = |line: &&Transition| period.started_by.contains(&line.act) && !asks(line);
        let counts = period.starts_at == StartsAt::DueBack;
        for line in self
            .transitions
            .iter()
            .filter(|line| counts && starts(line))
        {
            errors.push(KindError::NoDueBack(period.duty.clone(), line.act.code()));
        }
    }

    /// Each act with each state it can be done in.
    fn lefts(&self) -> impl Iterator<Item = (Act, &str)> {
        self.transitions
            .iter()
            .flat_map(|line| line.from.iter().map(|state| (line.act, state.as_str())))
    }
}
