//! `GET /api/v1/me`

use axum::{Json, extract::State};
use protocol::{person::Me, refusal::Problem};

use crate::{Admin, signed_in::SignedIn};

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
pub async fn me(State(admin): State<Admin>, person: SignedIn) -> Json<Me> {
    Json(person.me(admin.is_demo()))
}
