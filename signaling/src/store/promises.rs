//! What only the database can promise: counts that hold under any number of callers at once.

use protocol::{
    id::{LinkId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::table::{link, outbox_sms, prepared_request, report_number, spent_challenge};
use crate::limits::OUTBOX_ROWS;

/// Counts one use of a link. False: the link admits no further phone.
pub async fn count_use(txn: &impl ConnectionTrait, link: LinkId) -> Result<bool, DbErr> {
    let admitted = Expr::col(link::Column::MaxDevices).add(Expr::col(link::Column::Readmissions));
    let counted = link::Entity::update_many()
        .col_expr(link::Column::Uses, Expr::col(link::Column::Uses).add(1))
        .filter(link::Column::Id.eq(link.0))
        .filter(Expr::col(link::Column::Uses).lt(admitted))
        .filter(link::Column::State.is_in(["issued", "in_use"]))
        .exec(txn)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// The next number of a headquarters' day.
pub async fn next_number(
    txn: &impl ConnectionTrait,
    headquarters: UnitId,
    day: &str,
) -> Result<i32, DbErr> {
    let first = report_number::ActiveModel {
        headquarters: Set(headquarters.0),
        day: Set(day.to_owned()),
        last: Set(1),
    };
    let keys = [
        report_number::Column::Headquarters,
        report_number::Column::Day,
    ];
    let last = (report_number::Entity, report_number::Column::Last);
    let counted = OnConflict::columns(keys)
        .value(report_number::Column::Last, Expr::col(last).add(1))
        .to_owned();
    let row = report_number::Entity::insert(first)
        .on_conflict(counted)
        .exec_with_returning(txn)
        .await?;
    Ok(row.last)
}

/// Takes a prepared request out, once. `None`: unknown, or somebody was faster.
pub async fn take_prepared(txn: &impl ConnectionTrait, token_hash: &[u8]) -> Result<bool, DbErr> {
    let taken = prepared_request::Entity::delete_by_id(token_hash.to_vec())
        .exec(txn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Spends a challenge. False: it was answered before.
pub async fn spend_challenge(
    txn: &impl ConnectionTrait,
    nonce: &[u8],
    expires: UnixMs,
) -> Result<bool, DbErr> {
    let row = spent_challenge::ActiveModel {
        nonce: Set(nonce.to_vec()),
        expires_ms: Set(expires.0),
    };
    let once = OnConflict::column(spent_challenge::Column::Nonce)
        .do_nothing()
        .to_owned();
    let inserted = spent_challenge::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(inserted == 1)
}

/// Forgets what has expired, and all but the newest of a demo folder's SMS.
pub async fn forget_expired(txn: &impl ConnectionTrait, now: UnixMs) -> Result<(), DbErr> {
    use sea_orm::{QueryOrder, QuerySelect};
    spent_challenge::Entity::delete_many()
        .filter(spent_challenge::Column::ExpiresMs.lte(now.0))
        .exec(txn)
        .await?;
    prepared_request::Entity::delete_many()
        .filter(prepared_request::Column::ExpiresMs.lte(now.0))
        .exec(txn)
        .await?;
    let oldest_kept = outbox_sms::Entity::find()
        .order_by_desc(outbox_sms::Column::Id)
        .offset(OUTBOX_ROWS)
        .one(txn)
        .await?;
    if let Some(row) = oldest_kept {
        outbox_sms::Entity::delete_many()
            .filter(outbox_sms::Column::Id.lte(row.id))
            .exec(txn)
            .await?;
    }
    Ok(())
}
