//! A deadline: a moment computed from an event, and what happens when it comes.
//!
//! The due moment is fixed when the deadline opens, with the rulebook version that it was
//! computed by: a period that is shortened later never touches what is already stored. Whether
//! something is due is asked of [`Deadline`] wherever it matters; [`scheduler`] only brings about
//! what must happen by itself.

mod consequence;
mod count;
pub mod mark;
mod rule;
pub mod scheduler;
mod words;

use protocol::{
    id::{DeadlineId, UnitId},
    time::UnixMs,
};

use crate::{
    calendar::{OfficeHours, japan},
    trail::SubjectCode,
};

pub use consequence::Consequence;
pub use rule::{Length, NoDue, Rule, RuleError};

/// Where a period comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub clause: String,
    /// The rulebook version whose parameters were used.
    pub rulebook: String,
}

/// What a deadline is opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub unit: UnitId,
    pub subject: SubjectCode,
    /// The rulebook's word for this period of the subject, for example `recording_retention`.
    pub duty: String,
    pub rule: Rule,
    pub basis: Basis,
    /// The word of the event that starts it.
    pub event: String,
    pub consequence: Consequence,
    /// The post that has to act, where there is one.
    pub holder: Option<String>,
    /// Whether the next one opens when this one is over, as with yearly reviews.
    pub repeats: bool,
}

/// One deadline as it is stored. Nothing in it changes but its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub id: DeadlineId,
    pub terms: Terms,
    pub started_at: UnixMs,
    pub due_at: UnixMs,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    /// What was to happen has happened. A duty that struck is overdue until it is met.
    Struck {
        at: UnixMs,
    },
    /// The duty was done, in time or late.
    Met {
        at: UnixMs,
    },
    /// The subject is gone, or a decision named in the trail ended it.
    Cancelled {
        at: UnixMs,
    },
    /// A later event started the period again.
    Superseded {
        at: UnixMs,
        by: DeadlineId,
    },
}

/// The deadline is over, or has not begun to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    #[error("the deadline is no longer open")]
    Over,
    #[error("the deadline is not due yet")]
    NotDue,
}

/// What a deadline's striking asks of the shell, in the transaction that stores its new state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    pub deadline: Deadline,
    /// How long after its due moment it struck.
    pub late_ms: i64,
}

impl Strike {
    /// Above whose holder an overdue duty is to be told.
    pub fn escalates_above(&self) -> Option<&str> {
        let terms = &self.deadline.terms;
        let escalates = terms.consequence == Consequence::OverdueEscalate;
        terms.holder.as_deref().filter(|_| escalates)
    }
}

