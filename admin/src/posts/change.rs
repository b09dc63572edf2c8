//! A running post gets another last day, or is taken away. Who was lent it acts no longer than its
//! holder.

use admin_core::{
    post::{appoint::with_end, delegation},
    rulebook::posts::AppointAct,
};
use jiff::civil::Date;
use protocol::id::PostId;
use sea_orm::DatabaseTransaction;

use super::{
    Held,
    allowed::{Allowed, rulebook},
    deputy, of_kind,
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
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let held = prolong(admin, txn, &allowed, to).await?;
            trail::append(txn, &allowed.act).await?;
            Ok::<_, Refused>(held)
        })
        .await;
    match done {
        Ok(held) => Ok(held),
        Err(refused) => Err(admin.remember_refusal(allowed.act, refused).await?),
    }
}

async fn prolong(
    admin: &Admin,
    txn: &DatabaseTransaction,
    allowed: &Allowed,
    to: Option<Date>,
) -> Result<Held, Refused> {
    let (today, clause) = (admin.today(), &allowed.clause);
    let Held { id, post } = &allowed.held;
    if to.is_some_and(|to| to < post.from || to < today) {
        return Err(day_past(clause));
    }
    // What is lent for longer is lent anew, by its holder.
    let is_longer = |last: Date| to.is_none_or(|to| to > last);
    if post.is_delegated() && post.to.is_some_and(is_longer) {
        let refused = delegation::Refused {
            reason: delegation::Reason::Period,
            clause: clause.clone(),
        };
        return Err(refused.into());
    }
    let others = of_kind(txn, &post.document, &post.kind, post.unit).await?;
    let (own, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|held| held.id == *id);
    if !own.contains(&allowed.held) {
        return Err(changed().clause(clause));
    }
    let others: Vec<_> = others.into_iter().map(|held| held.post).collect();
    let rulebook = rulebook(admin, &post.document)?;
    let changed = with_end(rulebook, &others, post, to, today, clause)?;
    set_end(txn, &allowed.held, changed.to).await?;
    if let Some(last) = to {
        deputy::end_lent(txn, post, last).await?;
    }
    Ok(Held {
        id: *id,
        post: changed,
    })
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
        .await;
    match ended {
        Ok(ended) => ended.into_iter().for_each(|told| admin.tell_ended(told)),
        Err(refused) => return Err(admin.remember_refusal(allowed.act, refused).await?),
    }
    Ok(())
}
