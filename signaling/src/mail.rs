//! Sending the e-mail, by an SMTP relay. In a demo folder without one, mails go into the outbox.

use std::time::Duration;

use admin::Admin;
use anyhow::Context;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::Envelope,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use protocol::request::Channel;
use signaling_core::mail::Mail;

use crate::{
    outbox::{self, Kept},
    sms::{Delivery, SendFuture},
};

/// A relay on the local network answers at once; beyond this the operator should send again.
const RELAY_WAIT: Duration = Duration::from_secs(10);

/// A way to send an e-mail.
pub trait MailSender: Send + Sync + 'static {
    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a>;
}

/// How to reach the relay.
#[derive(Clone)]
pub struct RelayConfig {
    pub host: String,
    pub port: u16,
    /// From the first byte, or by STARTTLS; never without.
    pub implicit_tls: bool,
    /// PEM of a certificate authority beside the public ones.
    pub authority: Option<Vec<u8>>,
    pub user: Option<(String, String)>,
    /// For example `110番 <no-reply@police.example.jp>`.
    pub from: String,
}

/// An SMTP relay, always over TLS.
pub struct SmtpRelay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpRelay {
    pub fn new(config: &RelayConfig) -> anyhow::Result<Self> {
        let mut tls = TlsParameters::builder(config.host.clone());
        if let Some(pem) = &config.authority {
            let authority = Certificate::from_pem(pem).context("the relay's authority")?;
            tls = tls.add_root_certificate(authority);
        }
        let tls = tls.build()?;
        let tls = if config.implicit_tls {
            Tls::Wrapper(tls)
        } else {
            Tls::Required(tls)
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(RELAY_WAIT));
        if let Some((user, password)) = &config.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: config.from.parse().context("the sender's address")?,
        })
    }

    async fn relay(&self, destination: &str, mail: &Mail) -> anyhow::Result<Delivery> {
        let to: lettre::Address = destination.parse()?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()])?;
        let message = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())?;
        // The library bounds the connecting only, not the conversation after it.
        tokio::time::timeout(RELAY_WAIT, self.transport.send(message))
            .await
            .context("the relay does not answer")??;
        // The relay took it; whether it arrives, the relay does not know yet.
        Ok(Delivery::Accepted)
    }
}

impl MailSender for SmtpRelay {
    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        Box::pin(self.relay(destination, mail))
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
