//! Pictures of the second: what stands in for live video where no video gets through, and the
//! still that an operator asks for.

use admin::{body::RawBody, problem::UrlPath, signed_in::SignedIn, trail::Action};
use axum::{
    Json,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use protocol::{
    console::ConsoleEvent, id::ReportId, ladder::LivePicture, refusal::Problem, report::ReportView,
};
use signaling_core::{
    Command, Refusal,
    limits::PICTURE_BYTES_MAX,
    mis_send::check_not_isolated,
    upload::{Content, sniff},
};

use super::{
    reports::{decide, turn_of},
    stills::whole,
};
use crate::{Signaling, caller::Caller, failure::Failure, store::reports};

/// Takes one small JPEG; the newest one of a report is kept until the next comes.
#[utoipa::path(
    post,
    path = "/api/v1/caller/pictures",
    tag = "caller",
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses(
        (status = 201, body = LivePicture),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`session_invalid`"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`report_held`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_over`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`file_too_large`"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`type_not_supported`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_requests`"),
    )
)]
pub async fn receive(
    State(signaling): State<Signaling>,
    caller: Caller,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<LivePicture>), Failure> {
    caller.check_not_held()?;
    let now = signaling.admin().now();
    let begins = signaling.sights().admit_picture(caller.report, now)?;
    let picture = whole(&headers, body, PICTURE_BYTES_MAX).await?;
    match sniff(&picture, picture.len() as u64) {
        Some(Ok(Content::Jpeg)) => {}
        _ => return Err(Refusal::TypeNotSupported.into()),
    }
    // Consoles see our own copies only, as with every other picture.
    let converted = signaling.converter().picture(picture).await;
    let copy = converted.map_err(|_| Refusal::TypeNotSupported)?;
    if begins {
        let mut turn = signaling.turn(caller.report, caller.who()).await?;
        let device = caller.device;
        turn.decide(Command::PicturesBegan { device }).await?;
        turn.trail(Action::SendPictures, &[]).await?;
        turn.finish().await?;
    }
    // The report may have been held or ended while the body came.
    let db = &**signaling.admin().db();
    let found = reports::load(db, caller.report).await?;
    let report = found.ok_or(Refusal::SessionInvalid)?.report;
    let now = signaling.admin().now();
    report.check_sends(caller.device, now)?;
    let kept = signaling.sights().keep_picture(report.id, copy, now);
    let picture = kept.ok_or(Refusal::TooManyRequests)?;
    let event = ConsoleEvent::Picture {
        report: report.id,
        picture,
    };
    signaling.hub().publish(report.headquarters, &event);
    Ok((StatusCode::CREATED, Json(picture)))
}

/// The newest picture of the second. The first look of a session leaves an entry in the trail.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/picture",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`, `file_not_found`"),
    )
)]
pub async fn show(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(report): UrlPath<ReportId>,
) -> Result<Response, Failure> {
    let action = Action::WatchReport;
    let mut turn = turn_of(&signaling, &person, action, report).await?;
    let shown = turn.report().check_not_held();
    if let Err(refusal) = shown.and_then(|()| check_not_isolated(turn.report())) {
        drop(turn);
        let refused = signaling.refuse_person(&person, action, refusal.into());
        return Err(refused.await);
    }
    let (session, now) = (person.session, turn.now());
    let is_over = turn.report().state.is_over();
    let found = signaling.sights().look(report, session, now);
    let found = found.filter(|_| !is_over);
    let (jpeg, first) = found.ok_or(Refusal::FileNotFound)?;
    if first {
        turn.trail(action, &[]).await?;
        turn.finish().await?;
        signaling.sights().note_look(report, session, now);
    }
    let head = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    let mut response = Body::from(jpeg).into_response();
    response.headers_mut().extend(head);
    Ok(response)
}

/// Asks the caller's page for a still, which comes as a file like any other.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/ask-still",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`caller_away`, `already_over`"),
    )
)]
pub async fn ask(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(report): UrlPath<ReportId>,
) -> Result<Json<ReportView>, Failure> {
    decide(
        &signaling,
        &person,
        Action::AskStill,
        report,
        Command::StillAsked {
            online: signaling.hub().is_online(report),
        },
    )
    .await
}
