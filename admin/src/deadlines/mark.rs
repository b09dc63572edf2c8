//! The stored mark of how far the clock is believed.

use admin_core::deadline::mark::ClockMark;
use protocol::time::UnixMs;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use crate::store::table::clock_mark;

const MARK: &str = "deadlines";

pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Option<ClockMark>, DbErr> {
    let row = clock_mark::Entity::find_by_id(MARK).one(db).await?;
    Ok(row.map(|row| ClockMark {
        believed: UnixMs(row.believed_ms),
        last: UnixMs(row.last_ms),
        settling_since: row.settling_since_ms.map(UnixMs),
    }))
}

pub(super) async fn store(db: &impl ConnectionTrait, mark: ClockMark) -> Result<(), DbErr> {
    use clock_mark::Column::{BelievedMs, LastMs, Name, SettlingSinceMs};
    let row = clock_mark::ActiveModel {
        name: Set(MARK.to_owned()),
        believed_ms: Set(mark.believed.0),
        last_ms: Set(mark.last.0),
        settling_since_ms: Set(mark.settling_since.map(|since| since.0)),
    };
    let moved = OnConflict::column(Name)
        .update_columns([BelievedMs, LastMs, SettlingSinceMs])
        .to_owned();
    clock_mark::Entity::insert(row)
        .on_conflict(moved)
        .exec_without_returning(db)
        .await
        .map(drop)
}
