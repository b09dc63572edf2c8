//! `/api/v1/ledgers`, `/api/v1/assets`: things and what was done to them.

use std::sync::Arc;

use admin_core::{
    asset::{Act, Around, Asset, Incident, NewAsset, Order, Place},
    authority::Matter,
    rulebook::{Rulebook, ledgers::Ledger, workflow::Event},
};
use axum::{
    Json,
    extract::{Query, State},
};
use http::StatusCode;
use protocol::{
    admin::ledger::{AssetPage, AssetView, DoToAsset, LedgerList, TakeIn},
    id::{AccountId, AssetId, UnitId},
    refusal::Problem,
};
use sea_orm::{DatabaseTransaction, EntityTrait};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin,
    cases::by_event,
    ledgers::{self, Known, list},
    posts,
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::asset,
    trail::{Action, Subject},
    units::Units,
};

/// The ledgers that the person reads or keeps.
#[utoipa::path(
    get,
    path = "/api/v1/ledgers",
    operation_id = "ledgers_kinds",
    tag = "ledgers",
    responses(
        (status = 200, body = LedgerList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn kinds(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<LedgerList>, Refused> {
    let units = admin.units().await?;
    let ledgers = list::kinds(&admin, &person, &units);
    Ok(Json(LedgerList { ledgers }))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// Of this unit only.
    unit: Option<UnitId>,
    /// Of this class only.
    class: Option<String>,
    /// Whose attribute of this name has the value.
    attribute: Option<String>,
    value: Option<String>,
    /// Things that were taken in before this one.
    before: Option<AssetId>,
    /// Whose number or one of whose attributes holds these words.
    words: Option<String>,
}

/// Things of one kind, newest first, at most 100.
#[utoipa::path(
    get,
    path = "/api/v1/ledgers/{document}/{kind}",
    operation_id = "ledgers_read",
    tag = "ledgers",
    params(("document" = String, Path), ("kind" = String, Path), LedgerQuery),
    responses(
        (status = 200, body = AssetPage),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for a ledger of others"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath((document, kind)): UrlPath<(String, String)>,
    query: QueryParams<LedgerQuery>,
) -> Result<Json<AssetPage>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let units = admin.units().await?;
    let found = found(&admin, &document, &kind);
    let within = found.as_ref().map(|found| {
        let ids = units.all().map(|unit| unit.id);
        let asked = ids.filter(|unit| query.unit.is_none_or(|asked| asked == *unit));
        asked
            .filter(|unit| reads(&admin, &person, &units, found, *unit))
            .collect::<Vec<_>>()
    });
    let (Some(found), Some(within)) = (found, within.filter(|within| !within.is_empty())) else {
        let refused = not_found_problem();
        return Err(admin.refuse(&person, Action::ReadLedger, refused).await?);
    };
    let ledger = found.ledger();
    let words = query.words.as_deref().map(str::trim).unwrap_or_default();
    let asked = list::Asked {
        within: &within,
        class: query.class.as_deref(),
        attribute: query.attribute.as_deref().zip(query.value.as_deref()),
        before: query.before,
        words,
    };
    let page = list::page(&admin, &units, &found.0, ledger, asked);
    Ok(Json(page.await?))
}

/// Takes a thing into the ledger of a unit.
#[utoipa::path(
    post,
    path = "/api/v1/ledgers/{document}/{kind}",
    operation_id = "ledgers_take_in",
    tag = "ledgers",
    params(("document" = String, Path), ("kind" = String, Path)),
    request_body = TakeIn,
    responses(
        (status = 201, body = AssetView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "what the table of the ledger refuses"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`value_unknown`"),
    )
)]
pub async fn take_in(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath((document, kind)): UrlPath<(String, String)>,
    JsonBody(body): JsonBody<TakeIn>,
) -> Result<(StatusCode, Json<AssetView>), Refused> {
    let units = admin.units().await?;
    let unit = body.unit.unwrap_or_else(|| person.unit_in(&document));
    let found = found(&admin, &document, &kind).filter(|_| units.get(unit).is_some());
    let Some(found) = found else {
        let refused = not_found_problem();
        return Err(admin.refuse(&person, Action::KeepLedger, refused).await?);
    };
    keeps(&admin, &person, &found, unit).await?;
    let (id, now) = (AssetId::new(admin.now(), random::id()), admin.now());
    let new = NewAsset {
        id,
        number: body.number,
        unit,
        parent: None,
        class: body.class,
        attributes: body.attributes,
    };
    let order = Order {
        quantity: body.quantity.unwrap_or(1),
        confirmed_by: body.confirmed_by,
        place: body.place.map(|place| Place {
            name: place.name,
            lockable: place.lockable,
        }),
        ..Order::new(Act::In, person.account)
    };
    beside(&admin, &person, &units, unit, [body.confirmed_by, None]).await?;
    let around = around(&admin, &found, &units, unit).await?;
    let rulebook = found.0.document.version.clone();
    let known = Known {
        approved: &[],
        rulebook: &rulebook,
        around: &around,
    };
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &person).await?;
            let kind = &found.ledger().kind;
            ledgers::register(txn, kind, new, &order, known, now).await?;
            Ok::<_, Refused>(())
        })
        .await;
    if let Err(refused) = done {
        return Err(admin.refuse(&person, Action::KeepLedger, refused).await?);
    }
    Ok((
        StatusCode::CREATED,
        view(&admin, &person, &units, id).await?,
    ))
}

