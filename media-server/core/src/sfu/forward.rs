//! Media through the room.

use std::time::Instant;

use protocol::media::MediaEvent;

use super::Sfu;
use crate::{
    codec::Kind,
    publisher::Received,
    room::Key,
    rtcp::{self, Message},
    session::Role,
};

impl Sfu {
    pub(super) fn handle_rtp(&mut self, key: Key, datagram: &mut [u8], now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let Some(bytes) = session.transport.open_rtp(datagram) else {
            self.counters.packets_refused += 1;
            return;
        };
        session.heard = now;
        let (room, id) = (session.room, session.id);
        let Role::Publisher(publisher) = &mut session.role else {
            return;
        };
        if let Some(received) = publisher.receive(&datagram[..bytes], now) {
            let resumed = received.kind == Kind::Video && publisher.heard_video(now);
            if resumed {
                self.emit(room, MediaEvent::Resumed { session: id });
            }
            if received.arrival.completes_first_frame {
                let codec = received.packet.codec.name().to_owned();
                self.emit(room, MediaEvent::FirstFrame { session: id, codec });
            }
            self.forward(key, room, &received, now);
        }
        self.schedule(key, now);
    }

    fn forward(
        &mut self,
        key: Key,
        room: protocol::id::ReportId,
        received: &Received<'_>,
        now: Instant,
    ) {
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        if members.publisher != Some(key) || members.held {
            return;
        }
        let mut waiting = false;
        for viewer_key in &members.viewers {
            let Some(session) = self.sessions.get_mut(*viewer_key) else {
                continue;
            };
            let Role::Viewer(viewer) = &mut session.role else {
                continue;
            };
            if session.connected {
                self.counters.packets_forwarded += 1;
                waiting |=
                    !viewer.forward(received, now, &mut session.transport, &mut self.transmits);
            }
        }
        if waiting {
            self.want_key_frame(room, now);
        }
    }

    pub(super) fn handle_rtcp(&mut self, key: Key, datagram: &mut [u8], now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let Some(bytes) = session.transport.open_rtcp(datagram) else {
            self.counters.packets_refused += 1;
            return;
        };
        session.heard = now;
        let is_publisher = matches!(session.role, Role::Publisher(_));
        for message in rtcp::messages(&datagram[..bytes]) {
            if is_publisher {
                self.handle_publisher_report(key, &message, now);
            } else {
                self.handle_viewer_feedback(key, &message, now);
            }
        }
    }

    fn handle_publisher_report(&mut self, key: Key, message: &Message<'_>, now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let room = session.room;
        let Role::Publisher(publisher) = &mut session.role else {
            return;
        };
        let Some((kind, source, clock)) = publisher.receive_report(message, now) else {
            return;
        };
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        for viewer_key in &members.viewers {
            let Some(session) = self.sessions.get_mut(*viewer_key) else {
                continue;
            };
            if let Role::Viewer(viewer) = &mut session.role {
                let transmits = &mut self.transmits;
                viewer.forward_clock(kind, source, &clock, &mut session.transport, transmits);
            }
        }
    }

    fn handle_viewer_feedback(&mut self, key: Key, message: &Message<'_>, now: Instant) {
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
        let transmits = &mut self.transmits;
        if viewer.receive(message, publisher, now, &mut session.transport, transmits) {
            self.want_key_frame(room, now);
        }
    }
}
