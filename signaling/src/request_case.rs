//! The case of a request for video: what an operator confirms, reports and compares, asked step by
//! step by the rulebook's workflow `request` (VR-4.1). The case is begun by `prepare`.

use admin::{
    Admin, accounts,
    cases::{self, Begin, NotTaken, Taken, Taker},
    core::{
        case::{Case, Done},
        trail::SubjectCode,
    },
    deadlines,
    problem::Refused,
    trail::Subject,
};
use protocol::{
    admin::form::{FieldValue, FieldValues},
    id::CaseId,
    request::{Channel, Prepare, Send},
    supervision::{Acknowledged, Staff},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::failure::Failure;

pub const DOCUMENT: &str = "VR";
const WORKFLOW: &str = "request";
/// The duty to report to the manager afterwards (VR-4.1.2).
const REPORT_AFTER: &str = "report_after";

/// What was confirmed before anything is sent.
pub async fn prepare(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    body: &Prepare,
) -> Result<Taken, NotTaken> {
    let begin = Begin {
        id: None,
        document: DOCUMENT.to_owned(),
        workflow: WORKFLOW.to_owned(),
        unit: Some(taker.person.unit),
        step: "prepare".to_owned(),
        values: prepared_values(body),
    };
    cases::begin(txn, taker, begin).await
}

/// The comparison of the destination, just before the link goes out.
pub async fn send(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
    body: &Send,
) -> Result<Taken, NotTaken> {
    let compared = ticks([("done", body.compared)]);
    let values = FieldValues::from([("compared".to_owned(), compared)]);
    step(txn, taker, case, "send", &values).await
}

/// Another destination than the one that was compared: the request is given up.
pub async fn change_destination(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
) -> Result<Taken, NotTaken> {
    step(txn, taker, case, "change_destination", &FieldValues::new()).await
}

/// The report to the manager, afterwards.
pub async fn report(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
) -> Result<Taken, NotTaken> {
    step(txn, taker, case, "report", &FieldValues::new()).await
}

/// What began as an exercise is real.
pub async fn make_real(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
) -> Result<Taken, NotTaken> {
    let values = FieldValues::from([("purpose".to_owned(), purpose(false))]);
    step(txn, taker, case, "make_real", &values).await
}

/// When the report to the manager is due afterwards; nothing once it was made.
pub async fn report_after_due(
    db: &impl ConnectionTrait,
    case: CaseId,
) -> Result<Option<UnixMs>, Refused> {
    let subject = SubjectCode::from(Subject::Case(case));
    let running = deadlines::running(db, &subject)
        .await
        .map_err(Refused::internal)?;
    let duty = running.iter().find(|one| one.terms.duty == REPORT_AFTER);
    Ok(duty.map(|one| one.due_at))
}

/// When the report to the manager was made afterwards, also at the task list.
pub async fn reported_at(
    db: &impl ConnectionTrait,
    case: CaseId,
) -> Result<Option<UnixMs>, Refused> {
    let row = cases::store::find_row(db, case).await?;
    let case = row.map(|row| cases::store::without_personal(&row));
    Ok(case
        .transpose()?
        .and_then(|case| last(&case, "report").map(|done| done.at)))
}

/// The manager's acknowledgement before the link went out, where a force wants one.
pub async fn acknowledged(
    db: &impl ConnectionTrait,
    case: &Case,
) -> Result<Option<Acknowledged>, Refused> {
    let done = last(case, "acknowledge").and_then(|done| Some((done.by?, done.at)));
    let Some((account, at_ms)) = done else {
        return Ok(None);
    };
    let name = accounts::find(db, account).await?.map(|found| found.name);
    let name = name.unwrap_or_default();
    let by = Staff { account, name };
    Ok(Some(Acknowledged { by, at_ms }))
}

fn last<'a>(case: &'a Case, step: &str) -> Option<&'a Done> {
    case.done.iter().rev().find(|done| done.step == step)
}

