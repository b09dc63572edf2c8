//! What an operator does with a link that is out: send again, prolong, destroy, note a spoken
//! consent.

use admin::{problem::JsonBody, signed_in::SignedIn, trail::Action};
use axum::Json;
use protocol::{
    id::ReportId,
    refusal::Problem,
    report::{Exercise, FunnelStep, ReportView},
    request::Prolong,
};
use signaling_core::{Command, Refusal, request, staff::StaffRefusal, wording::Wording};

use super::{
    on_report::OnReport,
    reports::{conclude, decide, turn_of},
};
use crate::{
    Signaling,
    delivery::new_secret,
    device::sha256,
    failure::Failure,
    gateways::Outgoing,
    store::{links, sendings, words::of_word},
    turn::Turn,
    unbroken::to_the_end,
    view::destination,
};

/// Sends the link again to the same destination; no new case, and earlier messages stay good.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/resend",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_started`, `sent_just_now`, `too_many_sends`, `already_over`"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`system_suspended`"),
    )
)]
pub async fn resend(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::ResendLink;
    signaling.may_begin(&person, action).await?;
    let sent = to_the_end(async move {
        match send_again(&signaling, &person, action, id).await {
            Ok(report) => Ok(report),
            Err(failure) => Err(signaling.refuse_person(&person, action, failure).await),
        }
    });
    Ok(Json(sent.await?))
}

async fn send_again(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    id: ReportId,
) -> Result<ReportView, Failure> {
    let secret = new_secret();
    let mut turn = turn_of(signaling, person, action, id).await?;
    turn.decide(Command::Resend).await?;
    let row = &turn.loaded().row;
    let (channel, language) = (of_word(&row.channel)?, of_word(&row.language)?);
    let wording = Wording {
        language,
        is_exercise: turn.report().exercise == Exercise::Yes,
    };
    let outgoing = Outgoing::new(signaling, channel, wording, &secret)?;
    let to = destination(turn.loaded(), turn.key())?;
    links::insert_token(turn.txn(), turn.report(), &sha256(secret.as_bytes())).await?;
    let send = turn.report().link.delivery.sends;
    let message = sendings::queue(turn.txn(), id, send, turn.now()).await?;
    turn.finish().await?;
    signaling.deliver(message, &to, &outgoing).await
}

/// Moves the session cap once, with a reason.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/prolong",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = Prolong,
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_started`, `already_prolonged`, `already_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`prolong_reason_missing`, `reason_too_long`"),
    )
)]
pub async fn prolong(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<Prolong>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::ProlongReport;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = prolong_in(&mut turn, &body).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn prolong_in(turn: &mut Turn, body: &Prolong) -> Result<(), Failure> {
    let missing = Refusal::ProlongReasonMissing;
    let reason = request::reason(body.reason.as_deref(), missing)?;
    turn.decide(Command::Prolong).await?;
    let sealed = turn.key().seal("prolong reason", reason.as_bytes());
    turn.row().prolong_reason = Some(sealed);
    Ok(())
}

/// Destroys the link at once: nothing can start any more, and what runs ends.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/destroy",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`"),
    )
)]
pub async fn destroy(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::DestroyLink;
    decide(&signaling, &person, action, id, Command::Destroy).await
}

/// Notes that the caller consented by voice, too; never instead (VR-4.2.2.x).
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/spoken-consent",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`spoken_consent_too_early`, `already_over`"),
    )
)]
pub async fn note_spoken_consent(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::NoteSpokenConsent;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = note_in(&mut turn, action).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn note_in(turn: &mut Turn, action: Action) -> Result<(), Failure> {
    let report = turn.report();
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver.into());
    }
    if report.desk.staff.is_some() {
        return Err(Refusal::from(StaffRefusal::OfficersReport).into());
    }
    if !report.funnel.contains_key(&FunnelStep::Consented) {
        return Err(Refusal::SpokenConsentTooEarly.into());
    }
    turn.trail(action, &[]).await?;
    let now = turn.now();
    turn.row().spoken_consent_ms = Some(now.0);
    Ok(())
}
