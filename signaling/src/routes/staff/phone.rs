//! An officer's phone before its session: open, register, acknowledge anew.

use admin::{
    address::ClientAddress,
    problem::JsonBody,
    random,
    trail::{self, Action, Actor, Subject},
};
use axum::{Json, extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use protocol::{
    id::DeviceId,
    refusal::Problem,
    staff::{
        StaffAcknowledge, StaffDeviceState, StaffOpen, StaffOpened, StaffRegister, StaffRegistered,
        StaffRegistration, StaffReportDue,
    },
};
use sea_orm::ConnectionTrait;
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, device::StaffDevice, identity},
};

use crate::{
    Signaling,
    device::{self, sha256},
    failure::Failure,
    routes::caller::headquarters_name,
    staff::{
        phone_turn::{self, PhoneTurn, sheet_of},
        renewal,
        rules::{renew_by, staff_rules, staff_texts},
        tell,
    },
    store::{staff_devices, staff_sessions},
};

/// Says what the sheet is and gives a challenge. Changes nothing, and tells no names.
#[utoipa::path(
    post,
    path = "/api/v1/staff/open",
    tag = "staff",
    request_body = StaffOpen,
    responses(
        (status = 200, body = StaffOpened),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_url_unknown`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`staff_url_suspended`, `staff_url_destroyed`, `staff_url_expired`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_wrong_links`"),
    )
)]
pub async fn open(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffOpen>,
) -> Result<Json<StaffOpened>, Failure> {
    let sheet = sheet_of(&signaling, &body.token, from).await?;
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let db = &**admin.db();
    if let Err(refusal) = sheet.url.check_open(now) {
        return Err(phone_turn::refuse(
            &signaling,
            None,
            Action::OpenLink,
            Refusal::from(refusal).into(),
        )
        .await);
    }
    let rulebook = signaling.rulebook(db, sheet.url.headquarters).await?;
    let hash = match &body.public_key {
        Some(key) => device::key_hash(key),
        None => device::cookie_of(&headers).map(|secret| sha256(secret.as_bytes())),
    };
    let known = match hash {
        Some(hash) => staff_devices::of_key(db, sheet.url.id, &hash).await?,
        None => None,
    };
    let registration = match known.filter(|known| known.device.check_registered().is_ok()) {
        Some(known) => {
            let renew_by_ms = renew_by(&rulebook, known.device.acknowledged)?;
            Some(StaffRegistration {
                acknowledged_ms: known.device.acknowledged,
                renew_by_ms,
                renewal_due: now >= renew_by_ms,
                locked: known.device.state == StaffDeviceState::Locked,
                in_session: staff_sessions::running_on(db, known.device.id)
                    .await?
                    .is_some(),
                reports_due: reports_due(db, known.device.id).await?,
            })
        }
        None => None,
    };
    let units = admin.units().await?;
    let section = &sheet.row.section;
    let space = if section.is_empty() { "" } else { " " };
    Ok(Json(StaffOpened {
        headquarters: headquarters_name(db, sheet.url.headquarters).await?,
        unit: format!("{}{space}{section}", units.name(sheet.url.unit)),
        sheet_number: sheet.row.sheet_number.clone(),
        challenge: device::challenge(signaling.challenge_keys(), sheet.url.id.0, now),
        texts: staff_texts(&rulebook)?,
        code_digits: staff_rules(&rulebook)?.code_digits,
        registration,
        demo: admin.is_demo(),
    }))
}

