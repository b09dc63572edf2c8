//! What guards want to know from outside. A shell answers from its store and calendars.

use std::collections::BTreeSet;

use protocol::{
    id::{AccountId, UnitId},
    time::UnixMs,
};

use super::{Case, Command, Context, decide, refusal::Refusal};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Has this person been trained in this?
    Training { person: AccountId, topic: String },
    /// Is there a case of this workflow in this state with this id, or about this?
    Case {
        workflow: String,
        state: String,
        about: String,
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
    /// In which state is the asset?
    AssetState { asset: String },
    /// How many of these are there now? The act itself is not counted.
    Count { of: String, within: String },
    /// Is this moment within the calendar of the unit, for example its duty hours [当直時間帯]?
    Within { calendar: String, unit: UnitId },
    /// When is the running deadline of this kind due, of something in the same headquarters?
    Due { subject: String, duty: String },
    /// To which unit does the person or asset belong?
    UnitOf { id: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    Count(u64),
    State(String),
    Unit(UnitId),
    Due(UnixMs),
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
    Ok(facts.asked.into_inner())
}
