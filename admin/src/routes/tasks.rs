//! `GET /api/v1/tasks`, `POST /api/v1/notices/{id}/read`

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{admin::notice::TaskList, id::NoticeId, refusal::Problem};

use crate::{
    Admin, cases, deadlines, notices,
    problem::{Refused, UrlPath},
    signed_in::SignedIn,
};

/// What waits for the person: cases with a step to take, notices, duties with their dates.
#[utoipa::path(
    get,
    path = "/api/v1/tasks",
    operation_id = "tasks_list",
    tag = "cases",
    responses(
        (status = 200, body = TaskList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(State(admin): State<Admin>, person: SignedIn) -> Result<Json<TaskList>, Refused> {
    let (units, db) = (admin.units().await?, &**admin.db());
    Ok(Json(TaskList {
        tasks: cases::list::tasks(&admin, &person).await?,
        notices: notices::to(&admin, &person).await?,
        duties: deadlines::list::duties(db, &admin, &units, &person).await?,
    }))
}

/// The person has read a notice.
#[utoipa::path(
    post,
    path = "/api/v1/notices/{id}/read",
    operation_id = "tasks_read",
    tag = "cases",
    params(("id" = NoticeId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<NoticeId>,
) -> Result<StatusCode, Refused> {
    notices::read(&admin, &person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
