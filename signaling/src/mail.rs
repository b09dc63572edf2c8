//! Sending the e-mail, by an SMTP relay. In a demo folder without one, mails go into the outbox.

use std::sync::Arc;

use admin::{
    Admin,
    mail::{self, Letter, Mailer, Relay},
};
use protocol::request::Channel;
use signaling_core::mail::Mail;

use crate::{
    outbox::{self, Kept},
    sms::{Delivery, NotSent, ProbeFuture, SendFuture},
};

pub use admin::mail::RelayConfig;

/// What the outbox of a demo folder is called where a relay has to be named.
pub const OUTBOX_HOST: &str = "outbox.demo";

/// A way to send an e-mail.
pub trait MailSender: Send + Sync + 'static {
    /// As consoles name it.
    fn name(&self) -> &str {
        "mail"
    }

    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a>;

    /// Whether the relay is there and lets us in.
    fn probe(&self) -> ProbeFuture<'_> {
        Box::pin(async { true })
    }
}

/// An SMTP relay, always over TLS.
pub struct SmtpRelay(Arc<Relay>);

impl SmtpRelay {
    pub fn new(config: &RelayConfig) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Relay::new(config)?)))
    }

    /// The same relay for mails of cases.
    pub fn relay(&self) -> Arc<Relay> {
        self.0.clone()
    }

    async fn relay_mail(&self, destination: &str, mail: &Mail) -> Result<Delivery, NotSent> {
        let letter = Letter {
            to: destination.to_owned(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            attachment: None,
        };
        match self.0.send(&letter).await {
            Ok(()) => Ok(Delivery::Accepted { gateway_id: None }),
            Err(mail::NotSent::Refused(cause)) => Err(NotSent::Refused(cause)),
            Err(mail::NotSent::Unreachable(cause)) => Err(NotSent::Unreachable(cause)),
            Err(mail::NotSent::Unknown(cause)) => Err(NotSent::Unknown(cause)),
        }
    }
}

impl MailSender for SmtpRelay {
    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        Box::pin(self.relay_mail(destination, mail))
    }

    fn probe(&self) -> ProbeFuture<'_> {
        Box::pin(self.0.is_there())
    }
}

/// Keeps mails in a table instead of sending them; for demo folders only.
pub struct OutboxMail(pub Admin);

impl MailSender for OutboxMail {
    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        let kept = Kept {
            channel: Channel::Email,
            destination,
            subject: Some(&mail.subject),
            text: &mail.text,
            link: &mail.link,
        };
        Box::pin(outbox::keep(&self.0, kept))
    }
}

/// Of a container its name and length are kept: the outbox is a page of texts.
#[async_trait::async_trait]
impl Mailer for OutboxMail {
    fn host(&self) -> &str {
        OUTBOX_HOST
    }

    async fn send(&self, letter: &Letter) -> Result<(), mail::NotSent> {
        let attached = letter.attachment.iter();
        let attached = attached.map(|it| format!("\n[{} {} bytes]\n", it.name, it.content.len()));
        let text = format!("{}{}", letter.text, attached.collect::<String>());
        let kept = Kept {
            channel: Channel::Email,
            destination: &letter.to,
            subject: Some(&letter.subject),
            text: &text,
            link: "",
        };
        let kept = outbox::keep(&self.0, kept).await;
        let kept = kept.map_err(|_| mail::NotSent::Unreachable("the outbox".to_owned()));
        kept.map(drop)
    }
}
