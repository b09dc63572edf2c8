//! An act as its shell tells it.

use protocol::{
    id::{AccountId, DeviceId, UnitId},
    person::TerminalKind,
    time::UnixMs,
};

use super::{Entry, Head, SubjectCode};
use crate::{action::terminal_code, limits::TRAIL_SUBJECTS};

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

/// An act or a refusal: ids and words of closed lists, no values. The chain adds number and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub unit: UnitId,
    pub at: UnixMs,
    pub actor: String,
    /// The kind of the post that it was done in.
    pub post: String,
    pub terminal: String,
    pub action: String,
    /// The codes with spaces between them.
    pub subjects: String,
    pub clause: String,
    pub result: &'static str,
}

/// The result of an act that was done.
pub const ALLOWED: &str = "allowed";

impl Act {
    /// An allowed act without subjects.
    pub fn new(unit: UnitId, at: UnixMs, actor: Actor, action: impl AsRef<str>) -> Self {
        Self {
            unit,
            at,
            actor: match actor {
                Actor::Account(id) => format!("account:{id}"),
                Actor::Device(id) => format!("device:{id}"),
                Actor::LinkHolder => "link_holder".to_owned(),
                Actor::System => "system".to_owned(),
            },
            post: String::new(),
            terminal: String::new(),
            action: action.as_ref().to_owned(),
            subjects: String::new(),
            clause: String::new(),
            result: ALLOWED,
        }
    }

    pub fn of(mut self, post: impl Into<String>, terminal: TerminalKind) -> Self {
        self.post = post.into();
        self.terminal = terminal_code(terminal).to_owned();
        self
    }

    /// At most [`TRAIL_SUBJECTS`] are taken.
    pub fn about(mut self, subject: impl Into<SubjectCode>) -> Self {
        let told = self.subjects.split_whitespace().count();
        if told < TRAIL_SUBJECTS {
            let space = if told == 0 { "" } else { " " };
            self.subjects += space;
            self.subjects += subject.into().as_str();
        }
        self
    }

    pub fn clause(mut self, clause: impl Into<String>) -> Self {
        self.clause = clause.into();
        self
    }

    pub fn refused(mut self) -> Self {
        self.result = "refused";
        self
    }

    /// The act as the entry after `head`.
    pub fn entry_after(&self, head: &Head) -> Entry {
        let act = self.clone();
        Entry {
            unit: act.unit,
            seq: head.seq + 1,
            prev_hash: head.hash,
            at: act.at,
            actor: act.actor,
            post: act.post,
            terminal: act.terminal,
            action: act.action,
            subjects: act.subjects,
            clause: act.clause,
            result: act.result.to_owned(),
        }
    }
}
