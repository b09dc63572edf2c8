//! Sends a link by its channel, the first time and again, and notes what the gateway said.

use std::sync::Arc;

use admin::random;
use protocol::{
    id::ReportId,
    report::{DeliveryState, ReportView},
    request::Channel,
    text::Language,
};
use signaling_core::{
    Command, Refusal,
    mail::{self, Mail},
    sms::{self, Sms},
    token,
};

use crate::{
    Signaling,
    failure::Failure,
    limits::GATEWAY_WAIT,
    mail::MailSender,
    sms::{Delivery, SmsSender},
    turn::Who,
};

/// A link on its way out, with the sender that will take it.
pub enum Outgoing {
    Sms(Sms, Arc<dyn SmsSender>),
    Mail(Mail, Arc<dyn MailSender>),
}

impl Outgoing {
    /// Refuses when the channel is not configured or the words do not fit.
    pub fn new(
        signaling: &Signaling,
        channel: Channel,
        language: Language,
        secret: &str,
    ) -> Result<Self, Refusal> {
        let origin = &signaling.config().origin;
        Ok(match channel {
            Channel::Sms => Self::Sms(
                sms::compose(language, origin, secret)?,
                signaling.sms()?.clone(),
            ),
            Channel::Email => Self::Mail(
                mail::compose(language, origin, secret),
                signaling.mail()?.clone(),
            ),
        })
    }

    async fn send(&self, destination: &str) -> anyhow::Result<Delivery> {
        match self {
            Self::Sms(sms, sender) => sender.send(destination, sms).await,
            Self::Mail(mail, sender) => sender.send(destination, mail).await,
        }
    }
}

/// The message as it will go out, with the secret masked. Refuses like the sending itself.
pub fn preview(
    signaling: &Signaling,
    channel: Channel,
    language: Language,
) -> Result<String, Refusal> {
    let origin = &signaling.config().origin;
    match channel {
        Channel::Sms => {
            signaling.sms()?;
            sms::preview(language, origin)
        }
        Channel::Email => {
            signaling.mail()?;
            Ok(mail::preview(language, origin))
        }
    }
}

/// Bytes rarely fail to give a token; three draws in a row never do.
pub fn new_secret() -> String {
    std::iter::repeat_with(|| token::base62(&random::bytes()))
        .flatten()
        .next()
        .expect("the iterator never ends")
}

impl Signaling {
    /// Sends message number `send` of a link, then notes the gateway's word in a turn of its own: no
    /// transaction waits for a gateway.
    pub(crate) async fn deliver(
        &self,
        report: ReportId,
        send: u32,
        destination: &str,
        outgoing: &Outgoing,
    ) -> Result<ReportView, Failure> {
        let sent = tokio::time::timeout(GATEWAY_WAIT, outgoing.send(destination));
        let state = match sent.await {
            Ok(Ok(Delivery::Accepted)) => DeliveryState::Accepted,
            Ok(Ok(Delivery::Delivered)) => DeliveryState::Delivered,
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "a gateway refused a message");
                DeliveryState::Failed
            }
            Err(_) => {
                tracing::warn!("a gateway does not answer");
                DeliveryState::Failed
            }
        };
        let mut turn = self.turn(report, Who::System).await?;
        turn.decide(Command::Delivery { send, state }).await?;
        turn.finish().await
    }
}
