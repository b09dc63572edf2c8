//! Short texts; bodies are sealed.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{MessageId, ReportId},
    text::Message,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use signaling_core::limits::MESSAGES_MAX;

use super::{
    table::report_message,
    words::{json, of_json, of_word, word},
};

pub async fn insert(
    txn: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
    message: &Message,
    client_key: Option<String>,
) -> Result<(), Refused> {
    let row = report_message::ActiveModel {
        id: Set(message.id.0),
        report: Set(report.0),
        at_ms: Set(message.at_ms.0),
        author: Set(word(&message.author)),
        body: Set(key.seal(&purpose(message.id), json(&message.body).as_bytes())),
        delivered_ms: Set(None),
        client_key: Set(client_key),
    };
    report_message::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// True when the phone sent this one before.
pub async fn is_known(
    db: &impl ConnectionTrait,
    report: ReportId,
    client_key: &str,
) -> Result<bool, Refused> {
    let found = report_message::Entity::find()
        .filter(report_message::Column::Report.eq(report.0))
        .filter(report_message::Column::ClientKey.eq(client_key))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// All messages of a report, oldest first.
pub async fn all(
    db: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
) -> Result<Vec<Message>, Refused> {
    let rows = report_message::Entity::find()
        .filter(report_message::Column::Report.eq(report.0))
        .order_by_asc(report_message::Column::AtMs)
        .order_by_asc(report_message::Column::Id)
        .limit(u64::from(MESSAGES_MAX))
        .all(db)
        .await?;
    rows.into_iter().map(|row| message_of(row, key)).collect()
}

/// Notes that an operator's message was shown; `None` when nothing changed.
pub async fn set_delivered(
    txn: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
    message: MessageId,
    now: UnixMs,
) -> Result<Option<Message>, Refused> {
    let found = report_message::Entity::find_by_id(message.0)
        .filter(report_message::Column::Report.eq(report.0))
        .filter(report_message::Column::Author.eq("operator"))
        .filter(report_message::Column::DeliveredMs.is_null())
        .one(txn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let mut row = row.into_active_model();
    row.delivered_ms = Set(Some(now.0));
    message_of(row.update(txn).await?, key).map(Some)
}

fn message_of(row: report_message::Model, key: &DataKey) -> Result<Message, Refused> {
    let id = MessageId(row.id);
    let body = key
        .open(&purpose(id), &row.body)
        .map_err(Refused::internal)?;
    Ok(Message {
        id,
        at_ms: UnixMs(row.at_ms),
        author: of_word(&row.author)?,
        body: of_json(body)?,
        delivered_ms: row.delivered_ms.map(UnixMs),
    })
}

fn purpose(id: MessageId) -> String {
    format!("message {id}")
}
