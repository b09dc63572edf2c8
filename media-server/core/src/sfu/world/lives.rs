//! Random lives of two rooms against a model that knows nothing of packets: who is there, and
//! who therefore sees a picture.

use std::collections::BTreeSet;

use protocol::{id::ReportId, media::MediaOrder};

use super::{World, room};
use crate::{codec::Codec, refusal::Refusal};

/// Long enough for a handshake, a key frame and what was on its way.
const SETTLE_MS: u64 = 1000;
const WATCH_MS: u64 = 500;
/// Fifteen are filmed meanwhile.
const PICTURES_MIN: usize = 10;
const STEPS: usize = 40;
const VIEWERS_MAX: usize = 4;

#[derive(Default)]
struct Model {
    publisher: Option<usize>,
    viewers: BTreeSet<usize>,
    held: bool,
}

impl Model {
    fn members(&self) -> usize {
        usize::from(self.publisher.is_some()) + self.viewers.len()
    }

    fn any(&self, pick: u64) -> Option<usize> {
        let members = self.publisher.iter().chain(&self.viewers);
        let at = usize::try_from(pick).unwrap() % self.members().max(1);
        members.copied().nth(at)
    }

    fn loses(&mut self, peer: usize) {
        self.viewers.remove(&peer);
        self.publisher = self.publisher.filter(|publisher| *publisher != peer);
    }

    fn shows(&self) -> bool {
        self.publisher.is_some() && !self.held
    }
}

struct Lives {
    world: World,
    models: [Model; 2],
    state: u64,
}

impl Lives {
    fn new(seed: u64) -> Self {
        Self {
            world: World::new(),
            models: Default::default(),
            state: seed,
        }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % limit
    }

    /// Something happens in one of the rooms; what it was, for whoever reads a failure.
    fn step(&mut self) -> String {
        let at = usize::try_from(self.below(2)).unwrap();
        let id = place(at);
        self.world.room = id;
        let pick = self.below(1000);
        let member = self.models[at].any(pick);
        let now = self.world.now;
        match (self.below(11), member) {
            (0 | 1, _) => {
                let peer = self.world.publisher(codec(at));
                self.models[at].publisher = Some(peer);
                format!("{peer} publishes in {at}")
            }
            (2..=4, _) if self.models[at].viewers.len() < VIEWERS_MAX => {
                let peer = self.world.viewer();
                self.models[at].viewers.insert(peer);
                format!("{peer} views {at}")
            }
            (5, Some(peer)) => {
                assert_eq!(
                    self.close(peer, place(1 - at)),
                    Err(Refusal::UnknownSession)
                );
                assert_eq!(self.close(peer, id), Ok(()));
                self.models[at].loses(peer);
                format!("{peer} leaves {at}")
            }
            (6, Some(peer)) => {
                self.world.peers[peer].say_goodbye(now);
                self.models[at].loses(peer);
                format!("{peer} says goodbye")
            }
            (7, Some(peer)) => {
                let subject = self.world.peers[peer].subject.clone();
                self.world
                    .sfu
                    .order(&MediaOrder::Revoke { room: id, subject }, now);
                self.models[at].loses(peer);
                format!("{peer} is revoked in {at}")
            }
            (8, Some(peer)) => {
                let port = 20_000 + u16::try_from(pick).unwrap();
                self.world.peers[peer].move_to(port, now);
                format!("{peer} moves to {port}")
            }
            (9, _) => {
                let order = if self.models[at].held {
                    MediaOrder::Release { room: id }
                } else {
                    MediaOrder::Hold { room: id }
                };
                self.world.sfu.order(&order, now);
                self.models[at].held ^= true;
                format!("{order:?}")
            }
            (10, _) if pick < 300 => {
                self.world.sfu.order(&MediaOrder::End { room: id }, now);
                self.models[at] = Model::default();
                format!("{at} ends")
            }
            _ => "nothing".into(),
        }
    }

    fn close(&mut self, peer: usize, room: ReportId) -> Result<(), Refusal> {
        let (session, subject) = {
            let peer = &self.world.peers[peer];
            (peer.session, peer.subject.clone())
        };
        self.world
            .sfu
            .close(session, room, &subject, self.world.now)
    }

    fn pictures(&self) -> Vec<usize> {
        let shown = |peer: &crate::scripted::Peer| match &peer.role {
            crate::scripted::Role::Viewer(screen) => screen.complete.len(),
            crate::scripted::Role::Publisher(_) => 0,
        };
        self.world.peers.iter().map(shown).collect()
    }

    fn compare(&mut self, story: &str) {
        self.world.run_ms(SETTLE_MS);
        // Whoever moved was sent something to where it was.
        self.world.strays.clear();
        let before = self.pictures();
        self.world.run_ms(WATCH_MS);
        let after = self.pictures();
        for peer in 0..before.len() {
            let new = after[peer] - before[peer];
            let sees = self
                .models
                .iter()
                .any(|model| model.shows() && model.viewers.contains(&peer));
            assert!(
                if sees { new >= PICTURES_MIN } else { new == 0 },
                "{peer} saw {new} pictures{story}"
            );
        }
        for (at, model) in self.models.iter().enumerate() {
            for viewer in &model.viewers {
                let codecs = &self.world.peers[*viewer].screen().codecs;
                let foreign = codecs.iter().any(|found| *found != codec(at));
                assert!(!foreign, "{viewer} saw the other room{story}");
            }
        }
        let counters = self.world.sfu.counters();
        let members: usize = self.models.iter().map(Model::members).sum();
        assert_eq!(counters.sessions, members as u64, "{story}");
        let rooms = self
            .models
            .iter()
            .filter(|model| model.members() > 0 || model.held);
        assert_eq!(counters.rooms, rooms.count() as u64, "{story}");
        assert_eq!(self.world.strays.len(), 0, "{story}");
    }
}

fn place(at: usize) -> ReportId {
    room(u8::try_from(at).unwrap() + 1)
}

/// What a room's phones send tells whose picture it is.
fn codec(at: usize) -> Codec {
    [Codec::Vp8, Codec::H264][at]
}

#[test]
fn whatever_happens_those_who_are_there_see_their_room_and_nobody_else_does() {
    for seed in 0..8 {
        let mut lives = Lives::new(seed);
        let mut story = format!("; seed {seed}");
        for _ in 0..STEPS {
            story += "\n";
            story += &lives.step();
            lives.compare(&story);
        }
    }
}
