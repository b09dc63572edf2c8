//! The relay by which mails go, always over TLS.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::Envelope,
    message::{Attachment as Part, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};

use anyhow::Context;

use crate::limits::{MAIL_SESSION_WAIT, MAIL_WAIT};

/// A mail to one address.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub attachment: Option<Attachment>,
}

/// A page that opens itself in a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub content: Vec<u8>,
}

/// Why a mail did not go out, or why that is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("refused: {0}")]
    Refused(String),
    #[error("unreachable: {0}")]
    Unreachable(String),
    #[error("unknown: {0}")]
    Unknown(String),
}

/// A way to send mails of cases.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// The host of the relay, as its register names it.
    fn host(&self) -> &str;

    async fn send(&self, letter: &Letter) -> Result<(), NotSent>;
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

/// An SMTP relay.
pub struct Relay {
    host: String,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Relay {
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
            .timeout(Some(MAIL_SESSION_WAIT));
        if let Some((user, password)) = &config.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            host: config.host.clone(),
            transport: builder.build(),
            from: config.from.parse().context("the sender's address")?,
        })
    }

    /// A session up to the login, and a word of the relay in it.
    pub async fn is_there(&self) -> bool {
        let session = self.transport.test_connection();
        matches!(
            tokio::time::timeout(MAIL_SESSION_WAIT, session).await,
            Ok(Ok(true))
        )
    }

    fn message(&self, letter: &Letter) -> anyhow::Result<Message> {
        let to: lettre::Address = letter.to.parse()?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()])?;
        let message = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone());
        let Some(attachment) = &letter.attachment else {
            return Ok(message
                .header(ContentType::TEXT_PLAIN)
                .body(letter.text.clone())?);
        };
        let part = Part::new(attachment.name.clone());
        let part = part.body(attachment.content.clone(), ContentType::TEXT_HTML);
        let text = SinglePart::plain(letter.text.clone());
        let both = MultiPart::mixed().singlepart(text).singlepart(part);
        Ok(message.multipart(both)?)
    }
}

#[async_trait::async_trait]
impl Mailer for Relay {
    fn host(&self) -> &str {
        &self.host
    }

    async fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = self.message(letter);
        let message = message.map_err(|cause| NotSent::Refused(cause.to_string()))?;
        // Before the message a connection is made, so that one that fails is told apart from a
        // silence after the message had left.
        if !self.is_there().await {
            return Err(NotSent::Unreachable("no session with the relay".to_owned()));
        }
        // The library bounds the connecting only, not the conversation after it.
        let sent = tokio::time::timeout(MAIL_WAIT, self.transport.send(message)).await;
        match sent {
            // The relay took it; whether it arrives, the relay does not know yet.
            Ok(Ok(_)) => Ok(()),
            Ok(Err(no)) if no.is_permanent() || no.is_transient() => {
                Err(NotSent::Refused(no.to_string()))
            }
            Ok(Err(broken)) => Err(NotSent::Unknown(broken.to_string())),
            Err(_) => Err(NotSent::Unknown("the relay does not answer".to_owned())),
        }
    }
}
