//! `GET /api/v1/persons`

use axum::{
    Json,
    extract::{Query, State},
};
use protocol::{admin::person::PersonList, refusal::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{Admin, persons, problem::Refused, signed_in::SignedIn};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PersonsQuery {
    /// A part of a name or of a user id.
    query: String,
}

/// People who hold a post today in a unit that the person knows, at most 50.
#[utoipa::path(
    get,
    path = "/api/v1/persons",
    tag = "posts",
    params(PersonsQuery),
    responses(
        (status = 200, body = PersonList),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn find(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<PersonsQuery>,
) -> Result<Json<PersonList>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let units = admin.units().await?;
    let persons = persons::find(&admin, &person, &units, &query.query).await?;
    Ok(Json(PersonList { persons }))
}
