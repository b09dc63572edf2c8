//! `/api/v1/public/announcements`: what units announce, for everybody.

use axum::{Json, extract::State};
use protocol::{
    admin::announcement::{AnnouncementList, AnnouncerList},
    refusal::Problem,
};

use crate::{
    Admin, announcements,
    problem::{Refused, UrlPath},
};

/// The units that announce something, by document.
#[utoipa::path(
    get,
    path = "/api/v1/public/announcements",
    operation_id = "announcements_list",
    tag = "public",
    responses((status = 200, body = AnnouncerList))
)]
pub async fn list(State(admin): State<Admin>) -> Result<Json<AnnouncerList>, Refused> {
    Ok(Json(announcements::list(&admin).await?))
}

/// What one unit announces, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/public/announcements/{document}/{unit}",
    operation_id = "announcements_read",
    tag = "public",
    params(("document" = String, Path), ("unit" = String, Path, description = "Its code.")),
    responses(
        (status = 200, body = AnnouncementList),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: nothing is announced"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    UrlPath((document, unit)): UrlPath<(String, String)>,
) -> Result<Json<AnnouncementList>, Refused> {
    let found = announcements::find(&admin, &document, &unit).await?;
    Ok(Json(found))
}
