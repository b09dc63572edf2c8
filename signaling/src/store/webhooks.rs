//! Webhooks and the events that wait for them.

use admin::random;
use protocol::{
    id::{AccountId, EventId, ReportId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, OnConflict},
};
use signaling_core::told::Told;

use super::{
    table::{
        webhook::{self, Column as Hook},
        webhook_event::{self, Column},
    },
    words::word,
};
use crate::limits::{EVENTS_LOOKED_AT, EVENTS_WAITING_MAX};

pub async fn set(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    url: &str,
    by: AccountId,
    now: UnixMs,
) -> Result<webhook::Model, DbErr> {
    let row = webhook::Model {
        unit: unit.0,
        id: EventId::new(now, random::id()).0,
        url: url.to_owned(),
        made_by: by.0,
        made_ms: now.0,
    };
    let replaced = OnConflict::column(Hook::Unit)
        .update_columns([Hook::Id, Hook::Url, Hook::MadeBy, Hook::MadeMs])
        .to_owned();
    webhook::Entity::insert(webhook::ActiveModel::from(row.clone()))
        .on_conflict(replaced)
        .exec_without_returning(txn)
        .await?;
    Ok(row)
}

pub async fn of_unit(
    db: &impl ConnectionTrait,
    unit: UnitId,
) -> Result<Option<webhook::Model>, DbErr> {
    webhook::Entity::find_by_id(unit.0).one(db).await
}

/// With what waits for it. False: there was none.
pub async fn remove(txn: &impl ConnectionTrait, unit: UnitId) -> Result<bool, DbErr> {
    webhook_event::Entity::delete_many()
        .filter(Column::Unit.eq(unit.0))
        .exec(txn)
        .await?;
    let gone = webhook::Entity::delete_by_id(unit.0).exec(txn).await?;
    Ok(gone.rows_affected == 1)
}

pub async fn waiting(db: &impl ConnectionTrait, unit: UnitId) -> Result<u64, DbErr> {
    webhook_event::Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .count(db)
        .await
}

/// Enters what happened to a report, in the transaction in which it happens, where its headquarters
/// has a webhook. False: a webhook that takes nothing has filled its queue.
pub async fn enter(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    report: ReportId,
    told: &[Told],
    now: UnixMs,
) -> Result<bool, DbErr> {
    if told.is_empty() || of_unit(txn, unit).await?.is_none() {
        return Ok(true);
    }
    if waiting(txn, unit).await? + told.len() as u64 > EVENTS_WAITING_MAX {
        return Ok(false);
    }
    let last: Option<i32> = webhook_event::Entity::find()
        .select_only()
        .column_as(Column::Number.max(), "last")
        .filter(Column::Report.eq(report.0))
        .into_tuple()
        .one(txn)
        .await?
        .flatten();
    let mut number = last.unwrap_or(0);
    for told in told {
        number += 1;
        let row = webhook_event::ActiveModel {
            id: Set(EventId::new(now, random::id()).0),
            unit: Set(unit.0),
            report: Set(report.0),
            number: Set(number),
            kind: Set(word(&told.kind)),
            reason: Set(told.reason.as_ref().map(word)),
            at_ms: Set(now.0),
            attempts: Set(0),
            next_ms: Set(now.0),
        };
        webhook_event::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(true)
}

/// Every headquarters' webhook.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<webhook::Model>, DbErr> {
    webhook::Entity::find()
        .order_by_asc(Hook::Unit)
        .limit(EVENTS_LOOKED_AT)
        .all(db)
        .await
}

/// The first waiting event of each report, where its time has come. One that is not taken holds up
/// its own report alone.
pub async fn due(
    db: &impl ConnectionTrait,
    unit: UnitId,
    now: UnixMs,
) -> Result<Vec<webhook_event::Model>, DbErr> {
    let mut rows = webhook_event::Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .order_by_asc(Column::AtMs)
        .order_by_asc(Column::Number)
        .limit(EVENTS_LOOKED_AT)
        .all(db)
        .await?;
    let mut seen: std::collections::BTreeSet<Uuid> = std::collections::BTreeSet::new();
    rows.retain(|row| seen.insert(row.report) && row.next_ms <= now.0);
    Ok(rows)
}

/// It was taken, or is given up.
pub async fn done(txn: &impl ConnectionTrait, event: Uuid) -> Result<(), DbErr> {
    webhook_event::Entity::delete_by_id(event)
        .exec(txn)
        .await
        .map(drop)
}

/// It was not taken, and is tried again then.
pub async fn later(txn: &impl ConnectionTrait, event: Uuid, next: UnixMs) -> Result<(), DbErr> {
    webhook_event::Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::NextMs, Expr::value(next.0))
        .filter(Column::Id.eq(event))
        .exec(txn)
        .await
        .map(drop)
}
