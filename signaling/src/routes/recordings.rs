//! The film of a report, asked for.

use admin::trail::Action;
use http::StatusCode;
use protocol::refusal::Problem;
use signaling_core::{Refusal, mis_send::check_not_isolated};

use super::{on_report::OnReport, reports::turn_of};
use crate::{Signaling, conversion::blocking, failure::Failure, journals, turn::Turn};

/// Makes the film of a report: of what has arrived so far while it runs; after its end again, where
/// no film of all of it could be made. Consoles hear when it is there.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/recordings",
    tag = "files",
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`media_isolated`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`nothing_recorded`, `report_held`"),
    )
)]
pub async fn make(OnReport(signaling, person, id): OnReport) -> Result<StatusCode, Failure> {
    let action = Action::MakeRecording;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    if let Err(failure) = check(&signaling, &turn).await {
        drop(turn);
        return Err(signaling.refuse_person(&person, action, failure).await);
    }
    turn.trail(action, &[]).await?;
    turn.finish().await?;
    signaling.spawn_recording(id);
    Ok(StatusCode::NO_CONTENT)
}

async fn check(signaling: &Signaling, turn: &Turn) -> Result<(), Failure> {
    let report = turn.report();
    check_not_isolated(report)?;
    if report.desk.held.is_some() {
        return Err(Refusal::ReportHeld.into());
    }
    let (folder, id) = (signaling.journals(), report.id);
    let bytes = blocking(move || journals::bytes_of(&folder, id)).await?;
    match bytes.map_err(Failure::internal)? {
        Some(_) => Ok(()),
        None => Err(Refusal::NothingRecorded.into()),
    }
}
