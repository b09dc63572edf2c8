//! The scheduler's look at what is due.

use std::{sync::Arc, time::Duration};

use admin_core::{
    deadline::{
        Consequence, Deadline, NotNow, State, Strike,
        mark::{ClockMark, Reading},
        scheduler::{self, ROWS},
    },
    trail::Subject,
};
use protocol::time::UnixMs;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use super::{
    DeadlineError, mark, open_following,
    row::{OPEN, change, deadline_of},
};
use crate::{
    limits::{DEADLINE_RETRY_MS, WIPE_AGAIN_MS},
    store::{Db, table::deadline},
    trail::{self, Act, Action, Actor},
};

/// The kind of a carrier that tells people of duties and reminders about every other subject.
pub const ANY: &str = "";

/// Does what a struck deadline asks for, in the transaction that stores the strike: deletes,
/// expires, blocks or unlocks, and tells people.
#[async_trait::async_trait]
pub trait Carrier: Send + Sync {
    /// The kind of subject it knows, for example `report`.
    fn kind(&self) -> &'static str;

    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        strike: &Strike,
    ) -> Result<(), DeadlineError>;

    /// Of some owners of data keys those that it has rows of. A key that nobody owns is swept.
    async fn owned(&self, _owners: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        Ok(Vec::new())
    }
}

/// What one look did.
#[derive(Debug)]
pub struct Look {
    pub struck: usize,
    pub failed: usize,
    pub reading: Reading,
    /// The time that is believed; purging goes by it too.
    pub believed: UnixMs,
    pub sleep: Duration,
}

/// One look of the scheduler. `was_set` says that the clock is one that is set on purpose, whose
/// leaps need not be waited out.
pub async fn look(
    db: &Db,
    carriers: &[Arc<dyn Carrier>],
    now: UnixMs,
    was_set: bool,
) -> Result<Look, DeadlineError> {
    let mark = match mark::load(&**db).await? {
        Some(mark) if !was_set => mark,
        _ => ClockMark::at(now),
    };
    let rows = deadline::Entity::find()
        .filter(deadline::Column::State.eq(OPEN))
        .order_by_asc(deadline::Column::LookMs)
        .limit(ROWS as u64)
        .all(&**db)
        .await?;
    // Those that wait for another try are not due for this look.
    let next_look = rows
        .iter()
        .find(|row| row.look_ms > now.0)
        .map(|row| row.look_ms);
    let due: Vec<_> = rows
        .into_iter()
        .filter(|row| row.look_ms <= now.0)
        .collect();
    let (mut readable, mut failed) = (Vec::with_capacity(due.len()), 0);
    for row in due {
        let id = row.id;
        match deadline_of(row) {
            Ok(deadline) => readable.push(deadline),
            Err(error) => {
                failed += 1;
                put_off(db, id, &error, now).await?;
            }
        }
    }
    let round = scheduler::look(&readable, mark, now);
    db.write(async |txn| Ok::<_, DeadlineError>(mark::store(txn, round.mark).await?))
        .await?;
    let mut struck = 0;
    for strike in &round.strikes {
        match strike_one(db, carriers, strike, now).await {
            Ok(()) => struck += 1,
            // Another process was first.
            Err(DeadlineError::NotNow(NotNow::Over)) => {}
            Err(error) => {
                failed += 1;
                put_off(db, strike.deadline.id.0, &error, now).await?;
            }
        }
    }
    if struck > 0 {
        db.note_erased();
    }
    let is_wiped = db.wipe().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what was erased could not be wiped off the disk yet");
        false
    });
    let until_next_ms = next_look.map_or(i64::MAX, |at| at - now.0);
    let until_wiping_ms = if is_wiped { i64::MAX } else { WIPE_AGAIN_MS };
    let sleep_ms = round.sleep_ms.min(until_next_ms).min(until_wiping_ms);
    let sleep_ms = sleep_ms.max(0);
    Ok(Look {
        struck,
        failed,
        reading: round.reading,
        believed: round.mark.believed,
        sleep: Duration::from_millis(sleep_ms.unsigned_abs()),
    })
}

/// Stores a strike, what it asks for, its successor and its entry in the trail; all or nothing.
pub(super) async fn strike_one(
    db: &Db,
    carriers: &[Arc<dyn Carrier>],
    strike: &Strike,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    let struck = &strike.deadline;
    let terms = &struck.terms;
    let open = Deadline {
        state: State::Open,
        ..struck.clone()
    };
    let act = Act::new(terms.unit, now, Actor::System, Action::StrikeDeadline)
        .about(Subject::Deadline(struck.id))
        .about(terms.subject.clone())
        .about(Subject::Word(terms.consequence.code()))
        .clause(terms.basis.clause.clone());
    db.write(async |txn| {
        change(txn, &open, struck).await?;
        carry_out(txn, carriers, strike).await?;
        open_following(txn, struck, now).await?;
        trail::append(txn, &act).await?;
        Ok(())
    })
    .await
}

async fn carry_out(
    txn: &DatabaseTransaction,
    carriers: &[Arc<dyn Carrier>],
    strike: &Strike,
) -> Result<(), DeadlineError> {
    let terms = &strike.deadline.terms;
    let (kind, _) = terms.subject.parts();
    let of_kind = |kind: &str| carriers.iter().find(|carrier| carrier.kind() == kind);
    if let Some(carrier) = of_kind(kind) {
        return carrier.carry_out(txn, strike).await;
    }
    match terms.consequence {
        Consequence::Remind | Consequence::OverdueEscalate => match of_kind(ANY) {
            Some(carrier) => carrier.carry_out(txn, strike).await,
            None => Ok(()),
        },
        // These are asked of the deadline itself wherever they matter.
        Consequence::Unlock | Consequence::Block => Ok(()),
        Consequence::DeleteWithProof | Consequence::Expire => Err(DeadlineError::NobodyCarries(
            terms.consequence.code(),
            terms.subject.clone(),
        )),
    }
}

/// One deadline that fails must not hold up the others.
async fn put_off(
    db: &Db,
    id: Uuid,
    error: &DeadlineError,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    tracing::error!(deadline = %id, %error, "a deadline could not be carried out");
    let retry_ms = now.plus_ms(DEADLINE_RETRY_MS).0;
    db.write(async |txn| {
        deadline::Entity::update_many()
            .col_expr(deadline::Column::LookMs, Expr::value(retry_ms))
            .filter(deadline::Column::Id.eq(id))
            .exec(txn)
            .await?;
        Ok(())
    })
    .await
}
