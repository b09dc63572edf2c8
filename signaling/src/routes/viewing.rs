//! How well a report's live picture is seen.

use admin::{
    problem::{JsonBody, UrlPath},
    signed_in::SignedIn,
    trail::Action,
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    console::ConsoleEvent,
    id::ReportId,
    refusal::Problem,
    viewing::{ReportMedia, Viewer, Viewing},
};

use super::reports::turn_of;
use crate::{Signaling, failure::Failure};

/// Takes a console's figures. More often than every few seconds they are passed over.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/viewing",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = Viewing,
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
    )
)]
pub async fn note(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(report): UrlPath<ReportId>,
    JsonBody(viewing): JsonBody<Viewing>,
) -> Result<StatusCode, Failure> {
    let turn = turn_of(&signaling, &person, Action::WatchReport, report).await?;
    if turn.report().state.is_over() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let at_ms = turn.now();
    drop(turn);
    let viewer = Viewer {
        account: person.account,
        name: person.name.clone(),
        at_ms,
        viewing,
    };
    let sights = signaling.sights();
    if sights.note_viewing(report, person.session, viewer) {
        let media = media_of(&signaling, report);
        let event = ConsoleEvent::Media { media };
        signaling.hub().publish(person.unit, &event);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Both legs of a report: what the media node says of the caller's, and each console of its own.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/media",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportMedia),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
    )
)]
pub async fn media(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(report): UrlPath<ReportId>,
) -> Result<Json<ReportMedia>, Failure> {
    drop(turn_of(&signaling, &person, Action::ReadReports, report).await?);
    Ok(Json(media_of(&signaling, report)))
}

fn media_of(signaling: &Signaling, report: ReportId) -> ReportMedia {
    ReportMedia {
        report,
        caller: signaling.hub().statistics(report),
        viewers: signaling.sights().viewers(report, signaling.admin().now()),
    }
}
