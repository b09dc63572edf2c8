//! What people read for an id: the name of a person or unit, the number of a case or thing. Trails
//! and deadlines hold ids alone; the names stand beside them only while somebody looks.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::trail::SubjectCode;
use protocol::id::{AccountId, UnitId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};

use crate::{
    accounts,
    store::table::{asset, post, rulebook_case},
    units::Units,
};

/// The names of subjects such as `account:` and an id, by their codes. What has no name is left
/// out.
pub async fn of_subjects(
    db: &impl ConnectionTrait,
    units: &Units,
    subjects: BTreeSet<SubjectCode>,
) -> Result<BTreeMap<String, String>, DbErr> {
    let ids = |kind: &str| -> BTreeSet<Uuid> {
        let own = subjects.iter();
        own.filter_map(|subject| subject.value_of(kind)).collect()
    };
    let mut names = BTreeMap::new();
    let mut add = |kind: &str, id: Uuid, name: String| {
        names.insert(format!("{kind}:{id}"), name);
    };
    for unit in ids("unit") {
        let name = units.name(UnitId(unit));
        if !name.is_empty() {
            add("unit", unit, name.to_owned());
        }
    }
    for (id, person) in people(db, ids("account")).await? {
        add("account", id, person);
    }
    for (id, number) in case_numbers(db, ids("case")).await? {
        add("case", id, number);
    }
    for (id, number) in asset_numbers(db, ids("asset")).await? {
        add("asset", id, number);
    }
    let holders = holders(db, ids("post")).await?;
    // Sets, not iterators: what lives across an await has to be Send for every lifetime.
    let persons: BTreeSet<Uuid> = holders.iter().map(|(_, holder)| *holder).collect();
    let people = people(db, persons).await?;
    for (id, holder) in holders {
        if let Some(name) = people.get(&holder) {
            add("post", id, name.clone());
        }
    }
    Ok(names)
}

/// The subjects among some codes.
pub fn subjects<'a>(codes: impl IntoIterator<Item = &'a str>) -> BTreeSet<SubjectCode> {
    let codes = codes.into_iter();
    codes.filter_map(|code| code.parse().ok()).collect()
}

async fn people(
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let ids: BTreeSet<_> = ids.into_iter().map(AccountId).collect();
    let found = accounts::names(db, ids).await?;
    Ok(found
        .into_iter()
        .map(|(id, person)| (id.0, person.name))
        .collect())
}

async fn case_numbers(
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    use rulebook_case::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    rulebook_case::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Number)
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await
}

async fn asset_numbers(
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    use asset::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    asset::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Number)
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await
}

/// Who holds each post.
async fn holders(
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    use post::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    post::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Account)
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await
}
