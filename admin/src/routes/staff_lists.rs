//! `/api/v1/staff-lists`: staff as CSV, looked at and then entered.

use admin_core::limits::STAFF_LIST_BYTES;
use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use http::{StatusCode, header};
use protocol::{
    admin::staff_list::{ApplyStaffList, StaffApplied, StaffPreview},
    refusal::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin,
    body::RawBody,
    limits::FILE_PACE,
    posts::staff,
    problem::{JsonBody, Refused, body_unreadable},
    signed_in::SignedIn,
    trail::Action,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StaffQuery {
    /// The document whose posts the list names; `VR` when it is left out.
    document: Option<String>,
}

/// The posts that the person answers for, in the columns of a staff list. What a spreadsheet would
/// run as a formula stands behind an apostrophe.
#[utoipa::path(
    get,
    path = "/api/v1/staff-lists",
    operation_id = "staff_lists_export",
    tag = "posts",
    params(StaffQuery),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
pub async fn export(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<StaffQuery>,
) -> Result<impl IntoResponse, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let person = admin.authorise(&person, Action::ReadPosts).await?;
    let document = query.document.as_deref().unwrap_or("VR");
    let text = staff::export(&admin, &person, document).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"staff.csv\"",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text))
}

/// Reads a list (`text/csv` with the columns user_id, name, unit, post, from, to) and says line by
/// line what it would enter. Nothing is entered yet. Who registers nobody brings no list.
#[utoipa::path(
    post,
    path = "/api/v1/staff-lists/preview",
    operation_id = "staff_lists_preview",
    tag = "posts",
    params(StaffQuery),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = StaffPreview),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_in_matrix`: registers nobody; `not_allowed`: not at this terminal"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: no such document"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`body_too_large`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`staff_list_unreadable`"),
    )
)]
pub async fn preview(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<StaffQuery>,
    body: RawBody,
) -> Result<Json<StaffPreview>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let document = query.document.as_deref().unwrap_or("VR");
    staff::authorise(&admin, &person, document).await?;
    let text = body.whole(STAFF_LIST_BYTES, FILE_PACE).await?;
    let text = std::str::from_utf8(&text).map_err(|_| body_unreadable())?;
    Ok(Json(staff::look_at(&admin, &person, document, text).await?))
}

/// Enters the good lines of a list exactly as they were looked at, or nothing.
#[utoipa::path(
    post,
    path = "/api/v1/staff-lists",
    operation_id = "staff_lists_apply",
    tag = "posts",
    request_body = ApplyStaffList,
    responses(
        (status = 201, body = StaffApplied),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: no such list, or it waited too long"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`list_changed`, `post_held`"),
    )
)]
pub async fn apply(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<ApplyStaffList>,
) -> Result<(StatusCode, Json<StaffApplied>), Refused> {
    let entered = staff::apply(&admin, &person, &body.token).await?;
    Ok((StatusCode::CREATED, Json(StaffApplied { entered })))
}
