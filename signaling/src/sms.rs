//! Sending the SMS. The embedded default is an outbox that a page of a demo folder shows.

use std::{pin::Pin, sync::Arc, time::Duration};

use admin::Admin;
use protocol::request::Channel;
use signaling_core::sms::Sms;

use crate::{
    outbox::{self, Kept},
    receipts::Inbox,
};

pub type SendFuture<'a> = Pin<Box<dyn Future<Output = Result<Delivery, NotSent>> + Send + 'a>>;
pub type ProbeFuture<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
pub type RunFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a gateway said that has the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A receipt may follow.
    Accepted {
        /// Under which the gateway knows the message, where it says so.
        gateway_id: Option<String>,
    },
    Delivered,
}

/// Why a gateway does not have the message, or may not have it. The words are for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("it said no: {0}")]
    Refused(String),
    /// The message never left for it, or it does not let us in.
    #[error("it cannot be used: {0}")]
    Unreachable(String),
    /// The message left, and no clear answer came.
    #[error("nobody knows whether it has the message: {0}")]
    Unknown(String),
}

/// An SMS on its way out.
pub struct OutgoingSms<'a> {
    /// E.164.
    pub destination: &'a str,
    pub sms: &'a Sms,
    /// With which the gateway may bring a receipt of this one message, and do nothing else.
    pub login: &'a ReceiptLogin,
}

/// A name and a password that are good for the receipts of one message.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptLogin {
    pub message: String,
    pub password: String,
}

/// A way to send an SMS.
pub trait SmsSender: Send + Sync + 'static {
    /// As the installer named it.
    fn name(&self) -> &str;

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a>;

    /// For how long a receipt is awaited; absent where the gateway sends none.
    fn receipt_wait(&self) -> Option<Duration> {
        None
    }

    /// Whether the gateway is there and lets us in.
    fn probe(&self) -> ProbeFuture<'_> {
        Box::pin(async { true })
    }

    /// What goes on for as long as the service does, where a connection has to be held.
    fn run(self: Arc<Self>, _inbox: Inbox) -> Option<RunFuture> {
        None
    }
}

/// Keeps SMS in a table instead of sending them; for demo folders only.
pub struct OutboxSms(pub Admin);

impl SmsSender for OutboxSms {
    fn name(&self) -> &str {
        "outbox"
    }

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        let kept = Kept {
            channel: Channel::Sms,
            destination: message.destination,
            subject: None,
            text: &message.sms.text,
            link: &message.sms.link,
        };
        Box::pin(outbox::keep(&self.0, kept))
    }
}
