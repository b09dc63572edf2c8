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
    sms::{Delivery, NotSent, ProbeFuture, SendFuture},
};

/// A relay on the local network answers at once; beyond this the operator should send again.
const RELAY_WAIT: Duration = Duration::from_secs(10);
/// From the connection to the end of the login.
const SESSION_WAIT: Duration = Duration::from_secs(5);

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
            .timeout(Some(SESSION_WAIT));
        if let Some((user, password)) = &config.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: config.from.parse().context("the sender's address")?,
        })
    }

    fn message(&self, destination: &str, mail: &Mail) -> anyhow::Result<Message> {
        let to: lettre::Address = destination.parse()?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()])?;
        Ok(Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())?)
    }

    async fn relay(&self, destination: &str, mail: &Mail) -> Result<Delivery, NotSent> {
        let message = self.message(destination, mail);
        let message = message.map_err(|cause| NotSent::Refused(cause.to_string()))?;
        // Before the message a connection is made, so that one that fails is told apart from a
        // silence after the message had left.
        if !self.is_there().await {
            return Err(NotSent::Unreachable("no session with the relay".to_owned()));
        }
        // The library bounds the connecting only, not the conversation after it.
        let sent = tokio::time::timeout(RELAY_WAIT, self.transport.send(message)).await;
        match sent {
            // The relay took it; whether it arrives, the relay does not know yet.
            Ok(Ok(_)) => Ok(Delivery::Accepted { gateway_id: None }),
            Ok(Err(no)) if no.is_permanent() || no.is_transient() => {
                Err(NotSent::Refused(no.to_string()))
            }
            Ok(Err(broken)) => Err(NotSent::Unknown(broken.to_string())),
            Err(_) => Err(NotSent::Unknown("the relay does not answer".to_owned())),
        }
    }

    /// A session up to the login, and a word of the relay in it.
    async fn is_there(&self) -> bool {
        let session = self.transport.test_connection();
        matches!(
            tokio::time::timeout(SESSION_WAIT, session).await,
            Ok(Ok(true))
        )
    }
}

impl MailSender for SmtpRelay {
    fn send<'a>(&'a self, destination: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        Box::pin(self.relay(destination, mail))
    }

    fn probe(&self) -> ProbeFuture<'_> {
        Box::pin(self.is_there())
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
