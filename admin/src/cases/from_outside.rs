//! A case that somebody unknown begins from a page that everybody can open.

use std::net::IpAddr;

use admin_core::{
    case::{Case, Context, happen},
    rulebook::{Rulebook, workflow::Event},
};
use http::StatusCode;
use protocol::id::{CaseId, UnitId};
use serde_json::Value as Json;

use super::{effects, store, take};
use crate::{
    Admin,
    limits::OUTSIDE_CASES_OPEN,
    problem::{Refused, not_found_problem},
    random,
    store::table::rulebook_case,
};

/// Begins a case of a workflow with what somebody wrote. Refusals are counted, not told one by
/// one: nobody is there whom the trail could name.
pub async fn begin_from_outside(
    admin: &Admin,
    rulebook: &Rulebook,
    workflow: &str,
    unit: UnitId,
    values: std::collections::BTreeMap<String, Json>,
    address: IpAddr,
) -> Result<rulebook_case::Model, Refused> {
    let counted = |refused: Refused| {
        admin
            .refusals()
            .counted("letter_from_outside_refused", refused)
    };
    let known = rulebook.workflows.get(workflow);
    let workflow = known.ok_or_else(|| counted(not_found_problem()))?;
    let clause = &workflow.clause.text;
    let (now, units) = (admin.now(), admin.units().await?);
    admin
        .may_write(&unit.to_string(), address)
        .map_err(|wait| counted(too_many(clause, wait.wait_ms)))?;
    let id = CaseId::new(now, random::id());
    let blank = Case::blank(id, unit, rulebook, workflow);
    let context = Context::of_system(rulebook, &units, now);
    let begun = happen(&blank, Event::Public, &values, &context);
    let begun = begun.map_err(|refusal| counted(take::refused_by(&refusal)))?;
    let (document, states) = (
        &rulebook.document.code,
        std::slice::from_ref(&begun.case.state),
    );
    let stored = admin
        .db()
        .write(async |txn| {
            let open = store::of_unit(txn, document, &workflow.code, states, unit).await?;
            let unknown = open.iter().filter(|row| row.opened_by.is_none());
            if unknown.count() >= OUTSIDE_CASES_OPEN {
                return Ok(None);
            }
            let row = store::insert(txn, admin.keys(), &begun.case, rulebook, now).await?;
            effects::store(txn, admin, None, &begun, rulebook).await?;
            Ok::<_, Refused>(Some(row))
        })
        .await?;
    stored.ok_or_else(|| counted(too_many(clause, WAIT_MS)))
}

/// Until somebody has answered some.
const WAIT_MS: i64 = 24 * 60 * 60 * 1_000;

fn too_many(clause: &str, wait_ms: i64) -> Refused {
    let seconds = u32::try_from(wait_ms / 1_000 + 1).unwrap_or(u32::MAX);
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_complaints",
        "短い間に多くの申出を受け付けたため、しばらく時間をおいてからもう一度送ってください。",
        "Too many letters came in. Wait a while and send it again.",
    )
    .clause(clause)
    .retry_after_s(seconds)
}
