//! The tree of units in the store, held for a moment in each process.

use std::{
    collections::BTreeMap,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use admin_core::post::unit::{Unit, UnitKind, UnitTree};
use protocol::{admin::unit::UnitView, id::UnitId, time::UnixMs};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::{limits::UNITS_HELD, random, rulebooks::Headquarters, store::table::unit};

/// The tree with its names.
#[derive(Debug, Default)]
pub struct Units {
    tree: UnitTree,
    names: BTreeMap<UnitId, String>,
}

impl Deref for Units {
    type Target = UnitTree;

    fn deref(&self) -> &UnitTree {
        &self.tree
    }
}

impl Units {
    pub fn name(&self, id: UnitId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    /// All units as people look for them: by their kind, headquarters in the order of the country's
    /// list, others by their code.
    pub fn in_order(&self, country: &[Headquarters]) -> Vec<&Unit> {
        let listed = country.iter().enumerate();
        let listed: BTreeMap<&str, usize> = listed
            .map(|(nth, headquarters)| (headquarters.code.as_str(), nth))
            .collect();
        let mut units: Vec<_> = self.tree.all().collect();
        units.sort_by_key(|unit| {
            let kind = UnitKind::ALL.iter().position(|kind| *kind == unit.kind);
            let nth = listed.get(unit.code.as_str()).copied();
            (kind, nth.unwrap_or(usize::MAX), &unit.code)
        });
        units
    }

    pub fn view(&self, unit: &Unit) -> UnitView {
        UnitView {
            id: unit.id,
            kind: unit.kind.code().to_owned(),
            code: unit.code.clone(),
            name: self.name(unit.id).to_owned(),
            parent: unit.parent,
        }
    }
}

/// What was read last. Another process may add a unit, so it is read again after a moment.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<Option<(Instant, Arc<Units>)>>);

impl Held {
    pub async fn get(&self, db: &impl ConnectionTrait) -> Result<Arc<Units>, DbErr> {
        let held = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((at, units)) = held
            && at.elapsed() < UNITS_HELD
        {
            return Ok(units);
        }
        let units = Arc::new(load(db).await?);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some((Instant::now(), units.clone()));
        Ok(units)
    }

    /// A unit was added here.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// All units as they are stored.
pub async fn load(db: &impl ConnectionTrait) -> Result<Units, DbErr> {
    let rows = unit::Entity::find().all(db).await?;
    let names = rows.iter().map(|row| (UnitId(row.id), row.name.clone()));
    let names = names.collect();
    let units: Result<Vec<_>, _> = rows.into_iter().map(unit_of).collect();
    let tree = UnitTree::new(units?)
        .map_err(|error| DbErr::Custom(format!("the stored units are no tree: {error}")))?;
    Ok(Units { tree, names })
}

fn unit_of(row: unit::Model) -> Result<Unit, DbErr> {
    let kind = UnitKind::of(&row.kind);
    let kind = kind.ok_or_else(|| DbErr::Custom(format!("unit {} has no kind", row.id)))?;
    Ok(Unit {
        id: UnitId(row.id),
        kind,
        parent: row.parent.map(UnitId),
        code: row.code,
    })
}

/// A unit to be entered.
#[derive(Clone, Copy, Debug)]
pub struct NewUnit<'a> {
    pub kind: UnitKind,
    pub code: &'a str,
    pub name: &'a str,
    pub parent: Option<UnitId>,
}

/// Enters a unit. A code that was given before is refused by the table.
pub async fn make(
    txn: &impl ConnectionTrait,
    new: NewUnit<'_>,
    now: UnixMs,
) -> Result<UnitId, DbErr> {
    let id = UnitId::new(now, random::id());
    let row = unit::ActiveModel {
        id: Set(id.0),
        kind: Set(new.kind.code().to_owned()),
        code: Set(new.code.to_owned()),
        name: Set(new.name.to_owned()),
        parent: Set(new.parent.map(|parent| parent.0)),
    };
    unit::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<UnitId>, DbErr> {
    let found = unit::Entity::find()
        .filter(unit::Column::Code.eq(code))
        .one(db)
        .await?;
    Ok(found.map(|row| UnitId(row.id)))
}

/// The National Police Agency, whose chain takes what belongs to no other unit.
pub async fn root(db: &impl ConnectionTrait) -> Result<Option<UnitId>, DbErr> {
    let found = unit::Entity::find()
        .filter(unit::Column::Kind.eq(UnitKind::Npa.code()))
        .one(db)
        .await?;
    Ok(found.map(|row| UnitId(row.id)))
}

/// Enters the National Police Agency and those headquarters of the country that are missing.
pub async fn complete(
    txn: &impl ConnectionTrait,
    country: &[Headquarters],
    now: UnixMs,
) -> Result<UnitId, DbErr> {
    let root = match root(txn).await? {
        Some(root) => root,
        None => {
            let new = NewUnit {
                kind: UnitKind::Npa,
                code: "npa",
                name: "警察庁 / National Police Agency",
                parent: None,
            };
            make(txn, new, now).await?
        }
    };
    for headquarters in country {
        if by_code(txn, &headquarters.code).await?.is_some() {
            continue;
        }
        let parent = by_code(txn, &headquarters.parent).await?;
        let new = NewUnit {
            kind: headquarters.kind,
            code: &headquarters.code,
            name: &format!("{} / {}", headquarters.ja, headquarters.en),
            parent: parent.or(Some(root)),
        };
        make(txn, new, now).await?;
    }
    Ok(root)
}
