//! `GET /api/v1/system-state`

use axum::{Json, extract::State};
use protocol::{refusal::Problem, system::SystemState};

use crate::{Admin, problem::Refused, signed_in::SignedIn};

/// Whether the system runs, and the next stop that was announced.
#[utoipa::path(
    get,
    path = "/api/v1/system-state",
    operation_id = "system_state",
    tag = "people",
    responses(
        (status = 200, body = SystemState),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn state(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<SystemState>, Refused> {
    // A document that stands apart is not stopped with 110 video reporting.
    let concerned = person.posts.iter().any(|held| held.post.document == "VR");
    Ok(Json(SystemState {
        server_ms: admin.now(),
        suspension: if concerned {
            admin.suspension_view().await?
        } else {
            None
        },
    }))
}
