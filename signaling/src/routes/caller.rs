//! The caller's page before its session: open, start, refuse.

use std::net::IpAddr;

use admin::{address::ClientAddress, problem::JsonBody, random};
use axum::{Json, extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use protocol::{
    caller::{Open, Opened, Refuse, Start, Started},
    id::{DeviceId, LinkId, ReportId, UnitId},
    media::Direction,
    refusal::Problem,
    report::CheckWord,
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use signaling_core::{
    Command, Refusal, access_code, check_word::check_word, consent::Agreed, limits::UPLOAD_LIMITS,
    link::Link, start::StartRequest, token,
};

use crate::{
    Signaling,
    device::{self, sha256},
    failure::Failure,
    phone::Phone,
    rulebook::{consent_texts, exercise_notice},
    store::{consents, links},
    turn::{Turn, Who},
};

/// Says what the link is and gives a challenge. Counts no use.
#[utoipa::path(
    post,
    path = "/api/v1/caller/open",
    tag = "caller",
    request_body = Open,
    responses(
        (status = 200, body = Opened),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`link_unknown`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`url_expired`, `url_destroyed`, `url_abandoned`, `report_over`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_wrong_links`, for wrong links only"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`system_suspended`"),
    )
)]
pub async fn open(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    JsonBody(body): JsonBody<Open>,
) -> Result<Json<Opened>, Failure> {
    let (report, link) = find(&signaling, &body.token, from).await?;
    let language = body.phone.language;
    let mut turn = signaling.turn(report, Who::LinkHolder).await?;
    signaling.may_go_on(turn.report()).await?;
    turn.decide(Command::Open {
        phone: body.phone,
        obstacle: body.obstacle,
    })
    .await?;
    let now = turn.now();
    let asked = turn.report().link.rules.access_code;
    let rulebook = signaling
        .rulebook(turn.txn(), turn.report().headquarters)
        .await?;
    let opened = Opened {
        headquarters: headquarters_name(turn.txn(), turn.report().headquarters).await?,
        check_word: word_of(&mut turn),
        challenge: device::challenge(signaling.challenge_keys(), link.0, now),
        limits: UPLOAD_LIMITS,
        consents: consent_texts(&rulebook, language, now)?,
        access_code_digits: asked.map(|code| code.digits),
        exercise: exercise_notice(&rulebook, turn.report(), language)?,
        started_before: turn.report().started_before(),
        demo: signaling.admin().is_demo(),
    };
    turn.finish().await?;
    Ok(Json(opened))
}

/// First start, resumption on the same phone, or start of a readmitted phone.
#[utoipa::path(
    post,
    path = "/api/v1/caller/start",
    tag = "caller",
    request_body = Start,
    responses(
        (status = 200, body = Started),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`device_proof_invalid`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`code_wrong`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`url_used`, `code_used`, `consent_texts_changed`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`url_expired`, `url_destroyed`, `url_abandoned`, `report_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`consent_missing` with the clause of the missing one, `code_missing`"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`system_suspended`"),
    )
)]
pub async fn start(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Start>,
) -> Result<Response, Failure> {
    let (report, link) = find(&signaling, &body.token, from).await?;
    let phone = Phone::of(&signaling, link.0, &headers, body.device.as_ref())?;
    if body.access_code.is_some() {
        signaling.may_try_code(from)?;
    }
    match start_with(&signaling, report, link, &phone, &body).await {
        Ok(started) => {
            let max_age_s = started.session_cap_ms.since_ms(signaling.admin().now()) / 1000;
            Ok(phone.answer(started, max_age_s))
        }
        Err(failure) => {
            if matches!(failure, Failure::Refusal(Refusal::CodeWrong { .. })) {
                signaling.note_wrong_code(from);
            }
            note_refused(&signaling, report, &failure).await;
            Err(failure)
        }
    }
}

