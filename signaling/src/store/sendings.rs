//! Messages and the gateways asked to take them. What is about to happen is stored before it
//! happens, so that nothing is ever sent twice.

use admin::random;
use protocol::{
    id::{MessageId, ReportId},
    report::DeliveryState,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use signaling_core::sending::MessageState;

use super::{
    table::gateway_message::{ActiveModel, Column, Entity, Model},
    words::word,
};
use crate::limits::LEFT_BEHIND_AT_ONCE;

/// A message that is to go out; entered in the transaction of the act that sends it.
#[derive(Clone, Copy, Debug)]
pub struct Queued {
    pub id: MessageId,
    pub report: ReportId,
    /// Which message of the report, counted from 1.
    pub send: u32,
}

pub async fn queue(
    txn: &impl ConnectionTrait,
    report: ReportId,
    send: u32,
    now: UnixMs,
) -> Result<Queued, DbErr> {
    let id = MessageId::new(now, random::id());
    let row = ActiveModel {
        id: Set(id.0),
        report: Set(report.0),
        send: Set(i32::try_from(send).unwrap_or(i32::MAX)),
        state: Set(word(&MessageState::Queued)),
        attempts: Set(0),
        gateway: Set(None),
        gateway_id: Set(None),
        queued_ms: Set(now.0),
        submitted_ms: Set(None),
        answered_ms: Set(None),
        receipt: Set(None),
        receipt_ms: Set(None),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(Queued { id, report, send })
}

/// Notes that a gateway is asked now, after `attempts` others. False: somebody else has the
/// message in hand, or its fate is known.
pub async fn submitting(
    txn: &impl ConnectionTrait,
    message: MessageId,
    gateway: &str,
    attempts: i32,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let open = [MessageState::Queued, MessageState::Submitting].map(|state| word(&state));
    let noted = Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&MessageState::Submitting)))
        .col_expr(Column::Gateway, Expr::value(gateway))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::SubmittedMs, Expr::value(now.0))
        .filter(Column::Id.eq(message.0))
        .filter(Column::Attempts.eq(attempts))
        .filter(Column::State.is_in(open))
        .exec(txn)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Notes what became of the asking.
pub async fn settle(
    txn: &impl ConnectionTrait,
    message: MessageId,
    state: MessageState,
    gateway_id: Option<&str>,
    now: UnixMs,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&state)))
        .col_expr(
            Column::GatewayId,
            Expr::value(gateway_id.map(str::to_owned)),
        )
        .col_expr(Column::AnsweredMs, Expr::value(now.0))
        .filter(Column::Id.eq(message.0))
        .exec(txn)
        .await
        .map(drop)
}

/// Messages that a server left in the middle.
pub async fn left_behind(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let open = [MessageState::Queued, MessageState::Submitting].map(|state| word(&state));
    Entity::find()
        .filter(Column::State.is_in(open))
        .limit(LEFT_BEHIND_AT_ONCE)
        .all(db)
        .await
}

pub async fn of_id(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.0).one(db).await
}

/// The message that a gateway knows under its own id.
pub async fn of_gateway_id(
    db: &impl ConnectionTrait,
    gateway: &str,
    id: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::GatewayId.eq(id))
        .filter(Column::Gateway.eq(gateway))
        .one(db)
        .await
}

pub async fn note_receipt(
    txn: &impl ConnectionTrait,
    id: MessageId,
    state: DeliveryState,
    now: UnixMs,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Receipt, Expr::value(word(&state)))
        .col_expr(Column::ReceiptMs, Expr::value(now.0))
        .filter(Column::Id.eq(id.0))
        .exec(txn)
        .await
        .map(drop)
}
