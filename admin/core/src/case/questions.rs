//! What guards want to know from outside. A shell answers from its store and calendars.

use std::collections::BTreeSet;

use jiff::civil::Date;
use protocol::{
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};

use crate::rulebook::posts::Scope;

use super::{Case, Command, Context, decide, refusal::Refusal};
use crate::asset::Pieces;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Has this person been trained in this?
    Training { person: AccountId, topic: String },
    /// Is there such a case?
    Case(Other),
    /// Which such cases are there? They are told by their numbers.
    Numbers(Other),
    /// Does a file show a place of its taking? Nothing where it is no picture that can be read.
    Position { file: String },
    /// What does another case say in a field that is not personal?
    Value { case: String, field: String },
    /// Does a case of this workflow in this state, about this and in this unit, name this in a
    /// field?
    Named {
        workflow: String,
        state: String,
        about: String,
        unit: UnitId,
        field: String,
        key: String,
    },
    /// What do the cases of this workflow in this state say in a field, in the same headquarters?
    Texts {
        workflow: String,
        state: String,
        field: String,
    },
    /// How many other cases of this workflow are in one of these states in the unit?
    Cases {
        workflow: String,
        states: Vec<String>,
    },
    /// Which number does the newest case of this workflow in this state say in the unit?
    Figure {
        workflow: String,
        state: String,
        field: String,
    },
    /// Does this person hold this post in the unit of the case?
    Holds { person: AccountId, post: String },
    /// The case of the same document and headquarters with this id, without what is personal.
    NamedCase { case: CaseId },
    /// Is there another case of this workflow in one of these states in the headquarters that is
    /// about all of these?
    About {
        workflow: String,
        states: Vec<String>,
        about: Vec<String>,
    },
    /// With which factor did the person sign in?
    Factor,
    /// In which state is the asset?
    AssetState { asset: String },
    /// Is the asset of one of these classes?
    Class { asset: String, classes: Vec<String> },
    /// Is the amount at most so many as are held or out, or wholly as many?
    Balance {
        asset: String,
        of: Pieces,
        amount: u32,
        whole: bool,
    },
    /// Do all these files hold the same bytes?
    SameContent { files: Vec<String> },
    /// How many of these are there now? The act itself is not counted.
    Count {
        of: String,
        within: String,
        /// States of the workflow that is counted; where none are named, whatever is open.
        states: Vec<String>,
    },
    /// Is this moment within the calendar of the unit, for example its duty hours [当直時間帯]?
    Within { calendar: String, unit: UnitId },
    /// When is the running deadline of this kind due, of something in the same headquarters?
    Due { subject: String, duty: String },
    /// To which unit does the person or asset belong?
    UnitOf { id: String },
}

/// Another case that a step rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Other {
    pub workflow: String,
    /// It is in one of these states.
    pub states: Vec<String>,
    /// It is about all of these: its own id, its unit, or what one of its fields names.
    pub about: Vec<String>,
    /// Where it lies, seen from the unit of the case that asks.
    pub scope: Scope,
    /// One of its fields holds one of these choices.
    pub with: Option<(String, Vec<String>)>,
    /// One of its fields holds this day.
    pub on: Option<(String, Date)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    Numbers(Vec<String>),
    Count(u64),
    State(String),
    Unit(UnitId),
    Due(UnixMs),
    Text(String),
    Texts(Vec<String>),
    Case(Box<Case>),
    Factor(String),
}

/// The questions of a step, for a command as it would be decided now.
pub fn of(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
) -> Result<BTreeSet<Question>, Refusal> {
    let plan = decide::Plan::of(case, command, context)?;
    let facts = plan.facts(case, context);
    for rule in plan.step.guards.iter().filter(|rule| rule.applies(&facts)) {
        // What it says counts when its questions have been answered.
        let _ = rule.guard.holds(&facts);
    }
    for copied in &plan.step.copies {
        facts.named(&copied.from);
    }
    Ok(facts.asked.into_inner())
}
