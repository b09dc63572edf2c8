//! An officer begins a report (VR-5.1.3), or comes back to it.

use std::net::IpAddr;

use admin::{
    address::ClientAddress,
    problem::JsonBody,
    trail::{self, Action, Actor, Subject},
};
use axum::{Json, extract::State, response::Response};
use http::HeaderMap;
use protocol::{
    id::DeviceId,
    refusal::Problem,
    staff::{StaffResume, StaffStart, StaffStarted},
};
use signaling_core::{
    Command, Refusal, access_code,
    check_word::check_word,
    staff::{
        StaffRefusal,
        device::{Entered, Opened, Typed},
        identity::check_version,
        leak::Sign,
        purpose::{self, Purpose},
    },
};

use crate::{
    Signaling,
    failure::Failure,
    routes::caller::{Ends, started},
    staff::{
        begin::begin,
        codes,
        phone_turn::{self, Asker, PhoneTurn},
        tell,
    },
    store::{
        reports::Loaded,
        staff_devices::{self, Registered},
        staff_sessions,
    },
    turn::Who,
    unbroken::to_the_end,
    view::report_view,
};

/// Both factors are needed: a registered phone and a good code.
#[utoipa::path(
    post,
    path = "/api/v1/staff/start",
    tag = "staff",
    request_body = StaffStart,
    responses(
        (status = 200, body = StaffStarted),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`device_proof_invalid`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`staff_device_unknown` whatever the code, `code_wrong`, `code_expired`, `staff_device_locked`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`code_used`, `staff_in_session`, `staff_texts_changed`, `nobody_there`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`staff_url_suspended`, `staff_url_destroyed`, `staff_url_expired`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`code_missing`, `purpose_missing`, `reason_missing_for_exception`, `notice_not_acknowledged`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_wrong_codes`, of phones that are not registered"),
    )
)]
pub async fn start(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffStart>,
) -> Result<Response, Failure> {
    let mut asker = None;
    match start_with(&signaling, (from, &headers), &body, &mut asker).await {
        Ok(answer) => Ok(answer),
        Err(failure) => {
            let action = Action::StartReport;
            // A wrong code has its entry already, in the transaction that counted it.
            let asker = match failure {
                Failure::Refusal(Refusal::Staff(StaffRefusal::CodeWrong)) => None,
                _ => asker,
            };
            Err(phone_turn::refuse(&signaling, asker, action, failure).await)
        }
    }
}

async fn start_with(
    signaling: &Signaling,
    from: (IpAddr, &HeaderMap),
    body: &StaffStart,
    asker: &mut Option<Asker>,
) -> Result<Response, Failure> {
    let found = (body.token.as_str(), body.device.as_ref());
    let turn = PhoneTurn::begin(signaling, from, found).await?;
    *asker = Some(turn.asker());
    signaling.may_begin_unknown().await?;
    let (mut turn, mut known) = turn.registered().await?;
    let purpose = check(&turn, body).map_err(Failure::from)?;
    let running = staff_sessions::running_on(turn.txn(), known.device.id).await?;
    if running.is_some() {
        return Err(Refusal::from(StaffRefusal::InSession).into());
    }
    let opened = match enter(&mut turn, &mut known, body.access_code.as_deref()).await? {
        Ok(opened) => opened,
        Err(refusal) => {
            turn.commit().await?;
            return Err(Refusal::from(refusal).into());
        }
    };
    let begun = begin(&turn, &known, opened, &purpose, body.phone.clone()).await?;
    let signaling = signaling.clone();
    to_the_end(conclude(signaling, turn, begun)).await
}

/// What must be said beside the code.
fn check(turn: &PhoneTurn, body: &StaffStart) -> Result<Purpose, Refusal> {
    let purpose = purpose::check(body.purpose, body.reason.as_deref())?;
    if body.notice_acknowledged != Some(true) {
        return Err(StaffRefusal::NoticeNotAcknowledged.into());
    }
    let version = &turn.rulebook.document.version;
    check_version(body.text_version.as_deref(), version)?;
    Ok(purpose)
}

/// Tries the code. A wrong one is stored as tried, and refused after that.
async fn enter(
    turn: &mut PhoneTurn,
    known: &mut Registered,
    typed: Option<&str>,
) -> Result<Result<Opened, StaffRefusal>, Failure> {
    let digits = typed
        .and_then(access_code::normalised)
        .ok_or(StaffRefusal::CodeMissing)
        .map_err(Refusal::from)?;
    let device = known.device.id;
    let unit = turn.sheet.url.unit;
    let (_, of_unit) =
        codes::good_now(&turn.signaling, turn.txn(), unit, &turn.rules, turn.now).await?;
    let typed = Typed {
        hash: turn.signaling.code_hash(device.0, &digits),
        digits: &digits,
        of_unit: &of_unit,
    };
    let entered = known.device.enter(typed, &turn.rules, turn.now);
    let (next, entered) = entered.map_err(Refusal::from)?;
    known.device = next;
    staff_devices::save(turn.txn(), known).await?;
    let act = turn.act(Actor::Device(device), Action::EnterCode);
    match entered {
        Entered::Right(opened) => Ok(Ok(opened)),
        Entered::Wrong => {
            let act = act.about(Subject::Word("wrong")).refused();
            trail::append(turn.txn(), &act.clause("VR-5.1.3")).await?;
            turn.sign(Sign::WrongCodes).await?;
            Ok(Err(StaffRefusal::CodeWrong))
        }
        Entered::Locks => {
            let act = turn.act(Actor::Device(device), Action::LockStaffDevice);
            trail::append(turn.txn(), &act.about(Subject::Device(device))).await?;
            let alert = ("staff_device_locked", "VR-5.1.3");
            tell::managers(turn.txn(), &turn.rulebook, &turn.sheet, alert, turn.now).await?;
            turn.sign(Sign::WrongCodes).await?;
            Ok(Err(StaffRefusal::DeviceLocked))
        }
    }
}

async fn conclude(
    signaling: Signaling,
    turn: PhoneTurn,
    (loaded, device): (Loaded, DeviceId),
) -> Result<Response, Failure> {
    let (now, ask_every_ms) = (turn.now, turn.rules.ask_every_ms);
    let phone = turn.commit().await?;
    let report = &loaded.report;
    signaling.hub().set_home(report.id, report.headquarters);
    signaling.show(report.id).await?;
    let answer = answer(&signaling, &loaded, device, (ask_every_ms, now, false)).await?;
    let lasts_s = answer.started.session_cap_ms.since_ms(now) / 1000;
    Ok(phone.answer(answer, lasts_s))
}

async fn answer(
    signaling: &Signaling,
    loaded: &Loaded,
    device: DeviceId,
    (ask_every_ms, now, resumed): (i64, protocol::time::UnixMs, bool),
) -> Result<StaffStarted, Failure> {
    let report = &loaded.report;
    let key = signaling.admin().keys().report_key(report.id).await?;
    let staff = report_view(loaded, &key, signaling)?.staff;
    let word = check_word(loaded.row.check_word.cast_unsigned());
    let ends = Ends::of(&report.link, now);
    signaling.record(report.id).await?;
    Ok(StaffStarted {
        started: started(signaling, (report.id, device), word, ends, resumed)?,
        staff: staff.ok_or_else(|| Failure::internal("an officer's report has no officer"))?,
        ask_every_ms,
    })
}

/// The page was loaded anew within a session; no code is asked for.
#[utoipa::path(
    post,
    path = "/api/v1/staff/resume",
    tag = "staff",
    request_body = StaffResume,
    responses(
        (status = 200, body = StaffStarted),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`staff_device_unknown`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_not_in_session`, `too_many_resumptions`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`staff_url_suspended`, `staff_url_destroyed`, `staff_url_expired`"),
    )
)]
pub async fn resume(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffResume>,
) -> Result<Json<StaffStarted>, Failure> {
    let mut asker = None;
    match resume_with(&signaling, (from, &headers), &body, &mut asker).await {
        Ok(answer) => Ok(Json(answer)),
        Err(failure) => {
            let action = Action::ResumeReport;
            Err(phone_turn::refuse(&signaling, asker, action, failure).await)
        }
    }
}

async fn resume_with(
    signaling: &Signaling,
    from: (IpAddr, &HeaderMap),
    body: &StaffResume,
    asker: &mut Option<Asker>,
) -> Result<StaffStarted, Failure> {
    let found = (body.token.as_str(), body.device.as_ref());
    let turn = PhoneTurn::begin(signaling, from, found).await?;
    *asker = Some(turn.asker());
    let (turn, known) = turn.registered().await?;
    let running = staff_sessions::running_on(turn.txn(), known.device.id).await?;
    let session = running
        .ok_or(StaffRefusal::NotInSession)
        .map_err(Refusal::from)?;
    let ask_every_ms = turn.rules.ask_every_ms;
    turn.commit().await?;
    let mut turn = signaling.turn(session.report, Who::System).await?;
    let device = turn.report().link.active_devices().next();
    let device = device.map(|device| device.id);
    let device = device
        .ok_or(StaffRefusal::NotInSession)
        .map_err(Refusal::from)?;
    turn.act_as(Who::Device(device));
    turn.decide(Command::ResumeOfficer { device }).await?;
    let (loaded, now) = (turn.loaded().clone(), turn.now());
    turn.finish().await?;
    answer(signaling, &loaded, device, (ask_every_ms, now, true)).await
}
