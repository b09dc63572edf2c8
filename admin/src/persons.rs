//! Finding people by a part of their name or user id, within what the person may know of.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::post::unit::UnitKind;
use protocol::{
    admin::person::PersonLine,
    id::{AccountId, UnitId},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LikeExpr},
};

use crate::{
    Admin,
    accounts::user_id_as_stored,
    limits::{PERSONS_FOUND, PERSONS_LOOKED_AT},
    signed_in::SignedIn,
    store::table::{account, post},
    units::Units,
};

/// Those who hold a post today in a unit that the person knows, by name.
pub async fn find(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    query: &str,
) -> Result<Vec<PersonLine>, DbErr> {
    let query = query.trim();
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let db = &**admin.db();
    let accounts = account::Entity::find()
        .filter(named(query))
        .filter(account::Column::RevokedMs.is_null())
        .order_by_asc(account::Column::Name)
        .limit(PERSONS_LOOKED_AT)
        .all(db)
        .await?;
    let within = known_units(person, units);
    let today = admin.today().to_string();
    let posts = post::Entity::find()
        .filter(post::Column::Account.is_in(accounts.iter().map(|row| row.id)))
        .filter(post::Column::Unit.is_in(within.iter().map(|unit| unit.0)))
        .filter(post::Column::FromDay.lte(today.as_str()))
        .all(db)
        .await?;
    let runs = |row: &post::Model| row.to_day.as_ref().is_none_or(|last| *last >= today);
    let held: BTreeMap<_, _> = posts
        .iter()
        .filter(|row| runs(row))
        .map(|row| (row.account, UnitId(row.unit)))
        .collect();
    let line = |row: account::Model| {
        let unit = held.get(&row.id)?;
        Some(PersonLine {
            id: AccountId(row.id),
            user_id: row.user_id,
            name: row.name,
            unit_name: units.name(*unit).to_owned(),
        })
    };
    Ok(accounts
        .into_iter()
        .filter_map(line)
        .take(PERSONS_FOUND)
        .collect())
}

fn named(query: &str) -> Condition {
    let mut literal = String::with_capacity(query.len());
    for character in query.chars() {
        if matches!(character, '%' | '_' | '!') {
            literal.push('!');
        }
        literal.push(character);
    }
    let like = |text: &str| LikeExpr::new(format!("%{text}%")).escape('!');
    Condition::any()
        .add(Expr::col(account::Column::Name).like(like(&literal)))
        .add(Expr::col(account::Column::UserId).like(like(&user_id_as_stored(&literal))))
}

/// The own headquarters or group; of the agency all police, of a town its groups.
fn known_units(person: &SignedIn, units: &Units) -> BTreeSet<UnitId> {
    let mut known = BTreeSet::new();
    for held in &person.posts {
        let own = held.post.unit;
        let Some(kind) = units.get(own).map(|unit| unit.kind) else {
            continue;
        };
        let fits = |id: UnitId, other: UnitKind| match kind {
            UnitKind::Npa | UnitKind::Regional => !other.is_civil(),
            UnitKind::City => units.is_within(id, own),
            _ => units.same_headquarters(own, id),
        };
        let fitting = units.all().filter(|unit| fits(unit.id, unit.kind));
        known.extend(fitting.map(|unit| unit.id));
    }
    known
}