/// One thing with its entries and deadlines.
#[utoipa::path(
    get,
    path = "/api/v1/assets/{id}",
    operation_id = "ledgers_asset",
    tag = "ledgers",
    params(("id" = AssetId, Path)),
    responses(
        (status = 200, body = AssetView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for a thing of others"),
    )
)]
pub async fn asset(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
) -> Result<Json<AssetView>, Refused> {
    let units = admin.units().await?;
    match view(&admin, &person, &units, id).await {
        Err(refused) if refused.status() == StatusCode::NOT_FOUND => {
            let act = person
                .act(admin.now(), Action::ReadLedger)
                .about(Subject::Asset(id));
            Err(admin.remember_refusal(act, refused).await?)
        }
        shown => shown,
    }
}

/// Does something to a thing.
#[utoipa::path(
    post,
    path = "/api/v1/assets/{id}/acts",
    operation_id = "ledgers_act",
    tag = "ledgers",
    params(("id" = AssetId, Path)),
    request_body = DoToAsset,
    responses(
        (status = 200, body = AssetView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "what the table of the ledger refuses, `asset_changed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`act_unknown`, `value_unknown`"),
    )
)]
pub async fn act(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
    JsonBody(body): JsonBody<DoToAsset>,
) -> Result<Json<AssetView>, Refused> {
    let (units, now) = (admin.units().await?, admin.now());
    let told = person
        .act(now, Action::KeepLedger)
        .about(Subject::Asset(id));
    let thing = asset::Entity::find_by_id(id.0).one(&**admin.db()).await?;
    let found = thing.as_ref().and_then(|thing| {
        let found = of_thing(&admin, thing)?;
        reads(&admin, &person, &units, &found, UnitId(thing.unit)).then_some(found)
    });
    let (Some(thing), Some(found)) = (thing, found) else {
        return Err(admin.remember_refusal(told, not_found_problem()).await?);
    };
    let unit = UnitId(thing.unit);
    keeps(&admin, &person, &found, unit).await?;
    let Some(act) = Act::of(&body.act) else {
        let refused = act_unknown().clause(&found.ledger().kind.clause);
        return Err(admin.remember_refusal(told, refused).await?);
    };
    let named = [body.confirmed_by, body.witness];
    beside(&admin, &person, &units, unit, named).await?;
    let around = around(&admin, &found, &units, unit).await?;
    let order = Order {
        act,
        quantity: body.quantity.unwrap_or(1),
        by: person.account,
        confirmed_by: body.confirmed_by,
        witness: body.witness,
        method: body.method,
        place: body.place.map(|place| Place {
            name: place.name,
            lockable: place.lockable,
        }),
        due_back: body.due_back,
        case: None,
        keeper: None,
        remarks: body.remarks,
        unharmed: body.unharmed.unwrap_or_default(),
    };
    let rulebook = found.0.document.version.clone();
    let known = Known {
        approved: &[],
        rulebook: &rulebook,
        around: &around,
    };
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &person).await?;
            let kind = &found.ledger().kind;
            let done = ledgers::act(txn, kind, id, &order, known, now).await?;
            if let Some(incident) = kind.incident.as_ref().filter(|_| done.incident) {
                begin_incident(txn, &admin, &found, incident, &done.asset).await?;
            }
            Ok::<_, Refused>(())
        })
        .await;
    match done {
        Ok(()) => view(&admin, &person, &units, id).await,
        Err(refused) => Err(admin.remember_refusal(told, refused).await?),
    }
}