async fn reports_due(
    db: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Vec<StaffReportDue>, Failure> {
    let mut due = Vec::new();
    for session in staff_sessions::newest_of(db, device).await? {
        if let Some(due_ms) = staff_sessions::due(db, session.use_case).await? {
            due.push(StaffReportDue {
                case: session.use_case,
                used_ms: session.started,
                due_ms,
            });
        }
    }
    Ok(due)
}

/// Registers a phone for the sheet (VR-5.1.1), after the instruction was acknowledged (VR-5.2.2).
/// Chief and manager are told at once: whoever photographed the sheet could register, too.
#[utoipa::path(
    post,
    path = "/api/v1/staff/register",
    tag = "staff",
    request_body = StaffRegister,
    responses(
        (status = 201, body = StaffRegistered),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`device_proof_invalid`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`staff_device_unknown`: this phone was removed"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`device_registered`, `too_many_devices`, `staff_texts_changed`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`staff_url_suspended`, `staff_url_destroyed`, `staff_url_expired`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`instruction_not_acknowledged` with clause VR-5.2.2; what is missing of number, name and unit"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_registrations`"),
    )
)]
pub async fn register(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffRegister>,
) -> Result<(StatusCode, Response), Failure> {
    let action = Action::RegisterStaffDevice;
    let found = (body.token.as_str(), body.device.as_ref());
    let done = async {
        let turn = PhoneTurn::begin(&signaling, (from, &headers), found).await?;
        signaling.may_register(from)?;
        register_in(turn, &body).await
    };
    match done.await {
        Ok(answer) => Ok((StatusCode::CREATED, answer)),
        Err(failure) => Err(phone_turn::refuse(&signaling, None, action, failure).await),
    }
}

async fn register_in(turn: PhoneTurn, body: &StaffRegister) -> Result<Response, Failure> {
    if let Some(known) = turn.known() {
        known.device.check_registered().map_err(Refusal::from)?;
        return Err(Refusal::from(StaffRefusal::DeviceRegistered).into());
    }
    let version = &turn.rulebook.document.version;
    let who = identity::accept(body, version).map_err(Refusal::from)?;
    let (url, now) = (turn.sheet.url.id, turn.now);
    let (devices, _) = staff_devices::count(turn.txn(), url).await?;
    if devices >= turn.rules.devices_max {
        return Err(Refusal::from(StaffRefusal::TooManyDevices).into());
    }
    let new = StaffDevice::registered(DeviceId::new(now, random::id()), &turn.rules, now);
    let said = (&who, version.as_str());
    let row = staff_devices::row(&turn.key, url, &turn.phone.key_hash, &new, said);
    staff_devices::insert(turn.txn(), row).await?;
    renewal::begin(&turn, new.id).await?;
    let notice = ("staff_device_new", "VR-5.1.1");
    tell::managers(turn.txn(), &turn.rulebook, &turn.sheet, notice, now).await?;
    let act = turn
        .act(Actor::LinkHolder, Action::RegisterStaffDevice)
        .about(Subject::Device(new.id));
    trail::append(turn.txn(), &act).await?;
    concluded(turn, new).await
}

/// The yearly acknowledgement of the instruction (VR-5.2.2).
#[utoipa::path(
    post,
    path = "/api/v1/staff/acknowledge",
    tag = "staff",
    request_body = StaffAcknowledge,
    responses(
        (status = 200, body = StaffRegistered),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`staff_device_unknown`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_texts_changed`"),
    )
)]
pub async fn acknowledge(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<StaffAcknowledge>,
) -> Result<Response, Failure> {
    let action = Action::AcknowledgeStaffUrl;
    let mut asker = None;
    let found = (body.token.as_str(), body.device.as_ref());
    let done = async {
        let turn = PhoneTurn::begin(&signaling, (from, &headers), found).await?;
        asker = Some(turn.asker());
        acknowledge_in(turn, body.text_version.as_deref()).await
    };
    match done.await {
        Ok(answer) => Ok(answer),
        Err(failure) => Err(phone_turn::refuse(&signaling, asker, action, failure).await),
    }
}

async fn acknowledge_in(turn: PhoneTurn, shown: Option<&str>) -> Result<Response, Failure> {
    let (turn, mut known) = turn.registered().await?;
    let version = turn.rulebook.document.version.clone();
    identity::check_version(shown, &version).map_err(Refusal::from)?;
    let acknowledged = known.device.acknowledge(turn.now);
    known.device = acknowledged.map_err(Refusal::from)?;
    known.row.text_version = version;
    staff_devices::save(turn.txn(), &known).await?;
    renewal::end(turn.txn(), &turn.signaling, known.device.id).await?;
    renewal::begin(&turn, known.device.id).await?;
    let device = known.device;
    let act = turn.act(Actor::Device(device.id), Action::AcknowledgeStaffUrl);
    trail::append(turn.txn(), &act).await?;
    concluded(turn, device).await
}

async fn concluded(turn: PhoneTurn, device: StaffDevice) -> Result<Response, Failure> {
    let answer = StaffRegistered {
        device: device.id,
        acknowledged_ms: device.acknowledged,
        renew_by_ms: renew_by(&turn.rulebook, device.acknowledged)?,
    };
    let lasts_s = turn.sheet.url.valid_to.since_ms(turn.now) / 1000;
    let phone = turn.commit().await?;
    Ok(phone.answer_lasting(answer, lasts_s))
}
