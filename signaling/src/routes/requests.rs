//! Asking a caller for video: prepare, then send.

use admin::{
    core::calendar::japan,
    problem::JsonBody,
    random,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    id::{LinkId, ReportId},
    refusal::Problem,
    report::ReportView,
    request::{Prepare, Prepared, Send, Sent},
    time::UnixMs,
};
use sea_orm::ConnectionTrait;
use signaling_core::{
    Command, Refusal, check_word,
    limits::MAX_DEVICES,
    link::Link,
    report::Report,
    request::{self, PreparedRequest},
    sms::{self, Sms},
    token,
};

use crate::{
    Signaling,
    device::sha256,
    failure::Failure,
    sms::Delivery,
    store::{
        promises,
        reports::{self, Loaded, row_after},
        requests::{self as prepared_requests, ConfirmToken},
        table::report,
    },
    turn::Who,
};

/// Checks a request and shows what will go out, for the comparison of the number.
#[utoipa::path(
    post,
    path = "/api/v1/requests/prepare",
    tag = "requests",
    request_body = Prepare,
    responses(
        (status = 200, body = Prepared),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Names the first missing piece with its clause and field."),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`sms_not_configured`"),
    )
)]
pub async fn prepare(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<Prepare>,
) -> Result<Json<Prepared>, Failure> {
    signaling
        .admin()
        .authorise(&person, Action::PrepareRequest)
        .await?;
    match keep_prepared(&signaling, &person, &body).await {
        Ok(prepared) => Ok(Json(prepared)),
        Err(failure) => Err(signaling
            .refuse_person(&person, Action::PrepareRequest, failure)
            .await),
    }
}

async fn keep_prepared(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Prepare,
) -> Result<Prepared, Failure> {
    let prepared = request::prepare(body, person.account, signaling.admin().now())?;
    signaling.sms()?;
    let sms_preview = sms::preview(prepared.language, &signaling.config().origin)?;
    let confirm_token = random::token();
    let token = ConfirmToken::of(&confirm_token, signaling.confirm_keys());
    let write = signaling.admin().db().begin_write().await?;
    prepared_requests::insert(&*write, &token, &prepared).await?;
    write.commit().await?;
    Ok(Prepared {
        confirm_token,
        groups: prepared.groups,
        destination: prepared.destination,
        differs_from_calling_number: prepared.differs_from_calling_number,
        sms_preview,
        expires_ms: prepared.expires,
    })
}

/// Sends the link after the number was compared; makes the report.
#[utoipa::path(
    post,
    path = "/api/v1/requests/send",
    tag = "requests",
    request_body = Send,
    responses(
        (status = 201, body = Sent),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_prepared`, `destination_changed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`not_compared`"),
    )
)]
pub async fn send(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<Send>,
) -> Result<(StatusCode, Json<Sent>), Failure> {
    signaling
        .admin()
        .authorise(&person, Action::SendRequest)
        .await?;
    match make_and_send(&signaling, &person, &body).await {
        Ok(report) => Ok((StatusCode::CREATED, Json(Sent { report }))),
        Err(failure) => Err(signaling
            .refuse_person(&person, Action::SendRequest, failure)
            .await),
    }
}

async fn make_and_send(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Send,
) -> Result<ReportView, Failure> {
    let sender = signaling.sms()?.clone();
    let prepared = confirm(signaling, person, body).await?;
    let (report, sms) = make_report(signaling, person, body, &prepared).await?;
    let sent = sender.send(&prepared.destination, &sms).await;
    let mut turn = signaling.turn(report, Who::System).await?;
    match sent {
        Ok(Delivery::Delivered) => {
            turn.decide(Command::SmsDelivered).await?;
            turn.trail(Action::DeliverSms, &[]).await?;
        }
        Ok(Delivery::Accepted) => {}
        Err(cause) => {
            tracing::warn!(%cause, "the SMS gateway refused a message");
            turn.decide(Command::SmsFailed).await?;
        }
    }
    turn.finish().await
}

