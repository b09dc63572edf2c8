//! What exists in a demo folder only: the people to sign in as, and the one press that makes a
//! browser a terminal.

use admin_core::action::terminal_code;
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    refusal::Problem,
    sign_in::{DemoEnrol, DemoPerson, TerminalLine},
};

use crate::{
    Admin,
    problem::{JsonBody, Refused, not_found_problem},
    terminals::{self, NewTerminal},
    trail::{self, Act, Action, Actor, Subject},
    units,
};

/// The people of this demo.
#[utoipa::path(
    get,
    path = "/api/v1/demo/people",
    tag = "demo",
    responses(
        (status = 200, body = Vec<DemoPerson>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "This is no demo folder."),
    )
)]
pub async fn people(State(admin): State<Admin>) -> Result<Json<Vec<DemoPerson>>, Refused> {
    let people = admin.demo_people().ok_or_else(not_found_problem)?;
    let (rules, today) = (admin.rules(), admin.today());
    let shown = people.iter().map(|person| person.shown(rules, today));
    Ok(Json(shown.collect()))
}

/// Makes the asking browser a terminal that serves every unit of the demo.
#[utoipa::path(
    post,
    path = "/api/v1/demo/enrol",
    tag = "demo",
    request_body = DemoEnrol,
    responses(
        (status = 201, body = TerminalLine),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "This is no demo folder."),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`public_key_unusable`, clause VR-8.1a"),
    )
)]
pub async fn enrol(
    State(admin): State<Admin>,
    JsonBody(body): JsonBody<DemoEnrol>,
) -> Result<(StatusCode, Json<TerminalLine>), Refused> {
    if !admin.is_demo() {
        return Err(not_found_problem());
    }
    let public_key = terminals::read_key(&body.public_key)?;
    let now = admin.now();
    let tree = admin.units().await?;
    let line = admin
        .db()
        .write(async |txn| {
            let unit = units::root(txn).await?.ok_or_else(not_found_problem)?;
            let new = NewTerminal {
                kind: body.kind,
                unit,
                name: "デモ端末",
                public_key,
                enrolled_by: None,
            };
            let id = terminals::enrol(txn, new, now).await?;
            let act = Act::new(unit, now, Actor::System, Action::EnrolTerminal)
                .about(Subject::Terminal(id))
                .about(Subject::Word(terminal_code(body.kind)));
            trail::append(txn, &act).await?;
            terminals::line(txn, id, &tree)
                .await?
                .ok_or_else(not_found_problem)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(line)))
}
