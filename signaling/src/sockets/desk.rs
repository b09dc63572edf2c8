//! What a caller's page says, one act each.

use admin::{
    random,
    trail::{Action, Subject},
};
use protocol::{
    caller::{FromCaller, ToCaller},
    console::ConsoleEvent,
    id::MessageId,
    ladder::LadderStep,
    place::{Position, TrackPoint},
    text::{Author, Message, MessageBody},
    time::UnixMs,
};
use signaling_core::{
    Command, Refusal,
    message::{check_client_key, check_words},
    position,
};

use crate::{
    Signaling,
    caller::Caller,
    failure::Failure,
    store::{messages, points, reports},
};

/// The phone behind an open socket.
pub struct Desk {
    pub signaling: Signaling,
    pub caller: Caller,
}

impl Desk {
    pub async fn messages_so_far(&self) -> Result<Vec<Message>, Failure> {
        let db = &**self.signaling.admin().db();
        let key = self
            .signaling
            .admin()
            .keys()
            .report_key(self.caller.report)
            .await?;
        Ok(messages::all(db, self.caller.report, &key).await?)
    }

    /// Whether the picture is on hold at this moment.
    pub async fn is_held(&self) -> Result<bool, Failure> {
        let found = reports::load(&**self.signaling.admin().db(), self.caller.report).await?;
        Ok(found.is_some_and(|loaded| loaded.report.desk.held.is_some()))
    }

    /// One line for each message.
    pub async fn take(&self, message: FromCaller) -> Result<Option<ToCaller>, Failure> {
        let device = self.caller.device;
        match message {
            FromCaller::Hello { .. } => Ok(None),
            FromCaller::Positions { seq, points } => self.positions(seq, points).await,
            FromCaller::Say { client_key, words } => self.say(client_key, words).await,
            FromCaller::Shown { message } => self.shown(message).await,
            FromCaller::Permitted => self.decide(Command::Permitted { device }).await,
            FromCaller::Stuck { obstacle } => {
                self.decide(Command::Stuck { device, obstacle }).await
            }
            FromCaller::Unstuck => self.decide(Command::Unstuck { device }).await,
            // The page counts for its own display (VR-4.2.2.エ); totals come from the media node.
            FromCaller::Step { step } => self.step(step).await,
            FromCaller::Traffic { .. } => Ok(None),
            FromCaller::End { withdrawn } => {
                self.decide(Command::CallerEnds { device, withdrawn }).await
            }
            FromCaller::Ping => Ok(Some(ToCaller::Pong)),
        }
    }

    async fn decide(&self, command: Command) -> Result<Option<ToCaller>, Failure> {
        let mut turn = self
            .signaling
            .turn(self.caller.report, self.caller.who())
            .await?;
        turn.decide(command).await?;
        turn.finish().await?;
        Ok(None)
    }

    async fn step(&self, step: LadderStep) -> Result<Option<ToCaller>, Failure> {
        let now = self.signaling.admin().now();
        let report = self.caller.report;
        if self.signaling.sights().set_step(report, step, now) {
            self.signaling.show(report).await?;
        }
        Ok(None)
    }

    /// Stores a batch once; the page repeats it until it hears the acknowledgement.
    async fn positions(&self, seq: u32, sent: Vec<Position>) -> Result<Option<ToCaller>, Failure> {
        let Caller { report, device, .. } = self.caller;
        let received = Some(ToCaller::PositionsReceived { seq });
        let mut turn = self.signaling.turn(report, self.caller.who()).await?;
        turn.report().check_device(device, turn.now())?;
        if points::is_known(turn.txn(), report, device, seq).await? {
            return Ok(received);
        }
        let accepted = position::accept(sent, turn.now());
        let first = turn.report().totals.positions + 1;
        let count = u32::try_from(accepted.len()).unwrap_or(u32::MAX);
        match turn
            .decide(Command::PositionsArrived { points: count })
            .await
        {
            Ok(()) => {}
            // Far more than a phone can measure: taken off its hands, kept no more.
            Err(Failure::Refusal(Refusal::TooManyPositions)) => return Ok(received),
            Err(failure) => return Err(failure),
        }
        let now = turn.now();
        let track: Vec<TrackPoint> = (first..)
            .zip(accepted)
            .map(|(seq, point)| self.placed(seq, point, now))
            .collect();
        let key = turn.key().clone();
        points::insert(turn.txn(), &key, device, seq, &track).await?;
        // A buffer that comes late may hold older positions than the last one; the newest counts.
        if let Some(last) = track.iter().max_by_key(|point| point.position.at_ms) {
            let known = points::open_last(&key, turn.row())?;
            if known.is_none_or(|known| known.position.at_ms <= last.position.at_ms) {
                turn.row().last_point = Some(points::seal_last(&key, last));
            }
            turn.event(ConsoleEvent::Points {
                report,
                points: track,
            });
        }
        turn.finish().await?;
        Ok(received)
    }

    fn placed(&self, seq: u32, position: Position, received_ms: UnixMs) -> TrackPoint {
        let Position {
            latitude_deg,
            longitude_deg,
            ..
        } = position;
        let municipality = self.signaling.municipality(latitude_deg, longitude_deg);
        TrackPoint {
            seq,
            position,
            received_ms,
            municipality,
        }
    }

    async fn say(&self, client_key: String, words: String) -> Result<Option<ToCaller>, Failure> {
        check_client_key(&client_key)?;
        let words = check_words(&words)?;
        let Caller { report, device, .. } = self.caller;
        let mut turn = self.signaling.turn(report, self.caller.who()).await?;
        turn.report().check_device(device, turn.now())?;
        if !messages::is_known(turn.txn(), report, &client_key).await? {
            turn.decide(Command::MessageSaid).await?;
            let message = Message {
                id: MessageId::new(turn.now(), random::id()),
                at_ms: turn.now(),
                author: Author::Caller,
                body: MessageBody::Words { words },
                delivered_ms: None,
            };
            let stored = Some(client_key.clone());
            messages::insert(turn.txn(), report, turn.key(), &message, stored).await?;
            turn.trail(Action::AnswerMessage, &[Subject::Message(message.id)])
                .await?;
            turn.event(ConsoleEvent::Message { report, message });
            turn.finish().await?;
        }
        Ok(Some(ToCaller::SayReceived { client_key }))
    }

    async fn shown(&self, message: MessageId) -> Result<Option<ToCaller>, Failure> {
        let report = self.caller.report;
        let mut turn = self.signaling.turn(report, self.caller.who()).await?;
        let key = turn.key().clone();
        let now = turn.now();
        let changed = messages::set_delivered(turn.txn(), report, &key, message, now).await?;
        if let Some(message) = changed {
            turn.event(ConsoleEvent::Message { report, message });
            turn.finish().await?;
        }
        Ok(None)
    }
}
