//! Headquarters by name.

use admin::store::table::unit;
use protocol::{id::UnitId, supervision::Headquarters};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// All headquarters, by name.
pub async fn headquarters(db: &impl ConnectionTrait) -> Result<Vec<Headquarters>, DbErr> {
    let rows = unit::Entity::find()
        .filter(unit::Column::Kind.is_in(["headquarters", "area_headquarters"]))
        .order_by_asc(unit::Column::Name)
        .all(db)
        .await?;
    let all = rows.into_iter().map(|row| Headquarters {
        unit: UnitId(row.id),
        name: row.name,
    });
    Ok(all.collect())
}