impl Deadline {
    /// Opens a deadline whose event happened at `started_at`.
    pub fn open(
        id: DeadlineId,
        terms: Terms,
        started_at: UnixMs,
        hours: &OfficeHours,
    ) -> Result<Self, NoDue> {
        let due_at = terms.rule.due(started_at, hours)?;
        Ok(Self {
            id,
            terms,
            started_at,
            due_at,
            state: State::Open,
        })
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// A duty whose time has passed and that nobody has done.
    pub fn is_overdue(&self, now: UnixMs) -> bool {
        self.terms.consequence == Consequence::OverdueEscalate && self.has_come(now)
    }

    /// Whether its subject must not be read or used any more. True from the due moment on,
    /// whether or not the deletion has been carried out yet (O-49).
    pub fn withholds(&self, now: UnixMs) -> bool {
        use Consequence::{Block, DeleteWithProof, Expire};
        matches!(self.terms.consequence, DeleteWithProof | Expire | Block) && self.has_come(now)
    }

    /// Whether its subject is still locked against removal (CC-2.2.エ).
    pub fn locks(&self, now: UnixMs) -> bool {
        self.terms.consequence == Consequence::Unlock && self.is_open() && now < self.due_at
    }

    fn has_come(&self, now: UnixMs) -> bool {
        match self.state {
            State::Open => now >= self.due_at,
            State::Struck { .. } => true,
            _ => false,
        }
    }

    /// Strikes: never before it is due, and only once.
    pub fn strike(&self, now: UnixMs) -> Result<Strike, NotNow> {
        if !self.is_open() {
            return Err(NotNow::Over);
        }
        if now < self.due_at {
            return Err(NotNow::NotDue);
        }
        Ok(Strike {
            deadline: self.with(State::Struck { at: now }),
            late_ms: now.since_ms(self.due_at),
        })
    }

    /// Its subject is gone already, as after a restore: it strikes before its moment, so that
    /// everything that was left of it goes too.
    pub fn strike_gone(&self, now: UnixMs) -> Result<Strike, NotNow> {
        if !self.is_open() {
            return Err(NotNow::Over);
        }
        Ok(Strike {
            deadline: self.with(State::Struck { at: now }),
            late_ms: now.since_ms(self.due_at).max(0),
        })
    }

    /// Whether the month has begun in which it is due: what has to be done in every month is not done
    /// for the next one beforehand.
    pub fn has_begun(&self, now: UnixMs) -> bool {
        let month = japan::day_of(self.due_at.plus_ms(-1)).first_of_month();
        !self.terms.rule.repeats() || now >= japan::start_of(month)
    }

    /// The duty was done. An overdue one can still be done.
    pub fn meet(&self, now: UnixMs) -> Result<Self, NotNow> {
        let overdue = self.is_overdue(now) && matches!(self.state, State::Struck { .. });
        if self.is_open() || overdue {
            Ok(self.with(State::Met { at: now }))
        } else {
            Err(NotNow::Over)
        }
    }

    pub fn cancel(&self, now: UnixMs) -> Result<Self, NotNow> {
        if self.is_open() {
            Ok(self.with(State::Cancelled { at: now }))
        } else {
            Err(NotNow::Over)
        }
    }

    /// Starts the period again from a later event (IS-15.3). The new deadline is never due before
    /// the one it replaces, whatever the rulebook says by then.
    pub fn restart(
        &self,
        id: DeadlineId,
        terms: Terms,
        started_at: UnixMs,
        hours: &OfficeHours,
    ) -> Result<Restarted, RestartError> {
        if !self.is_open() {
            return Err(NotNow::Over.into());
        }
        let mut next = Self::open(id, terms, started_at, hours)?;
        next.due_at = next.due_at.max(self.due_at);
        let state = State::Superseded {
            at: started_at,
            by: id,
        };
        Ok(Restarted {
            old: self.with(state),
            next,
        })
    }

    /// A decision puts another moment in the place of this one: a later one where its subject is
    /// kept, an earlier one where it is erased by way of exception. What is due is not kept any more.
    pub fn moved(
        &self,
        id: DeadlineId,
        terms: Terms,
        due_at: UnixMs,
        now: UnixMs,
    ) -> Result<Restarted, NotNow> {
        if !self.is_open() || now >= self.due_at {
            return Err(NotNow::Over);
        }
        let next = Self {
            id,
            terms,
            started_at: now,
            due_at,
            state: State::Open,
        };
        let state = State::Superseded { at: now, by: id };
        Ok(Restarted {
            old: self.with(state),
            next,
        })
    }

    /// The next deadline of one that repeats; its period begins where this one ended.
    pub fn following(&self, id: DeadlineId, hours: &OfficeHours) -> Option<Result<Self, NoDue>> {
        let over = matches!(self.state, State::Struck { .. } | State::Met { .. });
        let repeats = self.terms.repeats || self.terms.rule.repeats();
        (over && repeats).then(|| Self::open(id, self.terms.clone(), self.due_at, hours))
    }

    fn with(&self, state: State) -> Self {
        Self {
            state,
            ..self.clone()
        }
    }
}

/// Both ends of a period that started again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restarted {
    pub old: Deadline,
    pub next: Deadline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestartError {
    #[error(transparent)]
    NotNow(#[from] NotNow),
    #[error(transparent)]
    NoDue(#[from] NoDue),
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
