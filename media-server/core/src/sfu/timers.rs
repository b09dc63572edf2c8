//! When which session wants to be called. Old entries stay in the queue and are skipped.

use std::{cmp::Reverse, collections::BinaryHeap, time::Instant};

use protocol::media::{EndCause, MediaEvent};

use super::Sfu;
use crate::{room::Key, session::Role};

#[derive(Default)]
pub struct Timers {
    queue: BinaryHeap<Reverse<(Instant, u64, Key)>>,
}

impl Sfu {
    /// When [`Sfu::handle_timeout`] wants to be called; earlier does no harm.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.queue.peek().map(|Reverse((at, ..))| *at)
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(Reverse((at, serial, key))) = self.timers.queue.peek().copied() {
            if at > now {
                return;
            }
            self.timers.queue.pop();
            let Some(session) = self.sessions.get_mut(key) else {
                continue;
            };
            if session.serial == serial && session.scheduled == Some(at) {
                session.scheduled = None;
                self.run_timers(key, now);
                self.schedule(key, now);
            }
        }
    }

    /// Makes sure that the session is called in time.
    pub(super) fn schedule(&mut self, key: Key, now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        // Strictly later than now, so that one call of handle_timeout ends.
        let at = session
            .poll_timeout(now)
            .max(now + std::time::Duration::from_millis(1));
        if session.scheduled.is_none_or(|scheduled| at < scheduled) {
            session.scheduled = Some(at);
            self.timers.queue.push(Reverse((at, session.serial, key)));
        }
    }

    /// What became due by this turn's packets is done with the turn: a wake-up costs more.
    pub(super) fn run_due(&mut self, key: Key, now: Instant) {
        let due = self
            .sessions
            .get(key)
            .is_some_and(|session| session.poll_timeout(now) <= now);
        if due {
            self.run_timers(key, now);
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
        let (id, connected) = (session.id, session.connected);
        let Role::Publisher(publisher) = &mut session.role else {
            return;
        };
        if !connected {
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