/// Checks the send; a changed number voids what was prepared.
async fn confirm(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Send,
) -> Result<PreparedRequest, Failure> {
    let token = confirm_token(signaling, body);
    let write = signaling.admin().db().begin_write().await?;
    let prepared = prepared_requests::find(&*write, &token, person.account).await?;
    let now = signaling.admin().now();
    match request::check_send(prepared.as_ref(), body, person.account, now) {
        Ok(()) => prepared.ok_or(Refusal::NotPrepared.into()),
        Err(refused) => {
            if refused.voids_token {
                promises::take_prepared(&*write, &token.hash).await?;
                write.commit().await?;
            }
            Err(refused.refusal.into())
        }
    }
}

/// Takes the prepared request out, once, and enters the report with its link, in one transaction.
async fn make_report(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Send,
    prepared: &PreparedRequest,
) -> Result<(ReportId, Sms), Failure> {
    let now = signaling.admin().now();
    let secret = link_token();
    let sms = sms::compose(prepared.language, &signaling.config().origin, &secret)?;
    let link = Link::issued(LinkId::new(now, random::id()), MAX_DEVICES, now);
    let report = Report::sent(ReportId::new(now, random::id()), person.unit, link, now);
    let write = signaling.admin().db().begin_write().await?;
    if !promises::take_prepared(&*write, &confirm_token(signaling, body).hash).await? {
        return Err(Refusal::NotPrepared.into());
    }
    let row = new_row(signaling, &*write, person, prepared, &report, now).await?;
    let act = person
        .act(now, Action::SendRequest)
        .about(Subject::Report(report.id))
        .about(Subject::Link(report.link.id));
    let id = report.id;
    reports::insert(&*write, &Loaded { row, report }, &sha256(secret.as_bytes())).await?;
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok((id, sms))
}

async fn new_row(
    signaling: &Signaling,
    txn: &impl ConnectionTrait,
    person: &SignedIn,
    prepared: &PreparedRequest,
    report: &Report,
    now: UnixMs,
) -> Result<report::Model, Failure> {
    let key = signaling
        .admin()
        .keys()
        .make_report_key(txn, report.id, now)
        .await?;
    let day = japan::day_of(now);
    let count = promises::next_number(txn, person.unit, &day.to_string()).await?;
    let reason = prepared.no_report_reason.as_deref();
    let row = report::Model {
        id: report.id.0,
        headquarters: person.unit.0,
        number: format!("{:02}{:02}-{count:03}", day.month(), day.day()),
        operator: person.account.0,
        operator_name: person.name.clone(),
        check_word: check_word::draw(random::bytes()).cast_signed(),
        created_ms: now.0,
        state: String::new(),
        destination: key.seal("destination", prepared.destination.as_bytes()),
        note: key.seal("note", prepared.note.as_bytes()),
        no_report_reason: reason.map(|text| key.seal("no report reason", text.as_bytes())),
        report_after_due_ms: prepared.report_after_due(now).map(|due| due.0),
        phone: None,
        stuck_obstacle: None,
        stuck_ms: None,
        publisher: None,
        live_since_ms: None,
        ended_ms: None,
        end_reason: None,
        totals: String::new(),
        last_point: None,
        last_picture: None,
        next_deadline_ms: None,
    };
    Ok(row_after(&row, report))
}

fn confirm_token(signaling: &Signaling, body: &Send) -> ConfirmToken {
    let text = body.confirm_token.as_deref().unwrap_or_default();
    ConfirmToken::of(text, signaling.confirm_keys())
}

/// Bytes rarely fail to give a token; three draws in a row never do.
fn link_token() -> String {
    std::iter::repeat_with(|| token::base62(&random::bytes()))
        .flatten()
        .next()
        .expect("the iterator never ends")
}
