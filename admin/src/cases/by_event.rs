//! Cases that something sets off which nobody in a post does: a letter from outside, an erased
//! film, a registered device in the field, a fault that the system notices.

use std::collections::BTreeMap;

use admin_core::{
    case::{
        Case, Context, Effects, Refusal, asked,
        effects::{Collected, Told},
        happen,
    },
    rulebook::{Rulebook, workflow::Event},
};
use protocol::id::{AccountId, CaseId, UnitId};
use sea_orm::DatabaseTransaction;
use serde_json::{Value as Json, json};

use super::{answers, effects, store, take::refused_by};
use crate::{
    Admin,
    problem::{Refused, not_found_problem},
    random,
    store::table::rulebook_case,
};

/// Begins a case of a workflow in the transaction of what happened.
pub async fn begin(
    txn: &DatabaseTransaction,
    admin: &Admin,
    (rulebook, workflow): (&Rulebook, &str),
    unit: UnitId,
    happened: (Event, &BTreeMap<String, Json>),
) -> Result<CaseId, Refused> {
    let workflow = rulebook.workflows.get(workflow);
    let workflow = workflow.ok_or_else(not_found_problem)?;
    let now = admin.now();
    let id = CaseId::new(now, random::id());
    let blank = Case::blank(id, unit, rulebook, workflow);
    let begun = decided(txn, admin, rulebook, &blank, happened).await?;
    let begun = begun.map_err(|refusal| refused_by(&refusal))?;
    store::insert(txn, admin.keys(), &begun.case, rulebook, now).await?;
    effects::store_own(txn, admin, None, &begun, rulebook).await?;
    Ok(id)
}

/// Takes the step that an event sets off. The refusal of the rules, where nothing waits for it in
/// this state, is for the asker to judge.
pub async fn go_on(
    txn: &DatabaseTransaction,
    admin: &Admin,
    row: rulebook_case::Model,
    happened: (Event, &BTreeMap<String, Json>),
) -> Result<Result<(), Refusal>, Refused> {
    let before = store::open(admin.keys(), row).await?.case;
    let rulebook = store::rulebook_of(txn, admin, &before).await?;
    let effects = match decided(txn, admin, &rulebook, &before, happened).await? {
        Ok(effects) => effects,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (keys, now) = (admin.keys(), admin.now());
    if !store::update(txn, keys, &before, &effects.case, &rulebook, now).await? {
        return Err(Refused::busy());
    }
    effects::store_own(txn, admin, None, &effects, &rulebook).await?;
    Ok(Ok(()))
}

/// A case hears something of another: the one that is named, or a new one. It tells nobody else, so
/// that nothing goes round in circles.
pub(super) async fn tell(
    txn: &DatabaseTransaction,
    admin: &Admin,
    from: &Case,
    rulebook: &Rulebook,
    told: &Told,
) -> Result<(), Refused> {
    let happened = (Event::Told, &told.values);
    let Some(named) = told.case else {
        let workflow = (rulebook, told.workflow.as_str());
        for unit in &told.units {
            begin(txn, admin, workflow, *unit, happened).await?;
        }
        return Ok(());
    };
    let units = admin.units().await?;
    let row = store::find_row(txn, named).await?.filter(|row| {
        row.document == from.document
            && row.workflow == told.workflow
            && units.same_headquarters(UnitId(row.unit), from.unit)
    });
    let row = row.ok_or_else(not_found_problem)?;
    let heard = go_on(txn, admin, row, happened).await?;
    heard.map_err(|refusal| refused_by(&refusal))
}

/// Cases of the unit in a state name another one from now on.
pub(super) async fn collect(
    txn: &DatabaseTransaction,
    admin: &Admin,
    by: &Case,
    collected: &Collected,
) -> Result<(), Refused> {
    let states = std::slice::from_ref(&collected.state);
    let workflow = collected.workflow.as_str();
    let found = store::of_unit(txn, &by.document, workflow, states, by.unit).await?;
    let brought = BTreeMap::from([(collected.field.clone(), json!(by.id))]);
    for row in found {
        let heard = go_on(txn, admin, row, (Event::Told, &brought)).await?;
        heard.map_err(|refusal| refused_by(&refusal))?;
    }
    Ok(())
}

/// Somebody left a unit: what it has open about that person hears of it, where it waits for that.
pub async fn left(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: AccountId,
    unit: UnitId,
) -> Result<(), Refused> {
    let nothing = BTreeMap::new();
    for row in store::open_about(txn, unit, &person.to_string()).await? {
        // Where no step waits for it, it is not this case's affair.
        let _ = go_on(txn, admin, row, (Event::Left, &nothing)).await?;
    }
    Ok(())
}

async fn decided(
    txn: &DatabaseTransaction,
    admin: &Admin,
    rulebook: &Rulebook,
    case: &Case,
    (event, brought): (Event, &BTreeMap<String, Json>),
) -> Result<Result<Effects, Refusal>, Refused> {
    let units = admin.units().await?;
    let context = Context::of_system(rulebook, &units, admin.now());
    let questions = match asked(case, event, brought, &context) {
        Ok(questions) => questions,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let answers = answers::to(txn, admin, case, &questions).await?;
    let context = Context {
        answers: &answers,
        ..context
    };
    Ok(happen(case, event, brought, &context))
}