/// The caller does not consent: the link is given up.
#[utoipa::path(
    post,
    path = "/api/v1/caller/refuse",
    tag = "caller",
    request_body = Refuse,
    responses(
        (status = 204),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`url_used`: the link is in use"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`url_expired`, `url_destroyed`, `url_abandoned`, `report_over`"),
    )
)]
pub async fn refuse(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    JsonBody(body): JsonBody<Refuse>,
) -> Result<StatusCode, Failure> {
    let (report, _) = find(&signaling, &body.token, from).await?;
    let mut turn = signaling.turn(report, Who::LinkHolder).await?;
    turn.decide(Command::Refuse).await?;
    turn.finish().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The report behind a token. Only wrong tokens are counted and slowed.
pub(super) async fn find(
    signaling: &Signaling,
    secret: &str,
    from: IpAddr,
) -> Result<(ReportId, LinkId), Failure> {
    if token::is_well_formed(secret) {
        let hash = sha256(secret.as_bytes());
        if let Some(found) = links::of_token(&**signaling.admin().db(), &hash).await? {
            return Ok(found);
        }
    }
    Err(signaling.wrong_link(from).into())
}

async fn start_with(
    signaling: &Signaling,
    report: ReportId,
    link: LinkId,
    phone: &Phone,
    body: &Start,
) -> Result<Started, Failure> {
    let mut turn = signaling.turn(report, Who::LinkHolder).await?;
    signaling.may_go_on(turn.report()).await?;
    phone.spend(turn.txn()).await?;
    let resumptions = turn.report().link.resumptions;
    let rulebook = signaling
        .rulebook(turn.txn(), turn.report().headquarters)
        .await?;
    let texts = consent_texts(&rulebook, body.language, turn.now())?;
    consents::keep(turn.txn(), &texts).await?;
    let typed = body
        .access_code
        .as_deref()
        .and_then(access_code::normalised);
    turn.decide(Command::Start(StartRequest {
        key_hash: phone.key_hash,
        new_id: DeviceId::new(turn.now(), random::id()),
        consents: body.consents,
        shown_version: body.text_version.clone(),
        agreed: Agreed {
            language: body.language,
            text_hash: consents::hash(&texts),
            version: texts.version,
        },
        code: typed.map(|code| signaling.code_hash(link.0, &code)),
    }))
    .await?;
    if turn.is_refused() {
        return Err(turn.finish().await.err().unwrap_or_else(unrefused));
    }
    let resumed = turn.report().link.resumptions > resumptions;
    let now = turn.now();
    let check_word = word_of(&mut turn);
    let device = device_of(&turn, &phone.key_hash)?;
    let ends = Ends::of(&turn.report().link, now);
    turn.finish().await?;
    signaling.record(report).await?;
    started(signaling, (report, device), check_word, ends, resumed)
}

/// When a session ends at the latest, now and after everything that can still be decided.
pub(super) struct Ends {
    now: UnixMs,
    pub cap: UnixMs,
    until: UnixMs,
}

impl Ends {
    pub fn of(link: &Link, now: UnixMs) -> Self {
        Self {
            now,
            cap: link.session_cap.unwrap_or(now),
            until: link.latest_end(now),
        }
    }
}

/// The tokens of a phone whose session holds.
pub(super) fn started(
    signaling: &Signaling,
    (report, device): (ReportId, DeviceId),
    check_word: CheckWord,
    Ends { now, cap, until }: Ends,
    resumed: bool,
) -> Result<Started, Failure> {
    let tokens = signaling.tokens();
    let subject = device.to_string();
    Ok(Started {
        report,
        check_word,
        session_token: tokens.session(report, device, until)?,
        session_cap_ms: cap,
        whip_url: signaling.config().whip_url.clone(),
        ice_servers: (signaling.config().ice_servers)(&subject, until),
        whip_token: tokens.media(report, subject, Direction::Publish, (now, until))?,
        limits: UPLOAD_LIMITS,
        resumed,
    })
}

fn unrefused() -> Failure {
    Failure::internal("a refused turn was stored without its refusal")
}

fn device_of(turn: &Turn, key_hash: &[u8; 32]) -> Result<DeviceId, Failure> {
    let mut active = turn.report().link.active_devices();
    let device = active
        .find(|device| device.key_hash == *key_hash)
        .map(|device| device.id);
    device.ok_or_else(|| Failure::internal("a started phone is not bound"))
}

/// The console sees that another phone tried, so that the operator can let it in.
async fn note_refused(signaling: &Signaling, report: ReportId, failure: &Failure) {
    let Failure::Refusal(refusal) = failure else {
        return;
    };
    signaling.admin().refusals().count(refusal.code());
    if *refusal != Refusal::UrlUsed {
        return;
    }
    let noted = async {
        let mut turn = signaling.turn(report, Who::LinkHolder).await?;
        turn.decide(Command::OtherDeviceTried).await?;
        turn.finish().await
    };
    if let Err(failure) = noted.await {
        tracing::warn!(
            code = failure.problem().0.code,
            "a second phone could not be noted"
        );
    }
}

fn word_of(turn: &mut Turn) -> CheckWord {
    check_word(turn.row().check_word.cast_unsigned())
}

pub(super) async fn headquarters_name(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
) -> Result<String, Failure> {
    let unit = admin::store::table::unit::Entity::find_by_id(headquarters.0)
        .one(db)
        .await?;
    Ok(unit.map(|unit| unit.name).unwrap_or_default())
}
