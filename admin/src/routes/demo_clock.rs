//! `GET` and `POST /api/v1/demo/clock`: only where the server was started with `--clock`.

use axum::{Json, extract::State};
use protocol::{refusal::Problem, time::UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Admin,
    problem::{JsonBody, Refused, not_found_problem},
};

/// What the server takes for now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DemoClock {
    pub now_ms: UnixMs,
}

/// The server's time.
#[utoipa::path(
    get,
    path = "/api/v1/demo/clock",
    tag = "demo",
    responses(
        (status = 200, body = DemoClock),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found` without `--clock`"),
    )
)]
pub async fn read(State(admin): State<Admin>) -> Result<Json<DemoClock>, Refused> {
    if !admin.clock().is_settable() {
        return Err(not_found_problem());
    }
    Ok(Json(DemoClock {
        now_ms: admin.now(),
    }))
}

/// Sets the server's time; it goes on from there.
#[utoipa::path(
    post,
    path = "/api/v1/demo/clock",
    tag = "demo",
    request_body = DemoClock,
    responses(
        (status = 200, body = DemoClock),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found` without `--clock`"),
    )
)]
pub async fn set(
    State(admin): State<Admin>,
    JsonBody(body): JsonBody<DemoClock>,
) -> Result<Json<DemoClock>, Refused> {
    admin
        .clock()
        .set(body.now_ms)
        .map_err(|_| not_found_problem())?;
    Ok(Json(DemoClock {
        now_ms: admin.now(),
    }))
}
