//! A running post gets another last day, or is taken away. Who was lent it acts no longer than its
//! holder.

use admin_core::{post::delegation, rulebook::posts::AppointAct};
use jiff::civil::Date;
use protocol::id::PostId;
use sea_orm::DatabaseTransaction;

use super::{
    Held,
    allowed::Allowed,
    deputy,
    refusal::{changed, day_past},
    set_end,
};
use crate::{
    Admin,
    problem::Refused,
    signed_in::SignedIn,
    trail::{self, Action},
};

/// Gives a running post another last day.
pub async fn change(
    admin: &Admin,
    person: &SignedIn,
    id: PostId,
    to: Option<Date>,
) -> Result<Held, Refused> {
    let allowed = Allowed::to(admin, person, id, AppointAct::Change, Action::ChangePost).await?;
    let Allowed { held, act, .. } = &allowed;
    if to.is_some_and(|to| to < held.post.from || to < admin.today()) {
        let refused = day_past(&allowed.clause);
        return Err(admin.remember_refusal(act.clone(), refused).await?);
    }
    // What is lent for longer is lent anew, by its holder.
    let is_longer = |last: Date| to.is_none_or(|to| to > last);
    if held.post.is_delegated() && held.post.to.is_some_and(is_longer) {
        let refused = delegation::Refused {
            reason: delegation::Reason::Period,
            clause: allowed.clause.clone(),
        };
        return Err(admin.remember_refusal(act.clone(), refused.into()).await?);
    }
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            store_end(txn, held, to).await?;
            if let Some(last) = to {
                deputy::end_lent(txn, &held.post, last).await?;
            }
            trail::append(txn, act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    let mut held = held.clone();
    held.post.to = to;
    Ok(held)
}

/// Takes a post away from now on. The sessions of its holder and deputies end, so that no open
/// socket keeps a right that is gone.
pub async fn end(admin: &Admin, person: &SignedIn, id: PostId) -> Result<(), Refused> {
    let allowed = Allowed::to_end(admin, person, id).await?;
    let ended = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            allowed.end(txn, admin).await
        })
        .await?;
    ended.into_iter().for_each(|told| admin.tell_ended(told));
    Ok(())
}

pub(super) async fn store_end(
    txn: &DatabaseTransaction,
    held: &Held,
    to: Option<Date>,
) -> Result<(), Refused> {
    if set_end(txn, held, to).await? {
        Ok(())
    } else {
        Err(changed())
    }
}
