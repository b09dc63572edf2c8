//! The gateways that carry links, in their order, and whether each is there.

pub mod kannel;
pub mod smpp;
pub(crate) mod watch;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::{
    gateway::{ChannelHealth, ChannelState, GatewayHealth, GatewayLine},
    request::Channel,
    time::UnixMs,
};
use signaling_core::{Refusal, mail::Mail, sending, sms::Sms};

use crate::{
    mail::MailSender,
    sms::{Delivery, NotSent, OutgoingSms, ProbeFuture, ReceiptLogin, SmsSender},
};

pub struct Gateways {
    sms: Vec<Gateway>,
    mail: Vec<Gateway>,
}

/// One gateway and what is known of it.
pub struct Gateway {
    sender: Sender,
    health: Mutex<Health>,
}

enum Sender {
    Sms(Arc<dyn SmsSender>),
    Mail(Arc<dyn MailSender>),
}

#[derive(Clone, Copy)]
struct Health {
    is_up: bool,
    since: UnixMs,
}

/// A message of either channel.
pub enum Outgoing {
    Sms(Sms),
    Mail(Mail),
}

impl Gateways {
    pub fn new(
        sms: Vec<Arc<dyn SmsSender>>,
        mail: Option<Arc<dyn MailSender>>,
        now: UnixMs,
    ) -> Self {
        let gateway = |sender| Gateway {
            sender,
            health: Mutex::new(Health {
                is_up: true,
                since: now,
            }),
        };
        Self {
            sms: sms
                .into_iter()
                .map(|one| gateway(Sender::Sms(one)))
                .collect(),
            mail: mail
                .into_iter()
                .map(|one| gateway(Sender::Mail(one)))
                .collect(),
        }
    }

    /// Refuses a channel that has no gateway.
    pub fn check(&self, channel: Channel) -> Result<(), Refusal> {
        match (channel, self.of(channel)) {
            (Channel::Sms, []) => Err(Refusal::SmsNotConfigured),
            (Channel::Email, []) => Err(Refusal::MailNotConfigured),
            _ => Ok(()),
        }
    }

    /// In the order in which they are asked now.
    pub fn in_order(&self, channel: Channel) -> Vec<&Gateway> {
        let gateways = self.of(channel);
        let are_up: Vec<bool> = gateways.iter().map(Gateway::is_up).collect();
        let order = sending::order(&are_up).into_iter();
        order.filter_map(|index| gateways.get(index)).collect()
    }

    pub fn health(&self) -> GatewayHealth {
        GatewayHealth {
            sms: health_of(&self.sms),
            email: health_of(&self.mail),
        }
    }

    fn of(&self, channel: Channel) -> &[Gateway] {
        match channel {
            Channel::Sms => &self.sms,
            Channel::Email => &self.mail,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Gateway> {
        self.sms.iter().chain(&self.mail)
    }
}

fn health_of(gateways: &[Gateway]) -> ChannelHealth {
    let gateways: Vec<GatewayLine> = gateways.iter().map(Gateway::line).collect();
    let up = gateways.iter().filter(|line| line.is_up).count();
    let state = match (up, gateways.len()) {
        (_, 0) => ChannelState::Absent,
        (0, _) => ChannelState::Down,
        (up, all) if up == all => ChannelState::Ready,
        _ => ChannelState::Reserve,
    };
    ChannelHealth { state, gateways }
}

impl Gateway {
    pub fn name(&self) -> &str {
        match &self.sender {
            Sender::Sms(sender) => sender.name(),
            Sender::Mail(sender) => sender.name(),
        }
    }

    /// Until when a receipt is awaited of a message that it takes now.
    pub fn receipt_due(&self, now: UnixMs) -> Option<UnixMs> {
        let Sender::Sms(sender) = &self.sender else {
            return None;
        };
        let wait = sender.receipt_wait()?;
        Some(now.plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
    }

    pub async fn send(
        &self,
        destination: &str,
        outgoing: &Outgoing,
        login: &ReceiptLogin,
    ) -> Result<Delivery, NotSent> {
        match (&self.sender, outgoing) {
            (Sender::Sms(sender), Outgoing::Sms(sms)) => {
                let message = OutgoingSms {
                    destination,
                    sms,
                    login,
                };
                sender.send(&message).await
            }
            (Sender::Mail(sender), Outgoing::Mail(mail)) => sender.send(destination, mail).await,
            _ => Err(NotSent::Refused(
                "a gateway of the other channel".to_owned(),
            )),
        }
    }

    fn probe(&self) -> ProbeFuture<'_> {
        match &self.sender {
            Sender::Sms(sender) => sender.probe(),
            Sender::Mail(sender) => sender.probe(),
        }
    }

    fn is_up(&self) -> bool {
        self.lock().is_up
    }

    /// Notes whether it is there; true when that is news.
    pub fn note(&self, is_up: bool, now: UnixMs) -> bool {
        let mut health = self.lock();
        let is_news = health.is_up != is_up;
        if is_news {
            *health = Health { is_up, since: now };
        }
        is_news
    }

    fn line(&self) -> GatewayLine {
        let Health { is_up, since } = *self.lock();
        GatewayLine {
            name: self.name().to_owned(),
            is_up,
            since_ms: since,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
