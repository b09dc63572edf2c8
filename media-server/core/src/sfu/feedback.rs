//! Reports of publishers and feedback of viewers.

use std::time::Instant;

use super::Sfu;
use crate::{
    path::Path,
    room::Key,
    rtcp::{self, Message},
    session::Role,
};

impl Sfu {
    pub(super) fn handle_rtcp(&mut self, key: Key, path: Path, datagram: &mut [u8], now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        if !session.ingress.is_open(now) {
            self.counters.ingress_dropped += 1;
            return;
        }
        let Some(bytes) = session.transport.open_rtcp(datagram) else {
            self.counters.packets_refused += 1;
            return;
        };
        session.ingress.charge(bytes);
        session.heard = now;
        self.counters.moves += u64::from(session.transport.handle_heard(path, now));
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
        let recording = &mut self.recording;
        let received = publisher.receive_report(message, (recording, room), now);
        let Some((kind, source, clock)) = received else {
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
                let transport = &mut session.transport;
                viewer.forward_clock(kind, source, &clock, now, transport, transmits);
            }
        }
    }

    fn handle_viewer_feedback(&mut self, key: Key, message: &Message<'_>, now: Instant) {
        let Some(session) = self.sessions.get_mut(key) else {
            return;
        };
        let Role::Viewer(viewer) = &mut session.role else {
            return;
        };
        if viewer.receive(message, now) {
            self.want_key_frame(key, now);
        }
        self.touch(key);
    }
}
