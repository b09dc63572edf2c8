//! Personnel changes: a person leaves a unit, an office has a new holder.

use std::collections::BTreeSet;

use admin_core::{
    post::{
        Change,
        office::{Handover, hand_over, transfer as leave},
    },
    rulebook::posts::AppointAct,
};
use protocol::admin::post::{OfficeHolder, PostChanges, Transfer};
use sea_orm::DatabaseTransaction;

use super::{
    Held,
    allowed::{Allowed, rulebook},
    apply, list, of_person, of_units,
    refusal::{changed, day_past},
};
use crate::{
    Admin, accounts,
    cases::by_event,
    documents,
    problem::{Refused, not_found_problem},
    sessions,
    signed_in::SignedIn,
    trail::{self, Act, Action, Subject},
    units::Units,
};

/// On what personnel changes rest that the matrix does not speak of.
const CLAUSE: &str = "VR-3.2b";

/// A person leaves a unit: the posts held there, and those lent from them, end the day before.
/// Whoever does it may take each of them away.
pub async fn transfer(
    admin: &Admin,
    person: &SignedIn,
    body: &Transfer,
) -> Result<PostChanges, Refused> {
    let units = admin.units().await?;
    let act = person
        .act(admin.now(), Action::TransferPerson)
        .about(Subject::Account(body.person))
        .about(Subject::Unit(body.from_unit))
        .about(Subject::Unit(body.to_unit));
    if units.get(body.to_unit).is_none() || units.get(body.from_unit).is_none() {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    }
    if body.on.0 < admin.today() {
        return Err(admin.remember_refusal(act, day_past(CLAUSE)).await?);
    }
    moved(admin, person, &act, &units, async |txn| {
        let known = of_units(txn, &[body.from_unit], admin.today()).await?;
        let posts: Vec<_> = known.iter().map(|held| held.post.clone()).collect();
        let changes = leave(&posts, body.person, body.from_unit, body.on.0);
        if changes.is_empty() {
            let mut all = of_person(txn, body.person).await?.into_iter();
            let was_there = all.any(|held| held.post.unit == body.from_unit);
            return Err(match was_there {
                true => changed().clause(CLAUSE),
                false => not_found_problem(),
            });
        }
        for change in &changes {
            let (Change::End(post) | Change::Begin(post)) = change;
            // A deputy's post goes with the post that lent it.
            if post.person == body.person {
                Allowed::asked(admin, person, post, AppointAct::Delete, &units)?;
            }
        }
        Ok((known, changes))
    })
    .await
}

/// Every post that follows an office goes to its new holder on the same day [職指定].
pub async fn hold_office(
    admin: &Admin,
    person: &SignedIn,
    office: &str,
    body: &OfficeHolder,
) -> Result<PostChanges, Refused> {
    let units = admin.units().await?;
    let act = person
        .act(admin.now(), Action::HandOverOffice)
        .about(Subject::Account(body.person))
        .about(Subject::Unit(body.unit));
    if body.on.0 < admin.today() {
        return Err(admin.remember_refusal(act, day_past(CLAUSE)).await?);
    }
    moved(admin, person, &act, &units, async |txn| {
        let account = accounts::find(txn, body.person).await?;
        if account.is_none_or(|account| account.revoked_ms.is_some()) {
            return Err(not_found_problem());
        }
        let known = of_units(txn, &[body.unit], admin.today()).await?;
        let posts: Vec<_> = known.iter().map(|held| held.post.clone()).collect();
        let mut changes = Vec::new();
        for rulebook in admin.rules().on(admin.today()) {
            let handover = Handover {
                office,
                unit: body.unit,
                holder: body.person,
                on: body.on.0,
            };
            changes.extend(hand_over(rulebook, &units, &posts, handover));
        }
        if changes.is_empty() {
            return Err(not_found_problem());
        }
        for change in &changes {
            let (act, post) = match change {
                Change::End(post) => (AppointAct::Delete, post),
                Change::Begin(post) => (AppointAct::Grant, post),
            };
            Allowed::asked(admin, person, post, act, &units)?;
            if act == AppointAct::Grant {
                let rulebook = rulebook(admin, &post.document)?;
                documents::must_be_on(txn, &units, rulebook, post.unit).await?;
            }
        }
        Ok((known, changes))
    })
    .await
}

/// Reads what there is, decides and stores in one transaction: two who move the same person do not
/// both succeed.
async fn moved(
    admin: &Admin,
    person: &SignedIn,
    act: &Act,
    units: &Units,
    decide: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(Vec<Held>, Vec<Change>), Refused>,
) -> Result<PostChanges, Refused> {
    let (now, today) = (admin.now(), admin.today());
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let (known, changes) = decide(txn).await?;
            let (ended, begun) = apply(txn, &known, &changes, now).await?;
            let mut act = act.clone();
            for held in ended.iter().chain(&begun).take(4) {
                act = act.about(Subject::Post(held.id));
            }
            trail::append(txn, &act).await?;
            for held in &ended {
                by_event::left(txn, admin, held.post.person, held.post.unit).await?;
            }
            let over = ended.iter().filter(|held| !held.post.is_held(today));
            let lost: BTreeSet<_> = over.map(|held| held.post.person).collect();
            let told = sessions::end_of(txn, lost, now).await?;
            Ok::<_, Refused>((ended, begun, told))
        })
        .await;
    let (ended, begun, told) = match done {
        Ok(done) => done,
        Err(refused) => return Err(admin.remember_refusal(act.clone(), refused).await?),
    };
    told.into_iter().for_each(|told| admin.tell_ended(told));
    Ok(PostChanges {
        ended: list::views(admin, &**admin.db(), person, &ended, units).await?,
        begun: list::views(admin, &**admin.db(), person, &begun, units).await?,
    })
}
