//! Reception shows a live report to officers in the field, and takes it back.

use admin::{problem::JsonBody, trail::Action};
use axum::Json;
use protocol::{refusal::Problem, report::ReportView, staff::ShowTo};
use signaling_core::{
    Command, Refusal,
    staff::{StaffRefusal, show::Shown},
};

use crate::{
    failure::Failure,
    routes::{
        on_report::OnReport,
        reports::{conclude, decide, turn_of},
    },
    store::staff_sessions,
    turn::{Turn, staff},
};

/// Shows it to chosen officers in session, or to all; another choice replaces the one before.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/officers",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = ShowTo,
    responses(
        (status = 200, body = ReportView),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`officer_unknown`: not in session"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`, `report_held`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`nobody_chosen`"),
    )
)]
pub async fn show(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<ShowTo>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::ShowToOfficers;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let by = staff(&person);
    let shown = Shown {
        all: body.all,
        sessions: body.sessions,
        by,
        at: turn.now(),
    };
    let done = show_in(&mut turn, shown).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn show_in(turn: &mut Turn, mut shown: Shown) -> Result<(), Failure> {
    if shown.all {
        shown.sessions.clear();
    } else {
        let headquarters = turn.report().headquarters;
        let running = staff_sessions::running_of_headquarters(turn.txn(), headquarters).await?;
        let is_there = |id| running.iter().any(|session| session.report == id);
        shown.sessions.sort();
        shown.sessions.dedup();
        if !shown.sessions.iter().copied().all(is_there) {
            return Err(Refusal::from(StaffRefusal::OfficerUnknown).into());
        }
    }
    turn.decide(Command::ShowToOfficers { shown }).await
}

/// Takes it back from all officers; their pictures stop at once.
#[utoipa::path(
    delete,
    path = "/api/v1/reports/{id}/officers",
    tag = "staff",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_shown`"),
    )
)]
pub async fn take_back(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let command = Command::TakeFromOfficers;
    decide(&signaling, &person, Action::ShowToOfficers, id, command).await
}
