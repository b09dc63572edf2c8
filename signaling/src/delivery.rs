//! Sends a link by its channel, the first time and again: gateway after gateway, until one has the
//! message or may have it.

use admin::random;
use protocol::{report::ReportView, request::Channel};
use signaling_core::{
    Command, Refusal,
    delivery::Heard,
    mail,
    sending::{self, Answer, MessageState, Next},
    sms, token,
    wording::Wording,
};
use tokio::time::{Instant, timeout_at};

use crate::{
    Signaling,
    failure::Failure,
    gateways::{Gateway, Outgoing},
    limits::GATEWAY_WAIT,
    sms::{Delivery, NotSent},
    store::{
        sendings::{self, Queued},
        words::of_word,
    },
    turn::Who,
};

impl Outgoing {
    /// Refuses when the channel is not configured or the words do not fit.
    pub fn new(
        signaling: &Signaling,
        channel: Channel,
        wording: Wording,
        secret: &str,
    ) -> Result<Self, Refusal> {
        let origin = &signaling.config().origin;
        signaling.gateways().check(channel)?;
        Ok(match channel {
            Channel::Sms => Self::Sms(sms::compose(wording, origin, secret)?),
            Channel::Email => Self::Mail(mail::compose(wording, origin, secret)),
        })
    }

    fn channel(&self) -> Channel {
        match self {
            Self::Sms(_) => Channel::Sms,
            Self::Mail(_) => Channel::Email,
        }
    }
}

/// The message as it will go out, with the secret masked. Refuses like the sending itself.
pub fn preview(
    signaling: &Signaling,
    channel: Channel,
    wording: Wording,
) -> Result<String, Refusal> {
    let origin = &signaling.config().origin;
    signaling.gateways().check(channel)?;
    match channel {
        Channel::Sms => sms::preview(wording, origin),
        Channel::Email => Ok(mail::preview(wording, origin)),
    }
}

/// Bytes rarely fail to give a token; three draws in a row never do.
pub fn new_secret() -> String {
    std::iter::repeat_with(|| token::base62(&random::bytes()))
        .flatten()
        .next()
        .expect("the iterator never ends")
}

/// What one gateway said, and under which id it knows the message.
struct Asked {
    answer: Answer,
    gateway_id: Option<String>,
}

impl Signaling {
    /// Sends a message that is queued, then notes what became of it in a turn of its own: no
    /// transaction waits for a gateway.
    pub(crate) async fn deliver(
        &self,
        message: Queued,
        destination: &str,
        outgoing: &Outgoing,
    ) -> Result<ReportView, Failure> {
        let deadline = Instant::now() + GATEWAY_WAIT;
        let gateways = self.gateways().in_order(outgoing.channel());
        let login = self.receipt_login(message.id);
        let mut has_refused = false;
        for (attempts, gateway) in gateways.iter().enumerate() {
            if !self.begin_submitting(message, gateway, attempts).await? {
                break;
            }
            let sent = timeout_at(deadline, gateway.send(destination, outgoing, &login)).await;
            let late = || Err(NotSent::Unknown("it does not answer in time".to_owned()));
            let asked = self.heard_of(gateway, sent.unwrap_or_else(|_| late()));
            let is_last = attempts + 1 == gateways.len() || Instant::now() >= deadline;
            match sending::answered(asked.answer, is_last, has_refused) {
                Next::Ask => has_refused |= asked.answer == Answer::Refused,
                Next::Settle(state, heard) => {
                    let receipt_due = gateway.receipt_due(self.admin().now());
                    let heard = Heard {
                        receipt_due,
                        ..heard
                    };
                    let id = asked.gateway_id.as_deref();
                    return self.settle(message, state, heard, id).await;
                }
            }
        }
        // Nobody was asked who could have the message, or another server has it in hand.
        let turn = self.turn(message.report, Who::System).await?;
        turn.finish().await
    }

    /// Notes that a gateway is asked, before it is.
    async fn begin_submitting(
        &self,
        message: Queued,
        gateway: &Gateway,
        attempts: usize,
    ) -> Result<bool, Failure> {
        let write = self.admin().db().begin_write().await?;
        let attempts = i32::try_from(attempts).unwrap_or(i32::MAX);
        let now = self.admin().now();
        let name = gateway.name();
        let is_ours = sendings::submitting(&*write, message.id, name, attempts, now).await?;
        write.commit().await?;
        Ok(is_ours)
    }

    /// Reads an answer, and what it says of the gateway itself.
    fn heard_of(&self, gateway: &Gateway, sent: Result<Delivery, NotSent>) -> Asked {
        let (answer, gateway_id) = match sent {
            Ok(Delivery::Accepted { gateway_id }) => (Answer::Accepted, gateway_id),
            Ok(Delivery::Delivered) => (Answer::Delivered, None),
            Err(not) => {
                tracing::warn!(gateway = gateway.name(), cause = %not, "a message was not taken");
                let answer = match not {
                    NotSent::Refused(_) => Answer::Refused,
                    NotSent::Unreachable(_) => Answer::Unreachable,
                    NotSent::Unknown(_) => Answer::Unknown,
                };
                (answer, None)
            }
        };
        let is_up = !matches!(answer, Answer::Unreachable | Answer::Unknown);
        self.note_gateway(gateway, is_up);
        Asked { answer, gateway_id }
    }

    async fn settle(
        &self,
        message: Queued,
        state: MessageState,
        heard: Heard,
        gateway_id: Option<&str>,
    ) -> Result<ReportView, Failure> {
        let mut turn = self.turn(message.report, Who::System).await?;
        let now = turn.now();
        sendings::settle(turn.txn(), message.id, state, gateway_id, now).await?;
        let send = message.send;
        turn.decide(Command::Delivery { send, heard }).await?;
        turn.finish().await
    }

    /// What the server before this one left in the middle is settled, never sent again: the secret
    /// of the link went with it.
    pub(crate) async fn settle_left_behind(&self) -> Result<(), Failure> {
        let rows = sendings::left_behind(&**self.admin().db()).await?;
        for row in rows {
            let state: MessageState = of_word(&row.state)?;
            let Some((state, heard)) = sending::left_behind(state) else {
                continue;
            };
            let message = Queued {
                id: protocol::id::MessageId(row.id),
                report: protocol::id::ReportId(row.report),
                send: u32::try_from(row.send).unwrap_or(0),
            };
            match self.settle(message, state, heard, None).await {
                Ok(_) => {}
                // What the report received is erased, and nobody waits for the message.
                Err(Failure::Refusal(Refusal::ReportErased)) => {
                    self.forget_message(message, state).await?;
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    async fn forget_message(&self, message: Queued, state: MessageState) -> Result<(), Failure> {
        let now = self.admin().now();
        self.admin()
            .db()
            .write(async |txn| {
                sendings::settle(txn, message.id, state, None, now).await?;
                Ok::<_, admin::problem::Refused>(())
            })
            .await?;
        Ok(())
    }
}
