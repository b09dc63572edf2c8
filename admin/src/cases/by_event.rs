//! Cases that something sets off which nobody in a post does: a letter from outside, an erased
//! film, a registered device in the field, a fault that the system notices.

use std::collections::BTreeMap;

use admin_core::{
    case::{Case, Context, Effects, Refusal, asked, happen},
    rulebook::{Rulebook, workflow::Event},
};
use protocol::id::{CaseId, UnitId};
use sea_orm::DatabaseTransaction;
use serde_json::Value as Json;

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
    effects::store(txn, admin, None, &begun, rulebook).await?;
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
    effects::store(txn, admin, None, &effects, &rulebook).await?;
    Ok(Ok(()))
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
