//! `/api/v1/rulebooks`: the documents as data, and what may be set on top of them.

use admin_core::{authority::Matter, rulebook::library::Standing};
use axum::{
    Json,
    extract::{Query, State},
};
use http::StatusCode;
use protocol::{
    admin::rulebook::{RulebookList, RulebookView, Settings, SettingsMade},
    refusal::Problem,
    time::Day,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin,
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    rulebooks::{set, view},
    signed_in::SignedIn,
};

/// Every version of every document, with its validity.
#[utoipa::path(
    get,
    path = "/api/v1/rulebooks",
    operation_id = "rulebooks_list",
    tag = "rulebooks",
    responses(
        (status = 200, body = RulebookList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<RulebookList>, Refused> {
    let today = admin.today();
    let mut rulebooks = Vec::new();
    for rulebook in admin.rules().library().all() {
        let document = &rulebook.document;
        let standing = admin.rules().library().standing(rulebook, today);
        // What is in force is told with what was set on top of it.
        if standing == Standing::InForce {
            let layered = admin
                .rulebook(&**admin.db(), &document.code, person.unit)
                .await?;
            rulebooks.push(view::head(&layered, today, standing));
        } else {
            rulebooks.push(view::head(rulebook, today, standing));
        }
    }
    Ok(Json(RulebookList { rulebooks }))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnQuery {
    /// The version in force on this day; today when it is left out.
    on: Option<Day>,
}

/// One document as it is in force on a day for the person's unit.
#[utoipa::path(
    get,
    path = "/api/v1/rulebooks/{document}",
    operation_id = "rulebooks_read",
    tag = "rulebooks",
    params(("document" = String, Path, description = "for example `VR`"), OnQuery),
    responses(
        (status = 200, body = RulebookView),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: no version was in force"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(document): UrlPath<String>,
    query: QueryParams<OnQuery>,
) -> Result<Json<RulebookView>, Refused> {
    let (units, today) = (admin.units().await?, admin.today());
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let on = query.on.map_or(today, |day| day.0);
    let unit = person.unit_in(&document);
    let db = &**admin.db();
    let rulebook = admin.rules().in_force(db, &units, &document, unit, on);
    let rulebook = rulebook.await?.ok_or_else(not_found_problem)?;
    let standing = admin.rules().library().standing(&rulebook, today);
    let asked = Matter {
        unit,
        owner: None,
        kind: "",
        state: "",
    };
    let may_set = |action: &str| {
        let may = admin.may_in(&document, &person, action, &asked, &units);
        may.is_ok()
    };
    let proofs = admin.rules().proofs();
    Ok(Json(view::rulebook(
        &rulebook, &units, today, standing, proofs, &may_set,
    )))
}

/// Sets figures, switches and texts from a day on, by who may.
#[utoipa::path(
    post,
    path = "/api/v1/rulebooks/{document}/settings",
    operation_id = "rulebooks_set_values",
    tag = "rulebooks",
    params(("document" = String, Path)),
    request_body = Settings,
    responses(
        (status = 201, body = SettingsMade),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, `level_too_low`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`only_narrower`, `changed_meanwhile`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`setting_unusable`, `value_unfit`"),
    )
)]
pub async fn set_values(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(document): UrlPath<String>,
    JsonBody(body): JsonBody<Settings>,
) -> Result<(StatusCode, Json<SettingsMade>), Refused> {
    let rulebook = set::set(&admin, &person, &document, body).await?;
    let today = admin.today();
    let mut layers = rulebook.layers.iter();
    let standing = match layers.all(|layer| layer.valid_from <= today) {
        true => Standing::InForce,
        false => Standing::NotYet,
    };
    let made = SettingsMade {
        head: view::head(&rulebook, today, standing),
        at: admin.now(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}
