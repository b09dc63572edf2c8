//! Who holds which post, in which unit, from when to when, and on what it rests.

pub mod appoint;
pub mod delegation;
pub mod office;
pub mod staff_list;
pub mod unit;

use jiff::civil::Date;
use protocol::id::{AccountId, UnitId};
use serde::{Deserialize, Serialize};

/// One post of one person. A change is a new row and an end date; nothing is overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The document that knows this kind of post, for example `VR`.
    pub document: String,
    /// The kind's code in that document.
    pub kind: String,
    pub person: AccountId,
    pub unit: UnitId,
    pub from: Date,
    /// The last day on which it is held.
    pub to: Option<Date>,
    pub title: Title,
    /// The clause that it rests on.
    pub basis: String,
}

/// How a person came to a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    AppointedBy(AccountId),
    /// The post follows an office [職指定].
    ExOfficio {
        office: String,
    },
    /// A deputy [代理] acts for the holder.
    DelegatedBy(AccountId),
    /// Two persons at the server named the first chiefs (O-8).
    Bootstrap(AccountId, AccountId),
}

impl Post {
    pub fn is_held_by(&self, person: AccountId, on: Date) -> bool {
        self.person == person && self.is_held(on)
    }

    pub fn is_held(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }

    pub fn is_delegated(&self) -> bool {
        self.delegated_by().is_some()
    }

    /// The holder for whom a deputy acts.
    pub fn delegated_by(&self) -> Option<AccountId> {
        match self.title {
            Title::DelegatedBy(holder) => Some(holder),
            _ => None,
        }
    }

    /// Ends the post with a day, unless it ends before.
    pub fn ended(&self, last: Date) -> Self {
        let to = self.to.map_or(last, |to| to.min(last));
        Self {
            to: Some(to),
            ..self.clone()
        }
    }
}

/// Why an act on posts is refused, and by which clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused<R> {
    pub reason: R,
    pub clause: String,
}

impl<R> Refused<R> {
    fn because<T>(reason: R, clause: impl ToString) -> Result<T, Self> {
        let clause = clause.to_string();
        Err(Self { reason, clause })
    }
}

/// A change that the shell stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Begin(Post),
    /// The same post with its last day. One that never began is taken back by the day before it.
    End(Post),
}
