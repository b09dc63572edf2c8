//! An act as its shell tells it.

use std::borrow::Cow;

use protocol::{
    id::{AccountId, DeviceId, UnitId},
    person::TerminalKind,
    time::UnixMs,
};

use super::{Entry, Head, SubjectCode};
use crate::{
    action::{Action, terminal_code},
    limits::TRAIL_SUBJECTS,
};

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Account(AccountId),
    /// A caller's phone.
    Device(DeviceId),
    /// Somebody who holds a link and nothing else yet.
    LinkHolder,
    /// The system on its own, for example at a deadline.
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Refused,
}

/// An act as its shell tells it; the chain adds number and hash.
#[derive(Clone, Debug)]
pub struct Act {
    pub unit: UnitId,
    pub at: UnixMs,
    pub actor: Actor,
    /// The kind of the post that it was done in.
    pub post: Option<String>,
    pub terminal: Option<TerminalKind>,
    pub action: Action,
    /// At most [`TRAIL_SUBJECTS`]; more are cut.
    pub subjects: Vec<SubjectCode>,
    pub clause: Option<Cow<'static, str>>,
    pub outcome: Outcome,
}

impl Act {
    /// An allowed act without subjects.
    pub fn new(unit: UnitId, at: UnixMs, actor: Actor, action: Action) -> Self {
        Self {
            unit,
            at,
            actor,
            post: None,
            terminal: None,
            action,
            subjects: Vec::new(),
            clause: None,
            outcome: Outcome::Allowed,
        }
    }

    pub fn of(mut self, post: impl Into<String>, terminal: TerminalKind) -> Self {
        self.post = Some(post.into());
        self.terminal = Some(terminal);
        self
    }

    pub fn about(mut self, subject: impl Into<SubjectCode>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    pub fn clause(mut self, clause: impl Into<Cow<'static, str>>) -> Self {
        self.clause = Some(clause.into());
        self
    }

    pub fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// The act as the entry after `head`.
    pub fn entry_after(&self, head: &Head) -> Entry {
        Entry {
            unit: self.unit,
            seq: head.seq + 1,
            prev_hash: head.hash,
            at: self.at,
            actor: actor_text(self.actor),
            post: self.post.clone().unwrap_or_default(),
            terminal: self
                .terminal
                .map(terminal_code)
                .unwrap_or_default()
                .to_owned(),
            action: self.action.code().to_owned(),
            subjects: subjects_text(&self.subjects),
            clause: self.clause.clone().unwrap_or_default().into_owned(),
            result: outcome_text(self.outcome).to_owned(),
        }
    }
}

fn actor_text(actor: Actor) -> String {
    match actor {
        Actor::Account(id) => format!("account:{id}"),
        Actor::Device(id) => format!("device:{id}"),
        Actor::LinkHolder => "link_holder".to_owned(),
        Actor::System => "system".to_owned(),
    }
}

fn subjects_text(subjects: &[SubjectCode]) -> String {
    let texts: Vec<_> = subjects
        .iter()
        .take(TRAIL_SUBJECTS)
        .map(SubjectCode::as_str)
        .collect();
    texts.join(" ")
}

fn outcome_text(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::Refused => "refused",
    }
}
