//! An officer within a session: what is asked, what is shown.

use admin::{
    problem::{JsonBody, UrlPath},
    trail::{Action, Subject},
};
use axum::{Json, extract::State};
use protocol::{
    console::Watch,
    id::ReportId,
    media::Direction,
    refusal::Problem,
    staff::{StaffAnswer, StaffOnReport, StaffSession},
};
use signaling_core::{
    Command, Refusal,
    staff::{StaffRefusal, purpose, show},
};

use crate::{
    Signaling, caller::Caller, failure::Failure, staff::shown, store::reports, turn::Who,
    view::report_view,
};

/// What is on the officer's page: the own session and what reception shows.
#[utoipa::path(
    get,
    path = "/api/v1/staff/session",
    tag = "staff",
    responses(
        (status = 200, body = StaffSession),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`session_invalid`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_not_in_session`: a caller's session"),
    )
)]
pub async fn session(
    State(signaling): State<Signaling>,
    caller: Caller,
) -> Result<Json<StaffSession>, Failure> {
    seen(&signaling, caller.report).await.map(Json)
}

async fn seen(signaling: &Signaling, id: ReportId) -> Result<StaffSession, Failure> {
    Ok(StaffSession {
        staff: staff(signaling, id).await?,
        shown: shown::to_session(signaling, id).await?,
    })
}

async fn staff(signaling: &Signaling, id: ReportId) -> Result<StaffOnReport, Failure> {
    let db = &**signaling.admin().db();
    let loaded = reports::load(db, id).await?;
    let loaded = loaded.ok_or(Refusal::SessionInvalid)?;
    let key = signaling.admin().keys().report_key(id).await?;
    let staff = report_view(&loaded, &key, signaling)?.staff;
    Ok(staff
        .ok_or(StaffRefusal::NotInSession)
        .map_err(Refusal::from)?)
}

/// "Still initial response?" (VR-5.2.1)
#[utoipa::path(
    post,
    path = "/api/v1/staff/session/answer",
    tag = "staff",
    request_body = StaffAnswer,
    responses(
        (status = 200, body = StaffSession),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`nothing_asked`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`reason_missing_for_exception`"),
    )
)]
pub async fn answer(
    State(signaling): State<Signaling>,
    caller: Caller,
    JsonBody(body): JsonBody<StaffAnswer>,
) -> Result<Json<StaffSession>, Failure> {
    match answer_in(&signaling, caller, &body).await {
        Ok(()) => seen(&signaling, caller.report).await.map(Json),
        Err(failure) => {
            if let Failure::Refusal(refusal) = &failure {
                signaling.admin().refusals().count(refusal.code());
            }
            Err(failure)
        }
    }
}

async fn answer_in(
    signaling: &Signaling,
    caller: Caller,
    body: &StaffAnswer,
) -> Result<(), Failure> {
    let said = match body.purpose {
        Some(chosen) if body.goes_on => Some(purpose::check(Some(chosen), body.reason.as_deref())?),
        _ => None,
    };
    let mut turn = signaling.turn(caller.report, caller.who()).await?;
    turn.decide(Command::OfficerAnswers {
        device: caller.device,
        goes_on: body.goes_on,
        purpose: said.as_ref().map(|said| said.purpose),
    })
    .await?;
    if let Some(said) = said {
        turn.change_notes(|notes| {
            if let Some(officer) = &mut notes.officer {
                officer.reason = said.reason;
            }
        })?;
    }
    turn.finish().await.map(drop)
}

/// How to see the live picture of a report that is shown; leaves an entry in the trail.
#[utoipa::path(
    post,
    path = "/api/v1/staff/shown/{report}/watch",
    tag = "staff",
    params(("report" = String, Path)),
    responses(
        (status = 200, body = Watch),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`: not shown to this officer, or no longer"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`report_held`"),
    )
)]
pub async fn watch(
    State(signaling): State<Signaling>,
    caller: Caller,
    UrlPath(id): UrlPath<ReportId>,
) -> Result<Json<Watch>, Failure> {
    match watch_in(&signaling, caller, id).await {
        Ok(watch) => Ok(Json(watch)),
        Err(failure) => {
            if let Failure::Refusal(refusal) = &failure {
                signaling.admin().refusals().count(refusal.code());
            }
            Err(failure)
        }
    }
}

async fn watch_in(signaling: &Signaling, caller: Caller, id: ReportId) -> Result<Watch, Failure> {
    let db = &**signaling.admin().db();
    let own = shown::headquarters_of(db, caller.report).await?;
    let mut turn = signaling
        .turn_anywhere(id, Who::Device(caller.device))
        .await?;
    if own != Some(turn.report().headquarters) {
        return Err(Refusal::ReportNotFound.into());
    }
    show::watch(turn.report(), caller.report)?;
    let session = Subject::Word("officer");
    turn.trail(Action::WatchReport, &[session]).await?;
    let now = turn.now();
    let until = turn.report().link.latest_end(now);
    turn.finish().await?;
    let subject = show::viewer(caller.report);
    let ice_servers = (signaling.config().ice_servers)(&subject, until);
    let tokens = signaling.tokens();
    Ok(Watch {
        whep_url: signaling.config().whep_url.clone(),
        whep_token: tokens.media(id, subject, Direction::View, (now, until))?,
        ice_servers,
    })
}
