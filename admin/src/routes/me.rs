//! `GET /api/v1/me`

use axum::{Json, extract::State};
use protocol::{person::Me, refusal::Problem};

use crate::{
    Admin,
    problem::Refused,
    sessions,
    sign_in::first,
    signed_in::{WithDuty, not_signed_in},
};

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
    Ok(Json(person.me_with_notices(&admin, &units).await?))
}

/// The notices that came first are read and acknowledged.
#[utoipa::path(
    post,
    path = "/api/v1/me/acknowledgements",
    tag = "people",
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn acknowledge(
    State(admin): State<Admin>,
    WithDuty(person): WithDuty,
) -> Result<Json<Me>, Refused> {
    first::acknowledge(&admin, &person).await?;
    let units = admin.units().await?;
    let now = sessions::person(&**admin.db(), person.session, admin.now()).await?;
    let now = now.ok_or_else(not_signed_in)?;
    Ok(Json(now.me_with_notices(&admin, &units).await?))
}
