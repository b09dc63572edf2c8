//! `/api/v1/circulars`

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    admin::circular::{CircularList, CircularView, SendCircular},
    id::CircularId,
    refusal::Problem,
};

use crate::{
    Admin, circulars,
    problem::{JsonBody, Refused, UrlPath},
    signed_in::SignedIn,
};

/// Circulars to or from the person's units, newest first, at most 50.
#[utoipa::path(
    get,
    path = "/api/v1/circulars",
    operation_id = "circulars_list",
    tag = "circulars",
    responses(
        (status = 200, body = CircularList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<CircularList>, Refused> {
    let circulars = circulars::list(&admin, &person).await?;
    Ok(Json(CircularList { circulars }))
}

/// Sends a circular to units.
#[utoipa::path(
    post,
    path = "/api/v1/circulars",
    operation_id = "circulars_send",
    tag = "circulars",
    request_body = SendCircular,
    responses(
        (status = 201, body = CircularView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`circular_unusable`"),
    )
)]
pub async fn send(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<SendCircular>,
) -> Result<(StatusCode, Json<CircularView>), Refused> {
    let sent = circulars::send(&admin, &person, body).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// The person has read a circular; the first reader of a unit is its receipt.
#[utoipa::path(
    post,
    path = "/api/v1/circulars/{id}/read",
    operation_id = "circulars_read",
    tag = "circulars",
    params(("id" = CircularId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CircularId>,
) -> Result<StatusCode, Refused> {
    circulars::read(&admin, &person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
