//! Whether words, place and picture fit together (VR-4.3.1).

use admin::{
    problem::JsonBody,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{
    Json,
    extract::{Query, State},
};
use protocol::{
    marks::{CheckItem, CheckResult, Checked, StatePlace},
    place::Municipality,
    refusal::Problem,
    report::ReportView,
};
use serde::Deserialize;
use signaling_core::marks::{self, Typed};

use super::{
    on_report::OnReport,
    reports::{conclude, turn_of},
};
use crate::{
    Signaling,
    failure::Failure,
    turn::{Turn, staff},
};

#[derive(Deserialize, utoipa::IntoParams)]
pub struct Named {
    /// A part of a municipality's name, Japanese or English.
    #[serde(default)]
    name: String,
}

/// Municipalities with such a name.
#[utoipa::path(
    get,
    path = "/api/v1/places",
    tag = "reports",
    params(Named),
    responses((status = 200, body = Vec<Municipality>))
)]
pub async fn places(
    State(signaling): State<Signaling>,
    person: SignedIn,
    Query(named): Query<Named>,
) -> Result<Json<Vec<Municipality>>, Failure> {
    signaling
        .admin()
        .authorise(&person, Action::ReadReports)
        .await?;
    let found = signaling.gazetteer().named(&named.name);
    Ok(Json(found.into_iter().cloned().collect()))
}

/// Notes where the caller says to be: picked on the map, or a municipality.
#[utoipa::path(
    put,
    path = "/api/v1/reports/{id}/stated-place",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = StatePlace,
    responses(
        (status = 200, body = ReportView),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`place_unknown`, `place_too_long`"),
    )
)]
pub async fn state_place(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<StatePlace>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::StatePlace;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = stated(&signaling, &mut turn, &person, body).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn stated(
    signaling: &Signaling,
    turn: &mut Turn,
    person: &SignedIn,
    body: StatePlace,
) -> Result<(), Failure> {
    let typed = Typed {
        point: body.latitude_deg.zip(body.longitude_deg),
        municipality_code: body.municipality_code,
        words: body.words.unwrap_or_default(),
    };
    let place = marks::state_place(typed, staff(person), signaling.gazetteer(), turn.now())?;
    turn.change_notes(|notes| notes.stated_place = Some(place))?;
    turn.trail(Action::StatePlace, &[]).await
}

/// Answers one item of the checklist; a later answer takes its place.
#[utoipa::path(
    put,
    path = "/api/v1/reports/{id}/checks",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = Checked,
    responses(
        (status = 200, body = ReportView),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`body_not_understood`"),
    )
)]
pub async fn check(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<Checked>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::CheckConsistency;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = checked(&mut turn, &person, body).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn checked(turn: &mut Turn, person: &SignedIn, body: Checked) -> Result<(), Failure> {
    let (by, now) = (staff(person), turn.now());
    turn.change_notes(|notes| {
        marks::answer(&mut notes.checks, (body.item, body.result), by, now);
    })?;
    let subjects = [
        Subject::Word(item_word(body.item)),
        Subject::Word(result_word(body.result)),
    ];
    turn.trail(Action::CheckConsistency, &subjects).await
}

fn item_word(item: CheckItem) -> &'static str {
    match item {
        CheckItem::Place => "place",
        CheckItem::Time => "time",
        CheckItem::Content => "content",
    }
}

fn result_word(result: CheckResult) -> &'static str {
    match result {
        CheckResult::Consistent => "consistent",
        CheckResult::Inconsistent => "inconsistent",
        CheckResult::Unclear => "unclear",
    }
}
