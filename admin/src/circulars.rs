//! Circulars [通達]: sent to units, with a receipt of each that has read it (VR-0.3).

use std::collections::{BTreeMap, BTreeSet};

use admin_core::authority::Matter;
use http::StatusCode;
use protocol::{
    admin::circular::{CircularView, Receipt, SendCircular},
    id::{AccountId, CircularId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use crate::{
    Admin, accounts,
    limits::{CIRCULAR_BODY_CHARS, CIRCULAR_TITLE_CHARS, CIRCULARS_LISTED},
    own,
    posts::list::name_of,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::{circular, circular_receipt},
    trail::{self, Action, Subject},
    units::Units,
};

/// Sends a circular to units.
pub async fn send(
    admin: &Admin,
    person: &SignedIn,
    body: SendCircular,
) -> Result<CircularView, Refused> {
    let person = &admin.authorise(person, Action::SendCircular).await?;
    let units = admin.units().await?;
    let fits = |text: &str, chars: usize| {
        let stray = |c: char| c.is_control() && c != '\n';
        !text.trim().is_empty() && text.chars().count() <= chars && !text.contains(stray)
    };
    let to: BTreeSet<_> = body.units.iter().copied().collect();
    let known = !to.is_empty() && to.iter().all(|unit| units.get(*unit).is_some());
    let usable =
        known && fits(&body.title, CIRCULAR_TITLE_CHARS) && fits(&body.body, CIRCULAR_BODY_CHARS);
    if !usable {
        let refused = unusable();
        return Err(admin.refuse(person, Action::SendCircular, refused).await?);
    }
    for unit in &to {
        let matter = Matter {
            unit: *unit,
            ..own(person)
        };
        admin
            .authorise_on(person, Action::SendCircular, &matter)
            .await?;
    }
    let (now, id) = (admin.now(), CircularId::new(admin.now(), random::id()));
    let act = person
        .act(now, Action::SendCircular)
        .about(Subject::Circular(id))
        .about(Subject::Count(to.len() as u64))
        .clause("VR-0.3");
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let row = circular::ActiveModel {
                id: Set(id.0),
                unit: Set(person.unit.0),
                account: Set(person.account.0),
                title: Set(body.title.clone()),
                body: Set(body.body.clone()),
                at_ms: Set(now.0),
            };
            circular::Entity::insert(row)
                .exec_without_returning(txn)
                .await?;
            let receipts = to.iter().map(|unit| circular_receipt::ActiveModel {
                circular: Set(id.0),
                unit: Set(unit.0),
                read_ms: Set(None),
                read_by: Set(None),
            });
            circular_receipt::Entity::insert_many(receipts)
                .exec_without_returning(txn)
                .await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    let sent = views(admin, person, &units, Some(id)).await?;
    sent.into_iter().next().ok_or_else(not_found_problem)
}

/// The newest circulars to or from the person's units.
pub async fn list(admin: &Admin, person: &SignedIn) -> Result<Vec<CircularView>, Refused> {
    let units = admin.units().await?;
    views(admin, person, &units, None).await
}

/// The person has read a circular for the own units; the first reader of a unit is its receipt.
pub async fn read(admin: &Admin, person: &SignedIn, id: CircularId) -> Result<(), Refused> {
    let now = admin.now();
    let units = admin.units().await?;
    let own: Vec<_> = own_units(person)
        .into_iter()
        .filter(|unit| {
            let matter = Matter {
                unit: *unit,
                owner: None,
                kind: "",
                state: "",
            };
            let action = Action::ReadCircular.code();
            admin.may(person, action, &matter, &units).is_ok()
        })
        .map(|unit| unit.0)
        .collect();
    let act = person
        .act(now, Action::ReadCircular)
        .about(Subject::Circular(id))
        .clause("VR-0.3");
    let sent = circular_receipt::Entity::find()
        .filter(circular_receipt::Column::Circular.eq(id.0))
        .filter(circular_receipt::Column::Unit.is_in(own.clone()))
        .one(&**admin.db())
        .await?;
    if sent.is_none() {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    }
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let read = circular_receipt::Entity::update_many()
                .col_expr(circular_receipt::Column::ReadMs, Expr::value(now.0))
                .col_expr(
                    circular_receipt::Column::ReadBy,
                    Expr::value(person.account.0),
                )
                .filter(circular_receipt::Column::Circular.eq(id.0))
                .filter(circular_receipt::Column::Unit.is_in(own))
                .filter(circular_receipt::Column::ReadMs.is_null())
                .exec(txn)
                .await?;
            if read.rows_affected > 0 {
                trail::append(txn, &act).await?;
            }
            Ok::<_, Refused>(())
        })
        .await
}

async fn views(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    only: Option<CircularId>,
) -> Result<Vec<CircularView>, Refused> {
    let db = &**admin.db();
    let own: Vec<_> = own_units(person).iter().map(|unit| unit.0).collect();
    let received: Vec<Uuid> = circular_receipt::Entity::find()
        .filter(circular_receipt::Column::Unit.is_in(own.clone()))
        .select_only()
        .column(circular_receipt::Column::Circular)
        .order_by_desc(circular_receipt::Column::Circular)
        .limit(CIRCULARS_LISTED)
        .into_tuple()
        .all(db)
        .await?;
    let mut found = circular::Entity::find().filter(
        Condition::any()
            .add(circular::Column::Id.is_in(received))
            .add(circular::Column::Unit.is_in(own.clone())),
    );
    if let Some(id) = only {
        found = found.filter(circular::Column::Id.eq(id.0));
    }
    let rows = found
        .order_by_desc(circular::Column::Id)
        .limit(CIRCULARS_LISTED)
        .all(db)
        .await?;
    let receipts = circular_receipt::Entity::find()
        .filter(circular_receipt::Column::Circular.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let readers = receipts.iter().filter_map(|row| row.read_by.map(AccountId));
    let names = accounts::names(db, readers).await?;
    let mut by_circular: BTreeMap<Uuid, Vec<circular_receipt::Model>> = BTreeMap::new();
    for receipt in receipts {
        by_circular
            .entry(receipt.circular)
            .or_default()
            .push(receipt);
    }
    let receipt = |row: &circular_receipt::Model| Receipt {
        unit: UnitId(row.unit),
        unit_name: units.name(UnitId(row.unit)).to_owned(),
        read_at: row.read_ms.map(UnixMs),
        read_by: row.read_by.map(|id| name_of(&names, AccountId(id))),
    };
    let view = |row: circular::Model| {
        let sent_it = own.contains(&row.unit);
        let receipts = by_circular.get(&row.id).into_iter().flatten();
        let shown = receipts.filter(|receipt| sent_it || own.contains(&receipt.unit));
        CircularView {
            id: CircularId(row.id),
            receipts: shown.map(receipt).collect(),
            title: row.title,
            body: row.body,
            from_unit: UnitId(row.unit),
            from_unit_name: units.name(UnitId(row.unit)).to_owned(),
            at: UnixMs(row.at_ms),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

fn own_units(person: &SignedIn) -> BTreeSet<UnitId> {
    person.posts.iter().map(|held| held.post.unit).collect()
}

fn unusable() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "circular_unusable",
        "通達には、件名、本文及び送付先の所属が必要です。",
        "A circular needs a title, a text and units to go to.",
    )
    .clause("VR-0.3")
}
