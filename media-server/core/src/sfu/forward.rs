//! Media through the room: taken in packet by packet, passed on once a turn.

use std::time::Instant;

use protocol::media::MediaEvent;

use super::Sfu;
use crate::{codec::Kind, limits, path::Path, recording::Keeping, room::Key, session::Role};

impl Sfu {
    pub(super) fn handle_rtp(&mut self, key: Key, path: Path, datagram: &mut [u8], now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        if !session.ingress.is_open(now) {
            self.counters.ingress_dropped += 1;
            return;
        }
        let Some(bytes) = session.transport.open_rtp(datagram) else {
            self.counters.packets_refused += 1;
            return;
        };
        session.ingress.charge(bytes);
        session.heard = now;
        self.counters.moves += u64::from(session.transport.handle_heard(path, now));
        let (room, id) = (session.room, session.id);
        let Role::Publisher(publisher) = &mut session.role else {
            return;
        };
        let keeping = Keeping {
            recording: &mut self.recording,
            room,
            session: id,
        };
        if let Some(pending) = publisher.receive(&datagram[..bytes], keeping, now) {
            let resumed = pending.kind == Kind::Video && publisher.heard_video(now);
            let begins = pending.arrival.starts_key_frame
                && (pending.kind == Kind::Video || !publisher.has_video());
            if pending.kind == Kind::Video {
                self.mid_frame = !pending.arrival.ends_frame;
            }
            let is_full = publisher.pending().len() >= limits::PENDING_MAX;
            if resumed {
                self.emit(room, MediaEvent::Resumed { session: id });
            }
            if pending.arrival.completes_first_frame {
                let codec = pending.arrival.codec.name().to_owned();
                self.emit(room, MediaEvent::FirstFrame { session: id, codec });
            }
            if begins {
                self.begins(key, room, now);
            }
            if is_full {
                self.forward(key, now);
            }
        }
        self.touch(key);
    }

    /// Whether the last picture of the turn is not complete: what is missing is on its way, and it
    /// is worth a moment's wait to pass all of it on together.
    pub fn is_mid_frame(&self) -> bool {
        self.mid_frame
    }

    /// Ends a turn: passes on what came, sends what may go, and sets timers.
    pub fn flush(&mut self, now: Instant) {
        self.mid_frame = false;
        // Publishers first, so that a viewer's repairs and pictures leave together. Forwarding
        // touches nobody anew who is not in the list, so the list does not grow without end.
        for at in 0..self.touched.len() {
            self.forward(self.touched[at], now);
        }
        for at in 0..self.touched.len() {
            let key = self.touched[at];
            self.send(key, now);
            self.run_due(key, now);
            if let Some(session) = self.sessions.get_mut(key) {
                session.touched = false;
            }
        }
        self.touched.clear();
    }

    /// Notes that a session has something to do before the turn ends.
    pub(super) fn touch(&mut self, key: Key) {
        if let Some(session) = self.sessions.get_mut(key)
            && !std::mem::replace(&mut session.touched, true)
        {
            self.touched.push(key);
        }
    }

    /// Passes a publisher's packets on to every viewer of its room.
    fn forward(&mut self, key: Key, now: Instant) {
        let Some(session) = self.sessions.get(key) else {
            return;
        };
        let room = session.room;
        let Role::Publisher(publisher) = &session.role else {
            return;
        };
        if publisher.pending().is_empty() {
            return;
        }
        let members = self.rooms.get(&room);
        let members = members.filter(|room| room.publisher == Some(key) && !room.held);
        let mut awaited = 0;
        for viewer_key in members.iter().flat_map(|room| &room.viewers) {
            let Some((session, Some(other))) = self.sessions.pair(*viewer_key, Some(key)) else {
                continue;
            };
            let (Role::Viewer(viewer), Role::Publisher(publisher)) =
                (&mut session.role, &other.role)
            else {
                continue;
            };
            if !session.connected {
                continue;
            }
            viewer.choose(publisher.ladder(), now);
            let offered = viewer.offer(publisher, now);
            let flow = viewer.send(
                Some(publisher),
                now,
                &mut session.transport,
                &mut self.transmits,
            );
            awaited |= offered.awaited;
            self.counters.queue_dropped += offered.dropped;
            self.counters.packets_forwarded += flow.packets;
            self.counters.padding_bytes += flow.padding_bytes;
            if viewer.poll_timeout().is_some() && !std::mem::replace(&mut session.touched, true) {
                self.touched.push(*viewer_key);
            }
        }
        if let Some(Role::Publisher(publisher)) =
            self.sessions.get_mut(key).map(|session| &mut session.role)
        {
            publisher.clear_pending();
        }
        self.want_key_frames(key, awaited, now);
    }

    /// Sends what waits for a viewer.
    fn send(&mut self, key: Key, now: Instant) {
        let Some(room) = self.sessions.get(key).map(|session| session.room) else {
            return;
        };
        let publisher_key = self.rooms.get(&room).and_then(|room| room.publisher);
        let Some((session, other)) = self.sessions.pair(key, publisher_key) else {
            return;
        };
        let Role::Viewer(viewer) = &mut session.role else {
            return;
        };
        let publisher = other.and_then(|session| match &session.role {
            Role::Publisher(publisher) => Some(&**publisher),
            Role::Viewer(_) => None,
        });
        let flow = viewer.send(publisher, now, &mut session.transport, &mut self.transmits);
        self.counters.packets_forwarded += flow.packets;
        self.counters.padding_bytes += flow.padding_bytes;
    }
}
