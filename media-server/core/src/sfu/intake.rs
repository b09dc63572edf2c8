//! Datagrams in.

use std::time::Instant;

use protocol::{
    id::ReportId,
    media::{EndCause, MediaEvent},
};

use super::Sfu;
use crate::{
    path::Path,
    room::Key,
    session::Role,
    transport::{
        TransportEvent,
        demux::{Protocol, protocol},
        stun,
    },
};

impl Sfu {
    /// Takes one datagram; it is decrypted in place.
    pub fn handle_datagram(&mut self, path: Path, datagram: &mut [u8], now: Instant) {
        self.counters.datagrams_in += 1;
        self.counters.bytes_in += datagram.len() as u64;
        let protocol = protocol(datagram);
        if protocol == Some(Protocol::Stun) {
            return self.handle_check(path, datagram, now);
        }
        let (Some(protocol), Some(&key)) = (protocol, self.by_peer.get(&path.peer())) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        match protocol {
            Protocol::Rtp => self.handle_rtp(key, path, datagram, now),
            Protocol::Rtcp => self.handle_rtcp(key, path, datagram, now),
            Protocol::Dtls => self.handle_dtls(key, path, datagram, now),
            Protocol::Stun => {}
        }
    }

    /// True for a path that passed a session's check.
    pub fn knows(&self, path: Path) -> bool {
        self.by_peer.contains_key(&path.peer())
    }

    /// Notes that a path is gone for good; its session goes on by another, or waits for one.
    pub fn handle_closed(&mut self, path: Path) {
        if let Some(key) = self.by_peer.remove(&path.peer())
            && let Some(session) = self.sessions.get_mut(key)
        {
            session.transport.forget(path);
        }
    }

    fn handle_check(&mut self, path: Path, datagram: &[u8], now: Instant) {
        let Some(request) = stun::Request::parse(datagram) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        let key = request
            .fragments()
            .and_then(|(local, _)| self.by_fragment.get(local))
            .copied();
        let Some(key) = key else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        if self.is_anothers(path, key, now) {
            self.counters.checks_refused += 1;
            return;
        }
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let checked = session
            .transport
            .handle_check(path, &request, now, &mut self.transmits);
        let Some(checked) = checked else {
            self.counters.checks_refused += 1;
            return;
        };
        session.heard = now;
        let sooner = session.was_checked(now);
        if let Some(forgotten) = checked.forgotten {
            self.by_peer.remove(&forgotten.peer());
        }
        self.by_peer.insert(path.peer(), key);
        if checked.moved {
            self.counters.moves += 1;
            tracing::debug!(session = %session.id, "the session moved to another address");
        }
        if sooner {
            self.schedule(key, now);
        }
    }

    /// Whether a path belongs to another session that lives: whoever can forge a source address
    /// must not cut off the one who has it.
    fn is_anothers(&self, path: Path, key: Key, now: Instant) -> bool {
        let holder = self.by_peer.get(&path.peer());
        let holder = holder.filter(|holder| **holder != key);
        let holder = holder.and_then(|holder| self.sessions.get(*holder));
        holder.is_some_and(|session| session.holds_addresses(now))
    }

    fn handle_dtls(&mut self, key: Key, path: Path, datagram: &[u8], now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let event = session
            .transport
            .handle_dtls(path, datagram, now, &mut self.transmits);
        session.got_dtls();
        if let Some(event) = event {
            self.transport_event(key, event, now);
        }
        self.schedule(key, now);
    }

    pub(super) fn transport_event(&mut self, key: Key, event: TransportEvent, now: Instant) {
        match event {
            TransportEvent::Connected => self.connected(key, now),
            TransportEvent::Closed => self.end(key, EndCause::Closed, now),
        }
    }

    /// Connects a session that has passed ICE without its DTLS handshake.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn skip_handshake(
        &mut self,
        session: protocol::id::WebrtcSessionId,
        keys: &crate::transport::srtp::KeyMaterial,
        now: Instant,
    ) {
        let Some(&key) = self.by_id.get(&session) else {
            return;
        };
        if let Some(session) = self.sessions.get_mut(key) {
            session.transport.skip_handshake(keys);
        }
        self.transport_event(key, TransportEvent::Connected, now);
    }

    fn connected(&mut self, key: Key, now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        session.connected = true;
        self.half_open.remove(&session.serial);
        session.heard = now;
        let (room, id, subject) = (session.room, session.id, session.subject.clone());
        match &mut session.role {
            Role::Publisher(publisher) => {
                publisher.connected(now);
                publisher.want_key_frames(u8::MAX);
                let first = self
                    .rooms
                    .get(&room)
                    .is_some_and(|room| room.publisher.is_none());
                if first {
                    self.promote(key, now);
                }
                self.emit(
                    room,
                    MediaEvent::Connected {
                        session: id,
                        subject,
                    },
                );
            }
            Role::Viewer(_) => {
                let viewers = self.viewers(room);
                self.emit(
                    room,
                    MediaEvent::ViewStarted {
                        session: id,
                        subject,
                        viewers,
                    },
                );
                self.want_key_frame(key, now);
            }
        }
    }

    /// Notes that a connected publisher sends what viewers can begin with. A candidate takes the
    /// place of the publisher before it only now, so that the picture has no gap.
    pub(super) fn begins(&mut self, key: Key, room: ReportId, now: Instant) {
        let waits = self
            .rooms
            .get(&room)
            .is_some_and(|room| room.candidate == Some(key));
        if waits {
            self.promote(key, now);
        }
    }

    /// The connected candidate takes the place of the publisher before it.
    pub(super) fn promote(&mut self, key: Key, now: Instant) {
        let Some(session) = self.sessions.get(key) else {
            return;
        };
        let id = session.room;
        let room = self.rooms.entry(id).or_default();
        if room.candidate == Some(key) {
            room.candidate = None;
        }
        let older = room.publisher.replace(key).filter(|older| *older != key);
        if let Some(older) = older {
            self.end(older, EndCause::Replaced, now);
        }
    }
}
