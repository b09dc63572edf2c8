//! The report of a use (VR-5.1.2): from the phone beforehand or afterwards, or entered by the
//! manager.

use std::net::IpAddr;

use admin::{
    address::ClientAddress,
    cases::{NotTaken, store},
    problem::{JsonBody, UrlPath},
    signed_in::SignedIn,
    trail::{self, Action, Actor, Subject},
};
use axum::{Json, extract::State};
use http::{HeaderMap, StatusCode};
use protocol::{
    id::CaseId,
    refusal::Problem,
    staff::{StaffUse, StaffUseEntry, StaffUseLine, StaffUseReported, StaffUseState},
    time::UnixMs,
};
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, purpose},
};

use super::{not_taken, refused};
use crate::{
    Signaling,
    failure::Failure,
    limits::STAFF_USES_LISTED,
    request_case::DOCUMENT,
    routes::requests::taker,
    staff::{
        phone_turn::{self, Asker, PhoneTurn},
        uses::{self, Use, WORKFLOW},
    },
    store::{staff_devices, staff_sessions, words::word},
};

/// The officer reports a use beforehand; the manager then gives a code.
#[utoipa::path(
    post,
    path = "/api/v1/staff/uses",
    tag = "staff",
    request_body = StaffUse,
    responses(
        (status = 201, body = StaffUseReported),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`staff_device_unknown`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_uses`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`purpose_missing`, `reason_missing_for_exception`"),
    )
)]
pub async fn report(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffUse>,
) -> Result<(StatusCode, Json<StaffUseReported>), Failure> {
    let mut asker = None;
    match report_in(&signaling, (from, &headers), &body, &mut asker).await {
        Ok(case) => Ok((StatusCode::CREATED, Json(StaffUseReported { case }))),
        Err(failure) => {
            let action = Action::ReportStaffUse;
            Err(phone_turn::refuse(&signaling, asker, action, failure).await)
        }
    }
}

async fn report_in(
    signaling: &Signaling,
    from: (IpAddr, &HeaderMap),
    body: &StaffUse,
    asker: &mut Option<Asker>,
) -> Result<CaseId, Failure> {
    let found = (body.token.as_str(), body.device.as_ref());
    let turn = PhoneTurn::begin(signaling, from, found).await?;
    *asker = Some(turn.asker());
    let (turn, known) = turn.registered().await?;
    let purpose = purpose::check(body.purpose, body.reason.as_deref())?;
    let words = purpose::words(body.words.as_deref())?;
    let said = Use {
        device: known.device.id,
        identity: &known.identity(&turn.key)?,
        purpose: &purpose,
        words: words.as_deref(),
    };
    let at = (&*turn.rulebook, turn.sheet.url.headquarters);
    let case = uses::report(turn.txn(), signaling.admin(), at, &said).await?;
    let act = turn.act(Actor::Device(known.device.id), Action::ReportStaffUse);
    trail::append(turn.txn(), &act.about(Subject::Case(case))).await?;
    turn.commit().await?;
    Ok(case)
}

/// The officer reports afterwards; the duty is done.
#[utoipa::path(
    post,
    path = "/api/v1/staff/uses/{case}/report",
    tag = "staff",
    params(("case" = String, Path)),
    request_body = StaffUse,
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_use_unknown`: also another phone's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_use_not_open`"),
    )
)]
pub async fn report_after(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    UrlPath(case): UrlPath<CaseId>,
    JsonBody(body): JsonBody<StaffUse>,
) -> Result<StatusCode, Failure> {
    let mut asker = None;
    match report_after_in(&signaling, (from, &headers), (case, &body), &mut asker).await {
        Ok(()) => {
            show(&signaling, case).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        Err(failure) => {
            let action = Action::ReportStaffUse;
            Err(phone_turn::refuse(&signaling, asker, action, failure).await)
        }
    }
}

async fn report_after_in(
    signaling: &Signaling,
    from: (IpAddr, &HeaderMap),
    (case, body): (CaseId, &StaffUse),
    asker: &mut Option<Asker>,
) -> Result<(), Failure> {
    let found = (body.token.as_str(), body.device.as_ref());
    let turn = PhoneTurn::begin(signaling, from, found).await?;
    *asker = Some(turn.asker());
    let (turn, known) = turn.registered().await?;
    let session = staff_sessions::of_case(turn.txn(), case).await?;
    if session.is_none_or(|session| session.device != known.device.id) {
        return Err(Refusal::from(StaffRefusal::UseUnknown).into());
    }
    let words = purpose::words(body.words.as_deref())?;
    uses::report_after(turn.txn(), signaling.admin(), case, words.as_deref()).await?;
    let act = turn.act(Actor::Device(known.device.id), Action::ReportStaffUse);
    trail::append(turn.txn(), &act.about(Subject::Case(case))).await?;
    turn.commit().await.map(drop)
}

/// The consoles see that the use was reported.
async fn show(signaling: &Signaling, case: CaseId) -> Result<(), Failure> {
    match staff_sessions::of_case(&**signaling.admin().db(), case).await? {
        Some(session) => signaling.show(session.report).await,
        None => Ok(()),
    }
}

/// Open uses and the newest of the others.
#[utoipa::path(
    get,
    path = "/api/v1/staff-uses",
    tag = "staff",
    responses((status = 200, body = Vec<StaffUseLine>))
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<StaffUseLine>>, Failure> {
    let admin = signaling.admin();
    let action = Action::ReportStaffUse;
    let person = admin.authorise(&person, action).await?;
    let write = admin.db().begin_write().await?;
    let states = [
        StaffUseState::Used,
        StaffUseState::Reported,
        StaffUseState::Permitted,
        StaffUseState::Closed,
        StaffUseState::Void,
    ];
    let states: Vec<_> = states.iter().map(word).collect();
    let mut rows = store::of_unit(&*write, DOCUMENT, WORKFLOW, &states, person.unit).await?;
    rows.sort_by_key(|row| (row.closed, std::cmp::Reverse(row.id)));
    let mut lines = Vec::new();
    for row in rows.into_iter().take(STAFF_USES_LISTED as usize) {
        let stored = store::open(admin.keys(), row).await?;
        lines.extend(line(&write, &signaling, &stored.case).await?);
    }
    let act = person.act(admin.now(), action).about(Subject::Word("list"));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(Json(lines))
}

/// A case whose phone is gone is told on the task list alone.
async fn line(
    txn: &sea_orm::DatabaseTransaction,
    signaling: &Signaling,
    case: &admin::core::case::Case,
) -> Result<Option<StaffUseLine>, Failure> {
    let (Some(device), Some(state)) = (uses::device_of(case), uses::state_of(case)) else {
        return Ok(None);
    };
    let Some(phone) = staff_devices::find(txn, device).await? else {
        return Ok(None);
    };
    let key = signaling.admin().keys().staff_key(phone.url()).await?;
    let who = phone.identity(&key)?;
    let session = staff_sessions::of_case(txn, case.id).await?;
    Ok(Some(StaffUseLine {
        case: case.id,
        state,
        device,
        staff_number: who.staff_number,
        name: who.name,
        unit: who.unit,
        purpose: uses::purpose_of(case),
        reason: uses::text_of(case, "reason"),
        words: uses::text_of(case, "words"),
        at_ms: case.done.first().map_or(UnixMs(0), |done| done.at),
        due_ms: staff_sessions::due(txn, case.id).await?,
        report: session.map(|session| session.report),
    }))
}

/// The manager enters what the officer reports afterwards by voice; the duty is done.
#[utoipa::path(
    post,
    path = "/api/v1/staff-uses/{id}/report",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffUseEntry,
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_use_unknown`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_use_not_open`"),
    )
)]
pub async fn enter_after(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(case): UrlPath<CaseId>,
    JsonBody(body): JsonBody<StaffUseEntry>,
) -> Result<StatusCode, Failure> {
    let action = Action::ReportStaffUse;
    let person = signaling.admin().authorise(&person, action).await?;
    match enter_after_in(&signaling, &person, case, &body).await {
        Ok(Ok(())) => {
            show(&signaling, case).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Err(not)) => Err(not_taken(&signaling, not).await),
        Err(failure) => {
            let about = (action, Some(Subject::Case(case)));
            Err(refused(&signaling, &person, about, failure).await)
        }
    }
}

async fn enter_after_in(
    signaling: &Signaling,
    person: &SignedIn,
    case: CaseId,
    body: &StaffUseEntry,
) -> Result<Result<(), NotTaken>, Failure> {
    let admin = signaling.admin();
    let units = admin.units().await?;
    let taker = taker(admin, &units, person);
    let write = admin.db().begin_write().await?;
    let found = uses::find(&*write, admin, person.unit, case).await?;
    if uses::state_of(&found) != Some(StaffUseState::Used) {
        return Err(Refusal::from(StaffRefusal::UseNotOpen).into());
    }
    let words = purpose::words(body.words.as_deref())?;
    if let Err(not) = uses::enter_after(&write, taker, case, words.as_deref()).await {
        return Ok(Err(not));
    }
    write.commit().await?;
    Ok(Ok(()))
}