/// A refusal on its way out, with the member of the body that it is about. The transaction has to
/// be given up before.
pub async fn refuse(admin: &Admin, not: NotTaken) -> Failure {
    let tick = not.ticks.first().cloned();
    match cases::refused(admin, not).await {
        Err(fault) => fault.into(),
        Ok(mut refused) => {
            let field = refused.0.field.as_deref();
            refused.0.field = field.and_then(|field| member_of(field, tick.as_deref()));
            refused.into()
        }
    }
}

async fn step(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
    step: &str,
    values: &FieldValues,
) -> Result<Taken, NotTaken> {
    let row = cases::store::find_row(txn, case).await?;
    let version = row.and_then(|row| u32::try_from(row.version).ok());
    cases::take(txn, taker, case, step, version.unwrap_or(0), values).await
}

fn prepared_values(body: &Prepare) -> FieldValues {
    let channel = body.channel.unwrap_or_default();
    let (channel_code, known_by) = match channel {
        Channel::Email => ("email", "address"),
        Channel::Sms if body.number_by_voice == Some(true) => ("sms", "voice"),
        Channel::Sms => ("sms", "presented"),
    };
    // Of an exercise nobody is told, so that nobody takes it for a real one.
    let is_exercise = body.exercise == Some(true);
    let reported = body.reported_to_manager.filter(|_| !is_exercise);
    let no_report_reason = body.no_report_reason.clone().filter(|_| !is_exercise);
    let confirmed = ticks([
        ("safe", body.safety_confirmed),
        ("camera", body.camera_confirmed),
        ("number", body.number_presented),
    ]);
    let values = [
        ("confirmed", confirmed),
        ("known_by", FieldValue::Text(known_by.to_owned())),
        ("voice_reason", text(&body.voice_reason)),
        ("read_back", ticks([("done", body.read_back)])),
        ("purpose", purpose(is_exercise)),
        ("reported", ticks([("done", reported)])),
        ("no_report_reason", text(&no_report_reason)),
        ("channel", FieldValue::Text(channel_code.to_owned())),
        ("email_reason", text(&body.email_reason)),
    ];
    values
        .into_iter()
        .map(|(code, value)| (code.to_owned(), value))
        .collect()
}

fn purpose(is_exercise: bool) -> FieldValue {
    let purpose = if is_exercise { "exercise" } else { "real" };
    FieldValue::Text(purpose.to_owned())
}

fn ticks<const N: usize>(boxes: [(&str, Option<bool>); N]) -> FieldValue {
    let ticked = boxes.iter().filter(|(_, on)| *on == Some(true));
    FieldValue::Ticks(ticked.map(|(code, _)| (*code).to_owned()).collect())
}

fn text(typed: &Option<String>) -> FieldValue {
    typed
        .as_ref()
        .map_or(FieldValue::Nothing, |text| FieldValue::Text(text.clone()))
}

/// The member of the body that a field of the case, or one of its boxes, was filled from.
fn member_of(field: &str, tick: Option<&str>) -> Option<String> {
    let member = match (field, tick) {
        ("confirmed", Some("camera")) => "camera_confirmed",
        ("confirmed", Some("number")) => "number_presented",
        ("confirmed", _) => "safety_confirmed",
        ("reported", _) => "no_report_reason",
        ("known_by", _) => "number_by_voice",
        ("purpose", _) => "exercise",
        (
            "voice_reason" | "read_back" | "no_report_reason" | "channel" | "email_reason"
            | "compared",
            _,
        ) => field,
        _ => return None,
    };
    Some(member.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_case_is_a_member_of_the_body() {
        let body = serde_json::to_value(Prepare::default()).unwrap();
        let members = body.as_object().unwrap();
        for field in prepared_values(&Prepare::default()).into_keys() {
            for tick in [None, Some("safe"), Some("camera"), Some("number")] {
                let member = member_of(&field, tick).unwrap();
                assert!(members.contains_key(&member), "{field} {member}");
            }
        }
    }
}
