//! `GET /api/v1/figures/{document}`

use admin_core::authority::Matter;
use axum::{
    Json,
    extract::{Query, State},
};
use protocol::{admin::announcement::FigureList, id::UnitId, refusal::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{QueryParams, not_understood};
use crate::{
    Admin,
    authorise::own,
    figures,
    problem::{Refused, UrlPath},
    signed_in::SignedIn,
    trail::Action,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// That of the person's post in the document when it is left out.
    unit: Option<UnitId>,
}

/// The figures of a unit and of those under it.
#[utoipa::path(
    get,
    path = "/api/v1/figures/{document}",
    operation_id = "figures_list",
    tag = "figures",
    params(("document" = String, Path), FigureQuery),
    responses(
        (status = 200, body = FigureList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(document): UrlPath<String>,
    query: QueryParams<FigureQuery>,
) -> Result<Json<FigureList>, Refused> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let unit = query.unit;
    let unit = unit.unwrap_or_else(|| person.unit_in(&document));
    let matter = Matter {
        unit,
        kind: &document,
        ..own(&person)
    };
    let action = Action::ReadFigures;
    admin.authorise_on(&person, action, &matter).await?;
    match figures::list(&admin, &document, unit).await {
        Ok(list) => Ok(Json(list)),
        Err(refused) => Err(admin.refuse(&person, action, refused).await?),
    }
}
