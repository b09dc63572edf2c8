//! The lock screen: by a key, or by itself when nobody touched the page for minutes. A session
//! that operates or watches a live report is in use meanwhile and does not lock by itself. What is
//! locked is kept at the server: the page shows nothing that the server would not.

use std::collections::BTreeSet;

use protocol::{sign_in::Factor, time::UnixMs};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    ceremony::SignInCeremony,
    proof::{self, Verdict},
};
use crate::{
    Admin,
    limits::TOUCH_EVERY_MS,
    problem::Refused,
    sessions::{SessionEnded, SessionId, Standing},
    signed_in::SignedIn,
    store::{
        StoreError,
        table::session::{self as table, Column},
    },
    trail::{self, Action},
};

/// Locks a session. Its sockets close and its live pictures go.
pub async fn lock(admin: &Admin, person: &SignedIn) -> Result<(), Refused> {
    let now = admin.now();
    let act = person.act(now, Action::LockSession);
    let changed = admin
        .db()
        .write(async |txn| {
            let changed = set_locked(txn, person.session, now).await?;
            if changed {
                trail::append(txn, &act).await?;
            }
            Ok::<_, Refused>(changed)
        })
        .await?;
    if changed {
        admin.tell_ended(SessionEnded {
            session: person.session,
            account: person.account,
            standing: Standing::Locked,
        });
    }
    Ok(())
}

/// Unlocks with a factor of the same person. `None` says that it was no right one.
pub async fn unlock(
    admin: &Admin,
    person: &SignedIn,
    ceremony: Option<&SignInCeremony>,
    factor: Factor,
) -> Result<Option<()>, Refused> {
    let own = ceremony.filter(|ceremony| ceremony.user_id == person.user_id);
    let verdict = proof::look(admin, Some(person.account.0), own, factor).await?;
    let now = admin.now();
    let act = person.act(now, Action::UnlockSession);
    let proof = match verdict {
        // A registration code opens a session, it does not stand for the person behind one.
        Verdict::Proved(proof) if !proof.is_code() => proof,
        Verdict::PasswordNotPermitted => {
            let refused = proof::password_not_permitted();
            return Err(admin.remember_refusal(act, refused).await?);
        }
        Verdict::Proved(_) | Verdict::Wrong => {
            let act = act.refused();
            let written = admin
                .db()
                .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?));
            written.await?;
            return Ok(None);
        }
    };
    let unlocked = admin
        .db()
        .write(async |txn| {
            let unlocked =
                proof.note(txn, now).await? && set_open(txn, person.session, now).await?;
            let act = if unlocked { act } else { act.refused() };
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(unlocked)
        })
        .await?;
    Ok(unlocked.then_some(()))
}

/// Somebody touched the page.
pub async fn touch(admin: &Admin, session: SessionId) -> Result<(), Refused> {
    let now = admin.now();
    admin
        .db()
        .write(async |txn| {
            set_touched(txn, [session], now.0 - TOUCH_EVERY_MS, now).await?;
            Ok::<_, Refused>(())
        })
        .await
}

/// Sessions in use count as touched.
pub(super) async fn keep_open(
    admin: &Admin,
    sessions: BTreeSet<SessionId>,
    now: UnixMs,
) -> Result<(), StoreError> {
    if sessions.is_empty() {
        return Ok(());
    }
    admin
        .db()
        .write(async |txn| Ok::<_, StoreError>(set_touched(txn, sessions, now.0, now).await?))
        .await
}

/// From the first touch that is not followed by another to the lock, and what is left of it now.
pub async fn times(
    db: &impl ConnectionTrait,
    session: SessionId,
    now: UnixMs,
) -> Result<LockTimes, DbErr> {
    let row = table::Entity::find_by_id(session.0).one(db).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a session".to_owned()))?;
    Ok(LockTimes {
        after_ms: row.idle_ms,
        left_ms: row.touched_ms + row.idle_ms - now.0,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockTimes {
    pub after_ms: i64,
    pub left_ms: i64,
}

/// Sessions that are open and were last touched before a moment.
async fn set_touched(
    txn: &impl ConnectionTrait,
    sessions: impl IntoIterator<Item = SessionId>,
    before_ms: i64,
    now: UnixMs,
) -> Result<(), DbErr> {
    table::Entity::update_many()
        .col_expr(Column::TouchedMs, Expr::value(now.0))
        .filter(Column::Id.is_in(sessions.into_iter().map(|session| session.0)))
        .filter(Column::LockedMs.is_null())
        .filter(Column::EndedMs.is_null())
        .filter(Column::TouchedMs.lt(before_ms))
        .exec(txn)
        .await
        .map(drop)
}

/// True where it ran until now.
pub(super) async fn set_locked(
    txn: &impl ConnectionTrait,
    session: SessionId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let locked = table::Entity::update_many()
        .col_expr(Column::LockedMs, Expr::value(now.0))
        .filter(Column::Id.eq(session.0))
        .filter(Column::LockedMs.is_null())
        .filter(Column::EndedMs.is_null())
        .exec(txn)
        .await?;
    Ok(locked.rows_affected == 1)
}

/// False where the session is over.
async fn set_open(
    txn: &impl ConnectionTrait,
    session: SessionId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let opened = table::Entity::update_many()
        .col_expr(Column::LockedMs, Expr::value(Option::<i64>::None))
        .col_expr(Column::ProvedMs, Expr::value(now.0))
        .col_expr(Column::TouchedMs, Expr::value(now.0))
        .filter(Column::Id.eq(session.0))
        .filter(Column::EndedMs.is_null())
        .exec(txn)
        .await?;
    Ok(opened.rows_affected == 1)
}
