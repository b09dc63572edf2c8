//! `/api/v1/cases/{id}/code`, `/api/v1/codes/read`: the signed code of a case.

use axum::{Json, extract::State};
use protocol::{
    admin::announcement::{CodeRead, CodeText, ReadCode},
    id::CaseId,
    refusal::Problem,
};

use crate::{
    Admin, codes,
    problem::{JsonBody, Refused, UrlPath},
    signed_in::SignedIn,
};

/// What is printed as a two-dimensional code.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/code",
    operation_id = "codes_take",
    tag = "cases",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, body = CodeText),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for a case that has no code"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`code_revoked`"),
    )
)]
pub async fn take(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Json<CodeText>, Refused> {
    Ok(Json(codes::take(&admin, &person, id).await?))
}

/// Whose code a device has read.
#[utoipa::path(
    post,
    path = "/api/v1/codes/read",
    operation_id = "codes_read",
    tag = "cases",
    request_body = ReadCode,
    responses(
        (status = 200, body = CodeRead),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`code_revoked`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`code_unreadable`"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<ReadCode>,
) -> Result<Json<CodeRead>, Refused> {
    Ok(Json(codes::read(&admin, &person, &body.text).await?))
}
