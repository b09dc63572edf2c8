//! The lock screen: by a key, or by itself when nobody touched the page for minutes. What is
//! locked is kept at the server: the page shows nothing that the server would not.

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
    store::table::session::{self as table, Column},
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
    admin
        .db()
        .write(async |txn| {
            proof.note(txn, now).await?;
            trail::append(txn, &act).await?;
            set_open(txn, person.session, now).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    Ok(Some(()))
}

/// Somebody touched the page.
pub async fn touch(admin: &Admin, session: SessionId) -> Result<(), Refused> {
    let now = admin.now();
    admin
        .db()
        .write(async |txn| {
            table::Entity::update_many()
                .col_expr(Column::TouchedMs, Expr::value(now.0))
                .filter(Column::Id.eq(session.0))
                .filter(Column::LockedMs.is_null())
                .filter(Column::TouchedMs.lt(now.0 - TOUCH_EVERY_MS))
                .exec(txn)
                .await?;
            Ok::<_, Refused>(())
        })
        .await
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

async fn set_open(
    txn: &impl ConnectionTrait,
    session: SessionId,
    now: UnixMs,
) -> Result<(), DbErr> {
    table::Entity::update_many()
        .col_expr(Column::LockedMs, Expr::value(Option::<i64>::None))
        .col_expr(Column::ProvedMs, Expr::value(now.0))
        .col_expr(Column::TouchedMs, Expr::value(now.0))
        .filter(Column::Id.eq(session.0))
        .exec(txn)
        .await
        .map(drop)
}
