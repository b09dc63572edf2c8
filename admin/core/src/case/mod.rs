//! A case: a filled form that runs through the steps of a workflow.
//!
//! A shell asks [`questions::of`] what a step wants to know, loads the answers, calls [`decide`], stores
//! the new case with everything else of the [`Effects`] in one transaction, and sends the notices.

mod by_itself;
mod decide;
pub mod effects;
pub mod facts;
pub mod guard;
pub mod questions;
pub mod refusal;
pub mod tasks;
mod things;
pub mod told;
pub mod value;

#[cfg(test)]
mod random_walk;

use std::collections::BTreeSet;

use protocol::{
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::rulebook::{
    Rulebook,
    workflow::{Step, Workflow},
};
use value::{Value, Values};

pub use by_itself::{asked, happen, strike};
pub use decide::{Command, decide};
pub use effects::Effects;
pub use facts::Context;
pub use refusal::Refusal;

/// A case as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub document: String,
    /// The version under which it was opened and is finished, whatever comes in force meanwhile.
    pub rulebook: String,
    pub workflow: String,
    pub unit: UnitId,
    pub state: String,
    /// Grows with every step: two who act at once cannot both be right.
    pub version: u32,
    pub values: Values,
    /// What was done, in order.
    pub done: Vec<Done>,
    /// Who has agreed to a step that needs several.
    pub approvals: Vec<Approval>,
    /// The kinds of deadlines that are open.
    pub open: BTreeSet<String>,
}

/// One step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub step: String,
    /// Nobody where a deadline took it.
    pub by: Option<AccountId>,
    pub witness: Option<AccountId>,
    pub at: UnixMs,
    /// What the step filled that is not personal, where the workflow keeps it.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub filled: Values,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub step: String,
    pub by: AccountId,
}

impl Case {
    /// A case before its first step. It is stored with that step, or not at all.
    pub fn blank(id: CaseId, unit: UnitId, rulebook: &Rulebook, workflow: &Workflow) -> Self {
        Self {
            id,
            document: rulebook.document.code.clone(),
            rulebook: rulebook.document.version.clone(),
            workflow: workflow.code.clone(),
            unit,
            state: workflow.start.text.clone(),
            version: 0,
            values: Values::new(),
            done: Vec::new(),
            approvals: Vec::new(),
            open: BTreeSet::new(),
        }
    }

    /// Who opened it.
    pub fn owner(&self) -> Option<AccountId> {
        self.done.first().and_then(|first| first.by)
    }

    /// The unit for which a step is taken: the one that its field named before, or the own one.
    pub fn taken_for(&self, step: &Step) -> UnitId {
        let named = step
            .unit
            .as_ref()
            .and_then(|field| self.values.get(&field.text));
        match named {
            Some(Value::Unit(unit)) => *unit,
            _ => self.unit,
        }
    }

    /// Whether anything still has to happen: a step, or a duty that was left for later.
    pub fn is_closed(&self, workflow: &Workflow) -> bool {
        let end = workflow.state(&self.state).is_some_and(|state| state.end);
        end && self.open.is_empty()
    }

    /// A step that stays and only closes duties needs one of them open.
    fn has_open_what(&self, step: &Step) -> bool {
        let closes = step.closes.iter();
        step.to.is_some()
            || step.closes.is_empty()
            || closes
                .into_iter()
                .any(|duty| self.open.contains(&duty.text))
    }

    /// Everybody who took one of these steps.
    pub fn takers<'a>(&'a self, step: &'a str) -> impl Iterator<Item = AccountId> + 'a {
        let taken = self.done.iter().filter(move |done| done.step == step);
        taken.filter_map(|done| done.by)
    }
}
