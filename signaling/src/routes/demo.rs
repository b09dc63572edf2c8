//! What exists in a demo folder only: the outbox and the clock.

use admin::problem::{JsonBody, not_found_problem};
use axum::{Json, extract::State};
use protocol::{refusal::Problem, request::OutboxMessage, time::UnixMs};
use serde::{Deserialize, Serialize};

use crate::{Signaling, failure::Failure, outbox as kept};

/// The clock of a server that was started with `--clock`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DemoClock {
    pub now_ms: UnixMs,
}

/// The messages that would have gone out, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/demo/outbox",
    tag = "demo",
    responses(
        (status = 200, body = Vec<OutboxMessage>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "This is no demo folder."),
    )
)]
pub async fn outbox(
    State(signaling): State<Signaling>,
) -> Result<Json<Vec<OutboxMessage>>, Failure> {
    if !signaling.admin().is_demo() {
        return Err(not_found_problem().into());
    }
    Ok(Json(kept::newest(&**signaling.admin().db()).await?))
}

/// The house's time.
#[utoipa::path(
    get,
    path = "/api/v1/demo/clock",
    tag = "demo",
    responses(
        (status = 200, body = DemoClock),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The clock cannot be set here."),
    )
)]
pub async fn clock(State(signaling): State<Signaling>) -> Result<Json<DemoClock>, Failure> {
    if !may_set(&signaling) {
        return Err(not_found_problem().into());
    }
    Ok(Json(DemoClock {
        now_ms: signaling.admin().now(),
    }))
}

/// Sets the house's time; it goes on from there.
#[utoipa::path(
    post,
    path = "/api/v1/demo/clock",
    tag = "demo",
    request_body = DemoClock,
    responses(
        (status = 200, body = DemoClock),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The clock cannot be set here."),
    )
)]
pub async fn set_clock(
    State(signaling): State<Signaling>,
    JsonBody(body): JsonBody<DemoClock>,
) -> Result<Json<DemoClock>, Failure> {
    if !may_set(&signaling) {
        return Err(not_found_problem().into());
    }
    signaling
        .admin()
        .clock()
        .set(body.now_ms)
        .map_err(Failure::internal)?;
    Ok(Json(DemoClock {
        now_ms: signaling.admin().now(),
    }))
}

fn may_set(signaling: &Signaling) -> bool {
    signaling.admin().is_demo() && signaling.admin().clock().is_settable()
}
