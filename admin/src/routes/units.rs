//! `GET /api/v1/units`, and the documents by which a unit works

use std::collections::BTreeSet;

use admin_core::post::unit::UnitKind;
use axum::{Json, extract::State};
use protocol::{
    admin::unit::{SwitchDocument, UnitDocuments, UnitList, UnitView},
    id::UnitId,
    refusal::Problem,
};

use crate::{
    Admin, documents,
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    signed_in::SignedIn,
    trail::Action,
    units::Units,
};

/// The units that the person may know of: the police all units of the police, a town its groups, a
/// group itself and its town. By their kind, and headquarters as the country lists them.
#[utoipa::path(
    get,
    path = "/api/v1/units",
    operation_id = "units_list",
    tag = "posts",
    responses(
        (status = 200, body = UnitList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(State(admin): State<Admin>, person: SignedIn) -> Result<Json<UnitList>, Refused> {
    let units = admin.units().await?;
    let known = known_to(&person, &units);
    let views: Vec<UnitView> = units
        .in_order(admin.rules().headquarters())
        .into_iter()
        .filter(|unit| known.contains(&unit.id))
        .map(|unit| units.view(unit))
        .collect();
    Ok(Json(UnitList { units: views }))
}

/// The documents that concern a unit, and by which of them it works (O-32).
#[utoipa::path(
    get,
    path = "/api/v1/units/{id}/documents",
    operation_id = "units_documents",
    tag = "posts",
    params(("id" = UnitId, Path)),
    responses(
        (status = 200, body = UnitDocuments),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for a unit of others"),
    )
)]
pub async fn documents(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<UnitId>,
) -> Result<Json<UnitDocuments>, Refused> {
    let units = admin.units().await?;
    known(&admin, &person, &units, id).await?;
    // By what rules a neighbour works is the neighbour's own affair.
    if !units.same_headquarters(id, person.unit) && !units.is_within(id, person.unit) {
        let refused = not_found_problem();
        return Err(admin
            .refuse(&person, Action::SwitchDocument, refused)
            .await?);
    }
    of(&admin, &person, &units, id).await
}

/// Switches a document on or off for a unit and the units below it. What runs goes on.
#[utoipa::path(
    post,
    path = "/api/v1/units/{id}/documents",
    operation_id = "units_switch_document",
    tag = "posts",
    params(("id" = UnitId, Path)),
    request_body = SwitchDocument,
    responses(
        (status = 200, body = UnitDocuments),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: no such unit, or a document of others"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`document_everywhere`, `changed_meanwhile`"),
    )
)]
pub async fn switch_document(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<UnitId>,
    JsonBody(body): JsonBody<SwitchDocument>,
) -> Result<Json<UnitDocuments>, Refused> {
    let units = admin.units().await?;
    known(&admin, &person, &units, id).await?;
    let unit = units.get(id).ok_or_else(not_found_problem)?;
    documents::switch(&admin, &person, unit, &body).await?;
    of(&admin, &person, &units, id).await
}

async fn of(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    id: UnitId,
) -> Result<Json<UnitDocuments>, Refused> {
    let unit = units.get(id).ok_or_else(not_found_problem)?;
    let documents = documents::of_unit(admin, person, units, unit).await?;
    Ok(Json(UnitDocuments { documents }))
}

async fn known(admin: &Admin, person: &SignedIn, units: &Units, id: UnitId) -> Result<(), Refused> {
    if known_to(person, units).contains(&id) {
        return Ok(());
    }
    let refused = not_found_problem();
    Err(admin
        .refuse(person, Action::SwitchDocument, refused)
        .await?)
}

fn known_to(person: &SignedIn, units: &Units) -> BTreeSet<UnitId> {
    let mut known = BTreeSet::new();
    for held in &person.posts {
        let own = held.post.unit;
        let is_civil = units.get(own).is_some_and(|unit| unit.kind.is_civil());
        let fits = |id: UnitId, kind: UnitKind| match is_civil {
            true => units.is_within(id, own) || units.is_within(own, id),
            false => !kind.is_civil(),
        };
        let fitting = units.all().filter(|unit| fits(unit.id, unit.kind));
        known.extend(fitting.map(|unit| unit.id));
    }
    known
}
