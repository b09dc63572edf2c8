//! Exercises [訓練] (VR-10): what came of them, and how one becomes real.

use std::collections::BTreeMap;

use admin::{core::authority::Matter, signed_in::SignedIn, trail::Action};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::{
    exercise::{Difficulty, ExerciseList, ExerciseView},
    id::{CaseId, UnitId},
    refusal::Problem,
    report::{Exercise, ReportView},
    time::UnixMs,
};
use sea_orm::prelude::Uuid;
use serde::Deserialize;
use signaling_core::{
    Command,
    exercise::{Happened, Reaction, first_picture_ms, reactions},
};
use utoipa::IntoParams;

use super::{
    on_report::OnReport,
    reports::{conclude, turn_of},
    requests::taker,
    statistics::not_understood,
};
use crate::{
    Signaling,
    failure::Failure,
    request_case,
    store::{exercises, reports::Loaded},
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExerciseQuery {
    /// The own headquarters when it is left out.
    unit: Option<UnitId>,
}

/// The newest exercises with their times. Chief and manager see those of the headquarters, an
/// operator the own ones.
#[utoipa::path(
    get,
    path = "/api/v1/exercises",
    tag = "training",
    params(ExerciseQuery),
    responses(
        (status = 200, body = ExerciseList),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
    query: Result<Query<ExerciseQuery>, QueryRejection>,
) -> Result<Json<ExerciseList>, Failure> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let admin = signaling.admin();
    let matter = Matter {
        unit: query.unit.unwrap_or(person.unit),
        owner: None,
        kind: "",
        state: "",
    };
    let all = Action::ReadExercises;
    let units = admin.units().await?;
    let of = match admin.may(&person, all.code(), &matter, &units) {
        Ok(_) => None,
        Err(_) => {
            let own = Action::ReadOwnExercises;
            admin.authorise_on(&person, own, &matter).await?;
            Some(person.account)
        }
    };
    let db = &**admin.db();
    let found = exercises::newest(db, matter.unit, of).await?;
    let mut events = exercises::events(db, &found).await?;
    let views = found.iter().map(|loaded| view(loaded, &mut events));
    Ok(Json(ExerciseList {
        exercises: views.collect(),
    }))
}

fn view(loaded: &Loaded, events: &mut BTreeMap<Uuid, Vec<(UnixMs, Happened)>>) -> ExerciseView {
    let (row, report) = (&loaded.row, &loaded.report);
    let events = events.remove(&row.id).unwrap_or_default();
    ExerciseView {
        report: report.id,
        number: row.number.clone(),
        operator_name: report.handler.name.clone(),
        created_ms: UnixMs(row.created_ms),
        funnel: report.funnel_times(),
        first_picture_ms: first_picture_ms(report),
        difficulties: reactions(&events).into_iter().map(difficulty).collect(),
        ended_ms: report.ended.map(|ending| ending.at),
        end_reason: report.ended.map(|ending| ending.reason),
        became_real: report.exercise == Exercise::BecameReal,
    }
}

fn difficulty(reaction: Reaction) -> Difficulty {
    let at = reaction.at;
    Difficulty {
        obstacle: reaction.obstacle,
        at_ms: at,
        reaction_ms: reaction.act.as_ref().map(|(_, then)| then.since_ms(at)),
        act: reaction.act.map(|(act, _)| act),
        lasted_ms: reaction.free_at.map(|free| free.since_ms(at)),
    }
}

/// Something real happens over an exercise: from here on it is a report like any other, also in the
/// figures, and the HQ operations manager has to be told.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/make-real",
    tag = "training",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_an_exercise`"),
    )
)]
pub async fn make_real(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::MakeExerciseReal;
    let admin = signaling.admin();
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let mut done = turn.decide(Command::MakeReal).await;
    if done.is_ok()
        && let Some(case) = turn.loaded().row.request_case.map(CaseId)
    {
        let units = admin.units().await?;
        let taker = taker(admin, &units, &person);
        if let Err(not) = request_case::make_real(turn.txn(), taker, case).await {
            drop(turn);
            return Err(request_case::refuse(admin, not).await);
        }
        let due = request_case::report_after_due(turn.txn(), case).await;
        done = due.map_err(Failure::from).map(|due| {
            turn.row().report_after_due_ms = due.map(|due| due.0);
        });
    }
    conclude(&signaling, &person, action, turn, done).await
}
