//! Ends: of sessions, by orders, of everything.

use std::time::Instant;

use protocol::{
    id::{ReportId, WebrtcSessionId},
    media::{EndCause, MediaEvent, MediaOrder},
};

use super::Sfu;
use crate::{
    limits,
    refusal::Refusal,
    room::Key,
    session::{Role, Session},
};

impl Sfu {
    /// Ends one session of a subject in a room; another's session counts as unknown.
    pub fn close(
        &mut self,
        id: WebrtcSessionId,
        room: ReportId,
        subject: &str,
        now: Instant,
    ) -> Result<(), Refusal> {
        let key = *self.by_id.get(&id).ok_or(Refusal::UnknownSession)?;
        let own = self
            .sessions
            .get(key)
            .is_some_and(|session| session.room == room && session.subject == subject);
        if !own {
            return Err(Refusal::UnknownSession);
        }
        self.end(key, EndCause::Deleted, now);
        Ok(())
    }

    /// Does what signaling orders. Refusing later tokens is the shell's part.
    pub fn order(&mut self, order: &MediaOrder, now: Instant) {
        match order {
            MediaOrder::End { room } => {
                self.end_members(*room, None, now);
                self.recording.finish(*room);
            }
            MediaOrder::Hold { room } => self.hold(*room),
            MediaOrder::Release { room } => self.release(*room),
            MediaOrder::Revoke { room, subject } => self.end_members(*room, Some(subject), now),
            MediaOrder::Record { room, .. } => self.record(*room),
        }
    }

    /// Says goodbye to everyone.
    pub fn shut_down(&mut self, now: Instant) {
        let keys: Vec<Key> = self.by_id.values().copied().collect();
        for key in keys {
            self.end(key, EndCause::Ordered, now);
        }
    }

    pub(super) fn end(&mut self, key: Key, cause: EndCause, now: Instant) {
        let Some(mut session) = self.sessions.remove(key) else {
            return;
        };
        self.alarms.remove(key);
        if session.has_consent(now) {
            session.transport.close(now, &mut self.transmits);
        }
        self.half_open.remove(&session.serial);
        self.by_id.remove(&session.id);
        for fragment in &session.fragments {
            self.by_fragment.remove(fragment);
        }
        for path in session.transport.addresses() {
            if self.by_peer.get(&path.peer()) == Some(&key) {
                self.by_peer.remove(&path.peer());
            }
        }
        if let Some(room) = self.rooms.get_mut(&session.room) {
            room.remove(key);
            if room.is_idle() {
                self.rooms.remove(&session.room);
            }
        }
        let room = session.room;
        if let Role::Publisher(publisher) = &session.role
            && let Some(number) = publisher.recorded()
        {
            self.recording.session_ended(room, number, now);
        }
        if session.connected {
            self.emit_end(session, cause);
        }
        self.promote_next(room, now);
    }

    /// A candidate that is connected need not send first when there is nobody to replace.
    fn promote_next(&mut self, room: ReportId, now: Instant) {
        let vacant = self
            .rooms
            .get(&room)
            .filter(|room| room.publisher.is_none());
        if let Some(key) = vacant.and_then(|room| room.candidate)
            && self
                .sessions
                .get(key)
                .is_some_and(|session| session.connected)
        {
            self.promote(key, now);
        }
    }

    fn emit_end(&mut self, session: Session, cause: EndCause) {
        let viewers = self.viewers(session.room);
        let Session {
            id,
            room,
            subject,
            role,
            ..
        } = session;
        let event = match role {
            Role::Publisher(publisher) => MediaEvent::PublishEnded {
                session: id,
                cause,
                totals: publisher.totals(),
            },
            Role::Viewer(_) => MediaEvent::ViewEnded {
                session: id,
                subject,
                viewers,
                cause,
            },
        };
        self.emit(room, event);
    }

    fn end_members(&mut self, room: ReportId, subject: Option<&str>, now: Instant) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        if subject.is_none() {
            members.held = false;
        }
        let keys: Vec<Key> = members.members().collect();
        for key in keys {
            let meant = self
                .sessions
                .get(key)
                .is_some_and(|session| subject.is_none_or(|subject| session.subject == subject));
            if meant {
                self.end(key, EndCause::Ordered, now);
            }
        }
        if self.rooms.get(&room).is_some_and(|room| room.is_idle()) {
            self.rooms.remove(&room);
        }
    }

    fn hold(&mut self, room: ReportId) {
        if !self.rooms.contains_key(&room) && self.rooms.len() >= limits::ROOMS_MAX {
            tracing::warn!(%room, "a room without sessions is not held: too many are");
            return;
        }
        let members = self.rooms.entry(room).or_default();
        members.held = true;
        for key in &members.viewers {
            if let Some(Role::Viewer(viewer)) =
                self.sessions.get_mut(*key).map(|session| &mut session.role)
            {
                viewer.stop();
            }
        }
    }

    fn release(&mut self, room: ReportId) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        members.held = false;
        if members.is_idle() {
            self.rooms.remove(&room);
        }
    }
}
