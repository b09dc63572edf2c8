//! The office hours of units.

use admin_core::calendar::OfficeHours;
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use super::row::json;
use crate::store::table::office_hours;

/// The office hours of a unit: its own, or the standard.
pub async fn hours_of(db: &impl ConnectionTrait, unit: UnitId) -> Result<OfficeHours, DbErr> {
    let row = office_hours::Entity::find_by_id(unit.0).one(db).await?;
    match row {
        None => Ok(OfficeHours::standard()),
        Some(row) => serde_json::from_str(&row.hours)
            .map_err(|error| DbErr::Custom(format!("office hours of unit {unit}: {error}"))),
    }
}

/// Stores the checked office hours of a unit.
pub async fn set_hours(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    hours: &OfficeHours,
    now: UnixMs,
) -> Result<(), DbErr> {
    let row = office_hours::ActiveModel {
        unit: Set(unit.0),
        hours: Set(json(hours)),
        changed_ms: Set(now.0),
    };
    let changed = OnConflict::column(office_hours::Column::Unit)
        .update_columns([office_hours::Column::Hours, office_hours::Column::ChangedMs])
        .to_owned();
    office_hours::Entity::insert(row)
        .on_conflict(changed)
        .exec_without_returning(txn)
        .await
        .map(drop)
}
