//! What a step brings about, stored in its transaction.

use admin_core::{
    calendar::OfficeHours,
    case::{
        Case, Effects,
        effects::{Moved, Opened},
        value::Value,
    },
    deadline::{Consequence, Deadline},
    rulebook::Rulebook,
    trail::{Subject, SubjectCode},
};
use sea_orm::DatabaseTransaction;

use super::{by_event, files, holders, things};
use crate::{
    Admin,
    deadlines::{self, DeadlineError},
    notices, posts,
    problem::Refused,
    signed_in::SignedIn,
    trail,
};

/// Stores everything but the case itself, also what other cases hear of it. Nobody acts where a
/// deadline does.
pub(crate) async fn store(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: Option<&SignedIn>,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    store_own(txn, admin, person, effects, rulebook).await?;
    for told in &effects.told {
        by_event::tell(txn, admin, &effects.case, rulebook, told).await?;
    }
    if let Some(collected) = &effects.collected {
        by_event::collect(txn, admin, &effects.case, collected).await?;
    }
    Ok(())
}

/// The same without other cases.
pub(super) async fn store_own(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: Option<&SignedIn>,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let (now, units) = (admin.now(), admin.units().await?);
    let case = &effects.case;
    let subject = SubjectCode::from(Subject::Case(case.id));
    let running = deadlines::running(txn, &subject)
        .await
        .map_err(Refused::internal)?;
    for duty in &effects.closed {
        let begun = |one: &&Deadline| one.terms.duty == *duty && one.has_begun(now);
        for deadline in running.iter().filter(begun) {
            close(txn, deadline, now).await.map_err(Refused::internal)?;
        }
    }
    // A check that was just done begins its period anew.
    let running = deadlines::running(txn, &subject)
        .await
        .map_err(Refused::internal)?;
    for opened in &effects.opened {
        open(txn, &running, opened, now)
            .await
            .map_err(Refused::internal)?;
    }
    for notice in &effects.notices {
        notices::of_step(txn, notice, case, (rulebook, &units), now).await?;
    }
    things::store(txn, admin, person, effects, rulebook).await?;
    for moved in &effects.moved {
        move_deadline(txn, admin, case, moved).await?;
    }
    for erased in &effects.erased {
        files::erase(txn, admin, case, erased).await?;
    }
    if let Some(person) = person {
        holders::change(txn, admin, person, effects, rulebook).await?;
    }
    for value in case.values.values() {
        if let Value::File(id) = value {
            files::attach(txn, *id, case.id).await?;
        }
    }
    trail::append(txn, &effects.mark).await?;
    Ok(())
}

/// A duty is done; a period that would have ended something does not come any more.
async fn close(
    txn: &DatabaseTransaction,
    deadline: &Deadline,
    now: protocol::time::UnixMs,
) -> Result<(), DeadlineError> {
    match deadline.terms.consequence {
        Consequence::Expire | Consequence::DeleteWithProof if deadline.is_open() => {
            deadlines::cancel(txn, deadline, now).await
        }
        Consequence::Expire | Consequence::DeleteWithProof => Ok(()),
        _ => deadlines::meet(txn, deadline, now).await,
    }
}

async fn open(
    txn: &DatabaseTransaction,
    running: &[Deadline],
    opened: &Opened,
    now: protocol::time::UnixMs,
) -> Result<(), DeadlineError> {
    let (terms, started_at) = (opened.terms.clone(), opened.started_at);
    let is_reminder = terms.consequence == Consequence::Remind;
    let due = terms.rule.due(started_at, &OfficeHours::standard());
    if is_reminder && due.is_ok_and(|due| due < now) {
        // Its day is over already.
        return Ok(());
    }
    let same = |one: &&Deadline| one.terms.duty == terms.duty && one.is_open();
    match running.iter().find(same) {
        Some(old) => deadlines::restart(txn, old, terms, started_at, now).await,
        None => deadlines::open(txn, terms, started_at, now).await,
    }
    .map(drop)
}

/// What the guard asked before may have come meanwhile.
async fn move_deadline(
    txn: &DatabaseTransaction,
    admin: &Admin,
    case: &Case,
    moved: &Moved,
) -> Result<(), Refused> {
    let subject = moved.subject.as_str();
    let found = deadlines::movable(txn, admin, case.unit, subject, &moved.duty).await?;
    let old = found.ok_or_else(|| posts::changed().clause(&moved.basis.clause))?;
    deadlines::decide(txn, admin, &old, moved).await
}
