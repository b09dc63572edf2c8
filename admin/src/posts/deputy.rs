//! Deputies [代理]: a post that is lent for some days.

use admin_core::post::{Post, delegation};
use jiff::civil::Date;
use protocol::{
    admin::post::Delegate,
    id::{AccountId, PostId},
};
use sea_orm::ConnectionTrait;

use super::{Held, allowed::rulebook, begin, find, lent, of_person, set_end};
use crate::{
    Admin,
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};

/// Lets another act in the own post for some days [代理].
pub async fn delegate(
    admin: &Admin,
    person: &SignedIn,
    id: PostId,
    body: &Delegate,
) -> Result<Held, Refused> {
    let Some(held) = find(&**admin.db(), id).await? else {
        let refused = not_found_problem();
        return Err(admin.refuse(person, Action::DelegatePost, refused).await?);
    };
    let (now, units) = (admin.now(), admin.units().await?);
    // Who does not hold the post does not act in it.
    let acting = if held.post.person == person.account {
        person.clone().acting(&held.post, &units)
    } else {
        person.clone()
    };
    let act = acting
        .act(now, Action::DelegatePost)
        .about(Subject::Post(id))
        .about(Subject::Account(body.person));
    let rulebook = rulebook(admin, &held.post.document)?;
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let deputy = of_person(txn, body.person).await?;
            // Nobody acts for a holder of another headquarters or group.
            let own = |post: &Post| units.same_headquarters(post.unit, held.post.unit);
            let deputy = deputy.into_iter().map(|held| held.post);
            let deputy: Vec<_> = deputy.filter(own).collect();
            let (from, to) = (body.from.0, body.to.0);
            let post =
                delegation::delegate(rulebook, &held.post, person.account, &deputy, from, to)?;
            let id = begin(txn, &post, now).await?;
            trail::append(txn, &act.clone().clause(post.basis.clone())).await?;
            Ok::<_, Refused>(Held { id, post })
        })
        .await;
    match done {
        Ok(held) => Ok(held),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// Whoever acts for the holder of a post does so no longer than to its last day. The deputies
/// whose days became fewer come back.
pub async fn end_lent(
    txn: &impl ConnectionTrait,
    post: &Post,
    last: Date,
) -> Result<Vec<AccountId>, Refused> {
    let mut deputies = Vec::new();
    for held in lent(txn, post, last).await? {
        let ended = held.post.ended(last);
        if ended != held.post {
            set_end(txn, &held, ended.to).await?;
            deputies.push(held.post.person);
        }
    }
    Ok(deputies)
}
