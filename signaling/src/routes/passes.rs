//! A live report goes to a neighbouring headquarters, where the rulebook's switch allows it.

use admin::{problem::JsonBody, signed_in::SignedIn, trail::Action};
use axum::{Json, extract::State};
use protocol::{
    id::{ReportId, UnitId},
    media::MediaOrder,
    refusal::Problem,
    report::ReportView,
    supervision::{Headquarters, Pass, PassTo},
};
use signaling_core::{Command, Refusal, pass::Passing};

use super::{
    on_report::OnReport,
    reports::{conclude, decide, out_of_reach, turn_of},
};
use crate::{
    Signaling,
    failure::Failure,
    rulebook::passes_to_neighbours,
    sign_outs::viewer,
    store::{desks, duty, units, viewers},
    turn::{Turn, Who, staff},
};

/// Where a report may be passed to; nothing while the switch is off.
#[utoipa::path(
    get,
    path = "/api/v1/console/headquarters",
    tag = "supervision",
    responses((status = 200, body = Vec<Headquarters>))
)]
pub async fn headquarters(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<Headquarters>>, Failure> {
    signaling
        .admin()
        .authorise(&person, Action::PassReport)
        .await?;
    let db = &**signaling.admin().db();
    let rulebook = signaling.admin().rulebook(db, "VR", person.unit).await?;
    if !passes_to_neighbours(&rulebook) {
        return Ok(Json(Vec::new()));
    }
    let mut all = units::headquarters(db).await?;
    all.retain(|one| one.unit != person.unit);
    Ok(Json(all))
}

/// What other headquarters offer to the own one.
#[utoipa::path(
    get,
    path = "/api/v1/passes",
    tag = "supervision",
    responses((status = 200, body = Vec<Pass>))
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<Pass>>, Failure> {
    signaling
        .admin()
        .authorise(&person, Action::ReadReports)
        .await?;
    let db = &**signaling.admin().db();
    Ok(Json(desks::passes(db, person.unit).await?))
}

/// Offers a report to another headquarters, which sees nothing of it before its manager accepts.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/pass",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = PassTo,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`passing_off`, `already_passed`, `already_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`headquarters_unknown`"),
    )
)]
pub async fn pass(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<PassTo>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::PassReport;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = passed(&signaling, &mut turn, &person, body.to).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn passed(
    signaling: &Signaling,
    turn: &mut Turn,
    person: &SignedIn,
    to: Option<UnitId>,
) -> Result<(), Failure> {
    let from = Headquarters {
        unit: person.unit,
        name: person.unit_name.clone(),
    };
    let all = units::headquarters(turn.txn()).await?;
    let found = all.into_iter().find(|one| Some(one.unit) == to);
    let passing = Box::new(Passing {
        number: turn.row().number.clone(),
        // The own headquarters is refused as one that is not known.
        to: found.unwrap_or_else(|| from.clone()),
        from,
        by: staff(person),
    });
    let admin = signaling.admin();
    let rulebook = admin.rulebook(turn.txn(), "VR", person.unit).await?;
    let is_on = passes_to_neighbours(&rulebook);
    turn.decide(Command::Pass { is_on, passing }).await
}

/// Takes the offer back.
#[utoipa::path(
    delete,
    path = "/api/v1/reports/{id}/pass",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_passed`"),
    )
)]
pub async fn withdraw(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    decide(
        &signaling,
        &person,
        Action::PassReport,
        id,
        Command::WithdrawPass,
    )
    .await
}

/// The receiving manager handles the report from now on; the first headquarters sees it no more.
#[utoipa::path(
    post,
    path = "/api/v1/passes/{id}/accept",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
    )
)]
pub async fn accept(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::AcceptPass;
    let mut turn = turn_across(&signaling, &person, id).await?;
    let done = accepted(&mut turn, &person).await;
    conclude(&signaling, &person, action, turn, done).await
}

/// Whoever of the first headquarters watches sees no more.
async fn accepted(turn: &mut Turn, person: &SignedIn) -> Result<(), Failure> {
    let (room, first) = (turn.report().id, turn.report().headquarters);
    let command = Command::AcceptPass {
        unit: person.unit,
        by: staff(person),
    };
    turn.decide(command).await?;
    // Those who watch by a token, and those who hold one and have not used it yet.
    let mut subjects = viewers::subjects(turn.txn(), room).await?;
    for (account, session) in duty::sessions_of(turn.txn(), first, turn.now()).await? {
        subjects.insert(viewer(account, session.0));
    }
    for subject in subjects {
        turn.order(MediaOrder::Revoke { room, subject });
    }
    Ok(())
}

#[utoipa::path(
    post,
    path = "/api/v1/passes/{id}/decline",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`"),
    )
)]
pub async fn decline(
    OnReport(signaling, person, id): OnReport,
) -> Result<http::StatusCode, Failure> {
    let action = Action::AcceptPass;
    let mut turn = turn_across(&signaling, &person, id).await?;
    let unit = person.unit;
    let done = turn.decide(Command::DeclinePass { unit }).await;
    drop(conclude(&signaling, &person, action, turn, done).await?);
    Ok(http::StatusCode::NO_CONTENT)
}

/// A turn of another headquarters' report, as long as it is offered to the person's own.
async fn turn_across(
    signaling: &Signaling,
    person: &SignedIn,
    id: ReportId,
) -> Result<Turn, Failure> {
    let action = Action::AcceptPass;
    let person = signaling.admin().authorise(person, action).await?;
    let who = Who::Person(Box::new(person.clone()));
    let found = signaling.turn_anywhere(id, who).await;
    let found = found.and_then(|turn| {
        let pass = turn.report().desk.pass.as_ref();
        if pass.is_some_and(|pass| pass.to.unit == person.unit) {
            Ok(turn)
        } else {
            Err(Refusal::ReportNotFound.into())
        }
    });
    match found {
        Ok(turn) => Ok(turn),
        Err(failure) => Err(out_of_reach(signaling, &person, action, id, failure).await),
    }
}
