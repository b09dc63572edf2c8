//! What a console has to know before it draws.

use admin::{signed_in::SignedIn, trail::Action};
use axum::{Json, extract::State};
use protocol::{console::ConsoleConfiguration, refusal::Problem};

use crate::{Signaling, failure::Failure};

#[utoipa::path(
    get,
    path = "/api/v1/console/configuration",
    tag = "console",
    responses(
        (status = 200, body = ConsoleConfiguration),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn configuration(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<ConsoleConfiguration>, Failure> {
    let admin = signaling.admin();
    admin.authorise(&person, Action::ReadReports).await?;
    Ok(Json(ConsoleConfiguration {
        street_map: signaling.config().street_map.clone(),
        demo_outbox_path: signaling.admin().is_demo().then(|| "/outbox/".to_owned()),
    }))
}
