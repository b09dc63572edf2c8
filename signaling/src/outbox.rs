//! The outbox of a demo folder: what would have gone out, for its page.

use admin::{Admin, random, store::StoreError};
use protocol::{
    id::MessageId,
    request::{Channel, OutboxMessage},
    time::UnixMs,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use crate::{
    failure::Failure,
    limits::OUTBOX_ROWS,
    sms::{Delivery, NotSent},
    store::{
        table::outbox_message,
        words::{of_word, word},
    },
};

/// A message to be kept instead of sent.
pub struct Kept<'a> {
    pub channel: Channel,
    pub destination: &'a str,
    pub subject: Option<&'a str>,
    pub text: &'a str,
    pub link: &'a str,
}

pub async fn keep(admin: &Admin, message: Kept<'_>) -> Result<Delivery, NotSent> {
    let kept = insert(admin, message).await;
    kept.map_err(|cause| NotSent::Unreachable(cause.to_string()))?;
    Ok(Delivery::Delivered)
}

async fn insert(admin: &Admin, message: Kept<'_>) -> Result<(), StoreError> {
    let now = admin.now();
    let row = outbox_message::ActiveModel {
        id: Set(MessageId::new(now, random::id()).0),
        at_ms: Set(now.0),
        destination: Set(message.destination.to_owned()),
        text: Set(message.text.to_owned()),
        link: Set(message.link.to_owned()),
        channel: Set(word(&message.channel)),
        subject: Set(message.subject.map(str::to_owned)),
    };
    let write = admin.db().begin_write().await?;
    outbox_message::Entity::insert(row)
        .exec_without_returning(&*write)
        .await?;
    write.commit().await
}

/// The newest first.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Vec<OutboxMessage>, Failure> {
    let rows = outbox_message::Entity::find()
        .order_by_desc(outbox_message::Column::AtMs)
        .order_by_desc(outbox_message::Column::Id)
        .limit(OUTBOX_ROWS)
        .all(db)
        .await?;
    let shown = rows.into_iter().map(|row| {
        Ok(OutboxMessage {
            at_ms: UnixMs(row.at_ms),
            channel: of_word(&row.channel)?,
            destination: row.destination,
            subject: row.subject,
            text: row.text,
            link: row.link,
        })
    });
    shown.collect()
}
