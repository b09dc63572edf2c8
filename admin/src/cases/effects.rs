//! What a step brings about, stored in its transaction.

use admin_core::{
    asset::Order,
    case::{
        Case, Effects,
        effects::{AssetOrder, Moved, Opened},
        value::Value,
    },
    deadline::{Consequence, Deadline},
    rulebook::Rulebook,
    trail::{Subject, SubjectCode},
};
use sea_orm::DatabaseTransaction;

use super::files;
use crate::{
    Admin,
    deadlines::{self, DeadlineError},
    ledgers::{self, Known},
    notices, posts,
    problem::Refused,
    signed_in::SignedIn,
    trail,
};

/// Stores everything but the case itself. Nobody acts where a deadline does.
pub(crate) async fn store(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: Option<&SignedIn>,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let now = admin.now();
    let case = &effects.case;
    let subject = SubjectCode::from(Subject::Case(case.id));
    let running = deadlines::running(txn, &subject)
        .await
        .map_err(Refused::internal)?;
    for duty in &effects.closed {
        for deadline in running.iter().filter(|one| one.terms.duty == *duty) {
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
        notices::of_step(txn, notice, case, rulebook, now).await?;
    }
    for order in &effects.assets {
        act_on_asset(txn, admin, person, order, effects, rulebook).await?;
    }
    for moved in &effects.moved {
        move_deadline(txn, admin, case, moved).await?;
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

async fn act_on_asset(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: Option<&SignedIn>,
    order: &AssetOrder,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let Some(person) = person else {
        return Err(Refused::internal("a deadline acts on no thing"));
    };
    let asset = ledgers::find(txn, order.asset).await?;
    let kind = asset.and_then(|asset| rulebook.ledgers.get(&asset.kind));
    let Some(ledger) = kind else {
        return Err(ledgers::LedgerError::NotFound.into());
    };
    let approved = [effects.case.workflow.clone()];
    let known = Known {
        approved: &approved,
        rulebook: &rulebook.document.version,
    };
    let order_of_person = Order {
        case: Some(effects.case.id),
        ..Order::new(order.act, person.account)
    };
    ledgers::act(
        txn,
        &ledger.kind,
        order.asset,
        &order_of_person,
        known,
        admin.now(),
    )
    .await?;
    Ok(())
}
