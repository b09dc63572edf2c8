//! `GET /api/v1/me`

use axum::{Json, extract::State};
use protocol::{person::Me, refusal::Problem};

use crate::{Admin, problem::Refused, signed_in::WithDuty};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "people",
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn me(
    State(admin): State<Admin>,
    WithDuty(person): WithDuty,
) -> Result<Json<Me>, Refused> {
    let units = admin.units().await?;
    Ok(Json(person.me(&admin, &units)))
}
