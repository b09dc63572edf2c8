//! Opening what an ended report received: for a purpose, which the trail keeps.

use admin::{
    cases::{self, Taker},
    core::trail::SubjectCode,
    problem::JsonBody,
    trail::{Action, Subject},
};
use axum::Json;
use http::StatusCode;
use protocol::{
    recording::{OpenViewing, ViewingStart, ViewingTerms},
    refusal::Problem,
};
use signaling_core::{Refusal, mis_send::check_not_isolated};

use super::{on_report::OnReport, reports::turn_of};
use crate::{failure::Failure, viewings};

/// What is asked before pictures and films of a report are opened, and the own viewing that is
/// open. Nothing is asked while the report runs.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/viewings",
    tag = "files",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ViewingTerms),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_erased`"),
    )
)]
pub async fn terms(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ViewingTerms>, Failure> {
    let turn = turn_of(&signaling, &person, Action::ReadReports, id).await?;
    let terms = viewings::terms(turn.txn(), &signaling, turn.report(), &person).await?;
    Ok(Json(terms))
}

/// Opens what an ended report received for the person who asks, for some minutes. Purpose and note
/// become a case of the rulebook.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/viewings",
    tag = "files",
    params(("id" = String, Path)),
    request_body = ViewingStart,
    responses(
        (status = 201, body = OpenViewing),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`media_isolated`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`still_running`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_erased`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`field_missing`, `value_unfit`, with the field"),
    )
)]
pub async fn begin(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<ViewingStart>,
) -> Result<(StatusCode, Json<OpenViewing>), Failure> {
    let action = Action::ViewRecording;
    let units = signaling.admin().units().await?;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let may = check_not_isolated(turn.report()).and_then(|()| {
        let is_over = turn.report().state.is_over();
        is_over.then_some(()).ok_or(Refusal::StillRunning)
    });
    if let Err(refusal) = may {
        drop(turn);
        let refused = signaling.refuse_person(&person, action, refusal.into());
        return Err(refused.await);
    }
    let taker = Taker {
        admin: signaling.admin(),
        units: &units,
        person: &person,
        witness: None,
        with_effect: true,
    };
    let number = turn.loaded().row.number.clone();
    let about = (id, &*number, turn.report().headquarters);
    let taken = match viewings::begin(turn.txn(), taker, about, body).await {
        Ok(taken) => taken,
        Err(not) => {
            drop(turn);
            return Err(cases::refused(signaling.admin(), not).await?.into());
        }
    };
    let open = viewings::begun(&taken)?;
    let mut subjects = vec![SubjectCode::from(Subject::Case(open.case))];
    let purpose = viewings::purpose_of(&taken).map(|code| format!("word:{code}").parse());
    subjects.extend(purpose.transpose().map_err(Failure::internal)?);
    turn.trail_about(action, subjects).await?;
    turn.finish().await?;
    Ok((StatusCode::CREATED, Json(open)))
}
