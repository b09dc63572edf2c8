//! `GET /api/v1/units`

use std::collections::BTreeSet;

use admin_core::post::unit::UnitKind;
use axum::{Json, extract::State};
use protocol::{
    admin::unit::{UnitList, UnitView},
    id::UnitId,
    refusal::Problem,
};

use crate::{Admin, problem::Refused, signed_in::SignedIn, units::Units};

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
