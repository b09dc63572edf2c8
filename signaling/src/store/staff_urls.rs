//! Staff URLs, from and to their rows.

use admin::problem::Refused;
use protocol::{
    id::{StaffUrlId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use signaling_core::staff::url::StaffUrl;

use super::{
    table::{staff_unit_code, staff_url},
    words::{json, of_json, of_word, word},
};
use crate::limits::STAFF_URLS_LISTED;

/// A sheet with its row; the row holds what no decision asks for.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub row: staff_url::Model,
    pub url: StaffUrl,
}

pub async fn of_token(
    db: &impl ConnectionTrait,
    token_hash: &[u8; 32],
) -> Result<Option<Sheet>, Refused> {
    let row = staff_url::Entity::find()
        .filter(staff_url::Column::TokenHash.eq(token_hash.to_vec()))
        .one(db)
        .await?;
    row.map(sheet).transpose()
}

/// Within a transaction its row stays locked until the end.
pub async fn find(db: &impl ConnectionTrait, id: StaffUrlId) -> Result<Option<Sheet>, Refused> {
    let row = staff_url::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(db)
        .await?;
    row.map(sheet).transpose()
}

/// The newest first.
pub async fn of_headquarters(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
) -> Result<Vec<Sheet>, Refused> {
    let rows = staff_url::Entity::find()
        .filter(staff_url::Column::Headquarters.eq(headquarters.0))
        .order_by_desc(staff_url::Column::IssuedMs)
        .order_by_desc(staff_url::Column::Id)
        .limit(STAFF_URLS_LISTED)
        .all(db)
        .await?;
    rows.into_iter().map(sheet).collect()
}

pub async fn insert(txn: &impl ConnectionTrait, row: staff_url::Model) -> Result<(), DbErr> {
    staff_url::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await
        .map(drop)
}

pub async fn save(txn: &impl ConnectionTrait, sheet: &Sheet, now: UnixMs) -> Result<(), DbErr> {
    let row = staff_url::Model {
        state: stored_state(&sheet.url, now),
        leaks: json(&sheet.url.leaks),
        ..sheet.row.clone()
    };
    row.into_active_model()
        .reset_all()
        .update(txn)
        .await
        .map(drop)
}

/// Which series the code of a unit comes from.
pub async fn series(db: &impl ConnectionTrait, unit: UnitId) -> Result<i32, DbErr> {
    let row = staff_unit_code::Entity::find_by_id(unit.0).one(db).await?;
    Ok(row.map_or(0, |row| row.series))
}

/// The code of a unit is another from now on.
pub async fn begin_series(txn: &impl ConnectionTrait, unit: UnitId) -> Result<(), DbErr> {
    let row = staff_unit_code::ActiveModel {
        unit: Set(unit.0),
        series: Set(1),
    };
    let series = (staff_unit_code::Entity, staff_unit_code::Column::Series);
    let next = OnConflict::column(staff_unit_code::Column::Unit)
        .value(staff_unit_code::Column::Series, Expr::col(series).add(1))
        .to_owned();
    staff_unit_code::Entity::insert(row)
        .on_conflict(next)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

/// That it has expired follows from the time and is stored with the next change.
fn stored_state(url: &StaffUrl, now: UnixMs) -> String {
    word(&url.state(now))
}

fn sheet(row: staff_url::Model) -> Result<Sheet, Refused> {
    let url = StaffUrl::stored(
        StaffUrlId(row.id),
        (UnitId(row.headquarters), UnitId(row.unit)),
        of_word(&row.state)?,
        UnixMs(row.valid_to_ms),
        of_json(&row.leaks)?,
    );
    Ok(Sheet { row, url })
}
