//! `/api/v1/access-reviews`

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    admin::review::{AnswerReview, ReviewList},
    id::DeadlineId,
    refusal::Problem,
};

use crate::{
    Admin,
    problem::{JsonBody, Refused, UrlPath},
    reviews,
    signed_in::SignedIn,
};

/// The reviews of credentials that the person's posts have to do, due first.
#[utoipa::path(
    get,
    path = "/api/v1/access-reviews",
    operation_id = "reviews_list",
    tag = "posts",
    responses(
        (status = 200, body = ReviewList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<ReviewList>, Refused> {
    let reviews = reviews::of(&admin, &person).await?;
    Ok(Json(ReviewList { reviews }))
}

/// Keeps a post, or takes it away.
#[utoipa::path(
    post,
    path = "/api/v1/access-reviews/{id}/answers",
    operation_id = "reviews_answer",
    tag = "posts",
    params(("id" = DeadlineId, Path)),
    request_body = AnswerReview,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`decided_already`"),
    )
)]
pub async fn answer(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<DeadlineId>,
    JsonBody(body): JsonBody<AnswerReview>,
) -> Result<StatusCode, Refused> {
    reviews::answer(&admin, &person, id, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
