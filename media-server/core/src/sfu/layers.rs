//! Which layers viewers wait for.

use std::time::Instant;

use super::Sfu;
use crate::{room::Key, session::Role, up::layer_bit};

impl Sfu {
    /// Notes that a viewer cannot go on without a key frame of the layer that it sees.
    pub(super) fn want_key_frame(&mut self, viewer: Key, now: Instant) {
        let Some(room) = self.sessions.get(viewer).map(|session| session.room) else {
            return;
        };
        let Some(publisher) = self.rooms.get(&room).and_then(|room| room.publisher) else {
            return;
        };
        let Some((session, Some(other))) = self.sessions.pair(viewer, Some(publisher)) else {
            return;
        };
        if let (Role::Viewer(viewer), Role::Publisher(sender)) = (&mut session.role, &other.role) {
            viewer.choose(sender.ladder(), now);
            let layers = viewer.layer().map_or(0, layer_bit);
            self.want_key_frames(publisher, layers, now);
        }
    }

    /// Asks a publisher for key frames of these layers, as soon as it may be asked.
    pub(super) fn want_key_frames(&mut self, publisher: Key, layers: u8, now: Instant) {
        if layers == 0 {
            return;
        }
        if let Some(Role::Publisher(sender)) = self
            .sessions
            .get_mut(publisher)
            .map(|session| &mut session.role)
        {
            self.counters.key_frames_wanted += sender.want_key_frames(layers);
            self.schedule(publisher, now);
        }
    }

    /// Tells what a publisher sends and what its viewers see.
    pub(super) fn emit_statistics(&mut self, publisher: Key, now: Instant) {
        let Some(session) = self.sessions.get(publisher) else {
            return;
        };
        let (room, id) = (session.room, session.id);
        let Role::Publisher(sender) = &session.role else {
            return;
        };
        let viewers = self.rooms.get(&room).map_or(&[][..], |room| &room.viewers);
        let connected = viewers
            .iter()
            .filter_map(|key| self.sessions.get(*key))
            .filter(|session| session.connected);
        let views = connected
            .filter_map(|session| match &session.role {
                Role::Viewer(viewer) => Some(viewer.view(session.id, sender.ladder())),
                Role::Publisher(_) => None,
            })
            .collect();
        if let Some(Role::Publisher(sender)) = self
            .sessions
            .get_mut(publisher)
            .map(|session| &mut session.role)
        {
            let statistics = sender.take_statistics(now, id, views);
            self.emit(room, statistics);
        }
    }
}
