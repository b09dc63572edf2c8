//! Sending the SMS. The embedded default is an outbox that a page of a demo folder shows.

use std::{future::Future, pin::Pin};

use admin::{Admin, random};
use protocol::{id::MessageId, request::OutboxSms, time::UnixMs};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder, QuerySelect};
use signaling_core::sms::Sms;

use crate::{limits::OUTBOX_ROWS, store::table::outbox_sms};

pub type SmsFuture<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Delivery>> + Send + 'a>>;

/// What a gateway said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A receipt may follow.
    Accepted,
    Delivered,
}

/// A way to send an SMS.
pub trait SmsSender: Send + Sync + 'static {
    fn send<'a>(&'a self, destination: &'a str, sms: &'a Sms) -> SmsFuture<'a>;
}

/// Keeps SMS in a table instead of sending them; for demo folders only.
pub struct OutboxSender {
    admin: Admin,
}

impl OutboxSender {
    pub fn new(admin: Admin) -> Self {
        Self { admin }
    }
}

impl SmsSender for OutboxSender {
    fn send<'a>(&'a self, destination: &'a str, sms: &'a Sms) -> SmsFuture<'a> {
        Box::pin(async move {
            let now = self.admin.now();
            let row = outbox_sms::ActiveModel {
                id: Set(MessageId::new(now, random::id()).0),
                at_ms: Set(now.0),
                destination: Set(destination.to_owned()),
                text: Set(sms.text.clone()),
                link: Set(sms.link.clone()),
            };
            let write = self.admin.db().begin_write().await?;
            outbox_sms::Entity::insert(row)
                .exec_without_returning(&*write)
                .await?;
            write.commit().await?;
            Ok(Delivery::Delivered)
        })
    }
}

/// The outbox, newest first.
pub async fn outbox(db: &impl ConnectionTrait) -> Result<Vec<OutboxSms>, DbErr> {
    let rows = outbox_sms::Entity::find()
        .order_by_desc(outbox_sms::Column::AtMs)
        .order_by_desc(outbox_sms::Column::Id)
        .limit(OUTBOX_ROWS)
        .all(db)
        .await?;
    let shown = rows.into_iter().map(|row| OutboxSms {
        at_ms: UnixMs(row.at_ms),
        destination: row.destination,
        text: row.text,
        link: row.link,
    });
    Ok(shown.collect())
}
