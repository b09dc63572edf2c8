//! `GET /api/v1/training/{document}/{workflow}`

use admin_core::authority::Matter;
use axum::{
    Json,
    extract::{Query, State},
};
use protocol::{admin::training::UntrainedList, id::UnitId, refusal::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{QueryParams, not_understood};
use crate::{
    Admin,
    authorise::own,
    problem::{Refused, UrlPath},
    signed_in::SignedIn,
    trail::Action,
    training,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrainingQuery {
    /// The own unit when it is left out.
    unit: Option<UnitId>,
}

/// Everybody in a post of the headquarters, those without a training that counts first (VR-10).
#[utoipa::path(
    get,
    path = "/api/v1/training/{document}/{workflow}",
    operation_id = "training_list",
    tag = "training",
    params(
        ("document" = String, Path),
        ("workflow" = String, Path, description = "The one that trains."),
        TrainingQuery,
    ),
    responses(
        (status = 200, body = UntrainedList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: the document has no such workflow"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath((document, workflow)): UrlPath<(String, String)>,
    query: QueryParams<TrainingQuery>,
) -> Result<Json<UntrainedList>, Refused> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let unit = query.unit.unwrap_or(person.unit);
    let matter = Matter {
        unit,
        ..own(&person)
    };
    let action = Action::ReadTraining;
    admin
        .authorise_in(&document, &person, action, &matter)
        .await?;
    match training::list(&admin, &document, &workflow, unit).await {
        Ok(list) => Ok(Json(list)),
        Err(refused) => Err(admin.refuse(&person, action, refused).await?),
    }
}
