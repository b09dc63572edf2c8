//! When which session wants to be called.

use std::time::{Duration, Instant};

use protocol::media::{EndCause, MediaEvent};

use super::Sfu;
use crate::{room::Key, session::Role};

impl Sfu {
    /// When [`Sfu::handle_timeout`] wants to be called; earlier does no harm.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let alarm = self.alarms.first().map(|(at, _)| at);
        alarm.into_iter().chain(self.recording.due()).min()
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((at, key)) = self.alarms.first()
            && at <= now
        {
            self.run_timers(key, now);
            self.schedule(key, now);
        }
    }

    /// Makes sure that the session is called in time.
    pub(super) fn schedule(&mut self, key: Key, now: Instant) {
        match self.sessions.get(key) {
            // Strictly later than now, so that one call of handle_timeout ends.
            Some(session) => {
                let at = session.poll_timeout(now);
                self.alarms.set(key, at.max(now + Duration::from_millis(1)));
            }
            None => self.alarms.remove(key),
        }
    }

    /// What became due by this turn's packets is done with the turn: a wake-up costs more.
    pub(super) fn run_due(&mut self, key: Key, now: Instant) {
        let session = self.sessions.get(key);
        let due = session.map(|session| session.poll_timeout(now));
        match due {
            Some(at) if at > now => self.alarms.set(key, at.max(now + Duration::from_millis(1))),
            _ => {
                self.run_timers(key, now);
                self.schedule(key, now);
            }
        }
    }

    fn run_timers(&mut self, key: Key, now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        if session.over_at() <= now {
            let expired = session.has_expired(now);
            let cause = if expired {
                EndCause::Ordered
            } else {
                EndCause::TimedOut
            };
            return self.end(key, cause, now);
        }
        if let Some(event) = session.transport.handle_timeout(now, &mut self.transmits) {
            self.transport_event(key, event, now);
        }
        self.run_publisher(key, now);
        self.touch(key);
    }

    fn run_publisher(&mut self, key: Key, now: Instant) {
        let Some(room) = self.sessions.get(key).map(|session| session.room) else {
            return;
        };
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let (id, may_send) = (session.id, session.has_consent(now));
        let Role::Publisher(publisher) = &mut session.role else {
            return;
        };
        if !may_send {
            return;
        }
        let stalls = publisher.handle_timeout(now, &mut session.transport, &mut self.transmits);
        let statistics = publisher.statistics_are_due(now);
        if stalls {
            self.emit(room, MediaEvent::Stalled { session: id });
        }
        if statistics {
            self.emit_statistics(key, now);
        }
    }
}
