//! Deadlines in the store: opened, met and ended in the transaction of what happened.

mod hours;
pub mod list;
mod look;
mod mark;
mod moves;
pub mod restore;
mod row;
pub mod standing;

use admin_core::{
    deadline::{Deadline, NoDue, NotNow, RestartError, Terms},
    trail::SubjectCode,
};
use protocol::{id::DeadlineId, time::UnixMs};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use crate::{
    limits::SUBJECT_DEADLINES,
    random,
    store::{StoreError, table::deadline},
};

pub use hours::{hours_of, set_hours};
pub use look::{ANY, Carrier, Look, look};
pub use moves::{decide, movable};

use row::{OPEN, STRUCK, change, deadline_of, insert};

/// Why a deadline was not stored.
#[derive(Debug, thiserror::Error)]
pub enum DeadlineError {
    #[error(transparent)]
    NoDue(#[from] NoDue),
    /// It was struck, met or ended meanwhile.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// A stored rule, subject or word cannot be read.
    #[error("deadline {0} cannot be read")]
    Unreadable(Uuid),
    #[error("nobody carries out {0} for {1}")]
    NobodyCarries(&'static str, SubjectCode),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<RestartError> for DeadlineError {
    fn from(error: RestartError) -> Self {
        match error {
            RestartError::NotNow(error) => error.into(),
            RestartError::NoDue(error) => error.into(),
        }
    }
}

/// Opens a deadline in the transaction of its event.
pub async fn open(
    txn: &impl ConnectionTrait,
    terms: Terms,
    started_at: UnixMs,
    now: UnixMs,
) -> Result<Deadline, DeadlineError> {
    let hours = hours_of(txn, terms.unit).await?;
    let deadline = Deadline::open(new_id(now), terms, started_at, &hours)?;
    insert(txn, &deadline).await?;
    Ok(deadline)
}

/// Starts a period again: the old deadline is superseded by the new one.
pub async fn restart(
    txn: &impl ConnectionTrait,
    old: &Deadline,
    terms: Terms,
    started_at: UnixMs,
    now: UnixMs,
) -> Result<Deadline, DeadlineError> {
    let hours = hours_of(txn, terms.unit).await?;
    let restarted = old.restart(new_id(now), terms, started_at, &hours)?;
    change(txn, old, &restarted.old).await?;
    insert(txn, &restarted.next).await?;
    Ok(restarted.next)
}

/// The duty was done; a repeating one opens its next deadline.
pub async fn meet(
    txn: &impl ConnectionTrait,
    deadline: &Deadline,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    let met = deadline.meet(now)?;
    change(txn, deadline, &met).await?;
    // One that struck has opened its successor already.
    if deadline.is_open() {
        open_following(txn, &met, now).await?;
    }
    Ok(())
}

pub async fn cancel(
    txn: &impl ConnectionTrait,
    deadline: &Deadline,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    change(txn, deadline, &deadline.cancel(now)?).await
}

/// The deadlines of a subject that are open or overdue, due first.
pub async fn running(
    db: &impl ConnectionTrait,
    subject: &SubjectCode,
) -> Result<Vec<Deadline>, DeadlineError> {
    let rows = deadline::Entity::find()
        .filter(deadline::Column::Subject.eq(subject.as_str()))
        .filter(deadline::Column::State.is_in([OPEN, STRUCK]))
        .order_by_asc(deadline::Column::DueMs)
        .limit(SUBJECT_DEADLINES)
        .all(db)
        .await?;
    rows.into_iter().map(deadline_of).collect()
}

/// The deadlines of one duty that are open or overdue, whatever they are about.
pub async fn running_duties(
    db: &impl ConnectionTrait,
    duty: &str,
) -> Result<Vec<Deadline>, DeadlineError> {
    let rows = deadline::Entity::find()
        .filter(deadline::Column::Duty.eq(duty))
        .filter(deadline::Column::State.is_in([OPEN, STRUCK]))
        .all(db)
        .await?;
    rows.into_iter().map(deadline_of).collect()
}

/// The newest deadline of one kind that a subject has or had.
pub async fn of(
    db: &impl ConnectionTrait,
    subject: &SubjectCode,
    duty: &str,
) -> Result<Option<Deadline>, DeadlineError> {
    let row = deadline::Entity::find()
        .filter(deadline::Column::Subject.eq(subject.as_str()))
        .filter(deadline::Column::Duty.eq(duty))
        .order_by_desc(deadline::Column::Id)
        .one(db)
        .await?;
    row.map(deadline_of).transpose()
}

async fn open_following(
    txn: &impl ConnectionTrait,
    over: &Deadline,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    let hours = hours_of(txn, over.terms.unit).await?;
    match over.following(new_id(now), &hours) {
        Some(next) => insert(txn, &next?).await,
        None => Ok(()),
    }
}

fn new_id(now: UnixMs) -> DeadlineId {
    DeadlineId::new(now, random::id())
}
