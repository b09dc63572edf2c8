//! Sending the SMS. The embedded default is an outbox that a page of a demo folder shows.

use std::{future::Future, pin::Pin};

use admin::Admin;
use protocol::request::Channel;
use signaling_core::sms::Sms;

use crate::outbox::{self, Kept};

pub type SendFuture<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Delivery>> + Send + 'a>>;

/// What a gateway said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A receipt may follow.
    Accepted,
    Delivered,
}

/// A way to send an SMS.
pub trait SmsSender: Send + Sync + 'static {
    fn send<'a>(&'a self, destination: &'a str, sms: &'a Sms) -> SendFuture<'a>;
}

/// Keeps SMS in a table instead of sending them; for demo folders only.
pub struct OutboxSms(pub Admin);

impl SmsSender for OutboxSms {
    fn send<'a>(&'a self, destination: &'a str, sms: &'a Sms) -> SendFuture<'a> {
        let kept = Kept {
            channel: Channel::Sms,
            destination,
            subject: None,
            text: &sms.text,
            link: &sms.link,
        };
        Box::pin(outbox::keep(&self.0, kept))
    }
}