/// A ledger and the document that has it.
struct Found(Arc<Rulebook>, String);

impl Found {
    fn ledger(&self) -> &Ledger {
        &self.0.ledgers[&self.1]
    }
}

fn found(admin: &Admin, document: &str, kind: &str) -> Option<Found> {
    let rulebook = admin.rules().document_on(document, admin.today())?;
    let known = rulebook.ledgers.contains_key(kind);
    known.then(|| Found(rulebook.clone(), kind.to_owned()))
}

/// What a loss begins, about the thing.
async fn begin_incident(
    txn: &DatabaseTransaction,
    admin: &Admin,
    found: &Found,
    incident: &Incident,
    thing: &Asset,
) -> Result<(), Refused> {
    let rulebook = admin
        .rulebook(txn, &found.0.document.code, thing.unit)
        .await?;
    let id = serde_json::to_value(thing.id).map_err(Refused::internal)?;
    let values = [(incident.field.clone(), id)].into();
    let workflow = (&*rulebook, incident.workflow.as_str());
    by_event::begin(txn, admin, workflow, thing.unit, (Event::Told, &values))
        .await
        .map(drop)
}

/// What the tables of the document ask about a unit, with what was set on top of it.
async fn around(
    admin: &Admin,
    found: &Found,
    units: &Units,
    unit: UnitId,
) -> Result<Around, Refused> {
    let (db, code) = (&**admin.db(), &found.0.document.code);
    let rulebook = admin.rulebook(db, code, unit).await?;
    Ok(ledgers::around(db, &rulebook, units, unit, admin.today()).await?)
}

/// The ledger of a thing: two documents may have one of the same name.
fn of_thing(admin: &Admin, thing: &asset::Model) -> Option<Found> {
    if !thing.document.is_empty() {
        return found(admin, &thing.document, &thing.kind);
    }
    let mut rulebooks = admin.rules().on(admin.today());
    let rulebook = rulebooks.find(|rulebook| rulebook.ledgers.contains_key(&thing.kind))?;
    Some(Found(rulebook.clone(), thing.kind.clone()))
}

fn reads(admin: &Admin, person: &SignedIn, units: &Units, found: &Found, unit: UnitId) -> bool {
    let may = |action| list::may(admin, person, units, &found.0, &found.1, unit, action);
    may(Action::ReadLedger) || may(Action::KeepLedger)
}

/// Asks the document whose ledger it is, and no other (O-32).
async fn keeps(
    admin: &Admin,
    person: &SignedIn,
    found: &Found,
    unit: UnitId,
) -> Result<SignedIn, Refused> {
    let matter = Matter {
        unit,
        owner: None,
        kind: &found.1,
        state: "",
    };
    let document = &found.0.document.code;
    admin
        .authorise_in(document, person, Action::KeepLedger, &matter)
        .await
}

/// Who confirms or stands by has to be somebody of the same headquarters or group.
async fn beside(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    unit: UnitId,
    named: [Option<AccountId>; 2],
) -> Result<(), Refused> {
    for other in named.into_iter().flatten() {
        let held = posts::held_by(&**admin.db(), other, admin.today()).await?;
        let mut held = held.iter().map(|held| held.post.unit);
        if !held.any(|own| units.same_headquarters(own, unit)) {
            let refused = person_unknown();
            return Err(admin.refuse(person, Action::KeepLedger, refused).await?);
        }
    }
    Ok(())
}

async fn view(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    id: AssetId,
) -> Result<Json<AssetView>, Refused> {
    let db = &**admin.db();
    let row = asset::Entity::find_by_id(id.0).one(db).await?;
    let row = row.ok_or_else(not_found_problem)?;
    let unit = UnitId(row.unit);
    let found = of_thing(admin, &row).filter(|found| reads(admin, person, units, found, unit));
    let found = found.ok_or_else(not_found_problem)?;
    let keeps = list::may(
        admin,
        person,
        units,
        &found.0,
        &found.1,
        unit,
        Action::KeepLedger,
    );
    let ledger = (&*found.0, found.ledger());
    let view = list::asset(db, admin, units, ledger, row, keeps).await?;
    Ok(Json(view))
}

fn act_unknown() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "act_unknown",
        "この操作は管理簿にありません。",
        "A ledger has no such act.",
    )
    .field("act")
}

fn person_unknown() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "value_unknown",
        "確認者又は立会人が、この所属に見つかりません。",
        "Who confirms or witnesses is not known in this unit.",
    )
    .clause("WC-4.1")
    .field("confirmed_by")
}
