//! What people read for an id: the name of a person or unit, the number of a case or thing. Trails
//! and deadlines hold ids alone; the names stand beside them only while somebody looks.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::trail::SubjectCode;
use protocol::id::{AccountId, UnitId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, TryGetableMany,
    prelude::Uuid,
};

use crate::{
    accounts,
    store::table::{asset, keeper, post, rulebook_case, terminal},
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
    for (id, name) in pairs::<keeper::Entity, _>(db, KEEPER, ids("keeper")).await? {
        add("keeper", id, name);
    }
    for (id, number) in pairs::<rulebook_case::Entity, _>(db, CASE, ids("case")).await? {
        add("case", id, number);
    }
    for (id, number) in pairs::<asset::Entity, _>(db, ASSET, ids("asset")).await? {
        add("asset", id, number);
    }
    for (id, name) in pairs::<terminal::Entity, _>(db, TERMINAL, ids("terminal")).await? {
        add("terminal", id, name);
    }
    let holders: Vec<(_, Uuid)> = pairs::<post::Entity, _>(db, POST, ids("post")).await?;
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

type Pair<C> = (C, C);
const CASE: Pair<rulebook_case::Column> =
    (rulebook_case::Column::Id, rulebook_case::Column::Number);
const ASSET: Pair<asset::Column> = (asset::Column::Id, asset::Column::Number);
const KEEPER: Pair<keeper::Column> = (keeper::Column::Id, keeper::Column::Name);
const TERMINAL: Pair<terminal::Column> = (terminal::Column::Id, terminal::Column::Name);
const POST: Pair<post::Column> = (post::Column::Id, post::Column::Account);

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

/// Two columns of the rows with these ids: the id, and what is read for it.
async fn pairs<E, T>(
    db: &impl ConnectionTrait,
    (id, read): (E::Column, E::Column),
    ids: BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, T)>, DbErr>
where
    E: EntityTrait,
    (Uuid, T): TryGetableMany,
    T: Send + Sync,
{
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    E::find()
        .select_only()
        .column(id)
        .column(read)
        .filter(id.is_in(ids))
        .into_tuple()
        .all(db)
        .await
}
