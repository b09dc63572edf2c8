//! All rooms of one shard.

mod alarms;
mod close;
mod feedback;
mod forward;
mod intake;
mod join;
mod layers;
mod patch;
mod recording;
mod table;
mod timers;

#[cfg(test)]
mod world;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    hash::{BuildHasherDefault, DefaultHasher},
    net::SocketAddr,
    time::Instant,
};

use protocol::{
    id::{ReportId, WebrtcSessionId},
    media::MediaEvent,
};

use self::{alarms::Alarms, table::Table};
pub use self::{
    join::Joining,
    patch::{Expected, Patched, Patching},
};
#[cfg(test)]
use crate::session::Role;
use crate::{
    limits,
    path::Peer,
    random::Random,
    recording::Recording,
    room::{Key, Room},
    transmit::{Transmit, Transmits},
    transport::Identity,
};

pub struct SfuConfig {
    pub identity: Identity,
    /// Addresses that answers name: where the shard's socket can be reached.
    pub candidates: Vec<SocketAddr>,
    /// Where the shard takes TCP connections of peers whose UDP is blocked; may be empty.
    pub tcp_candidates: Vec<SocketAddr>,
    /// Secret random bytes.
    pub seed: [u8; 32],
    /// The beginning of this shard's time.
    pub epoch: Instant,
}

/// What happened in a room. The shell numbers and dates it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub room: ReportId,
    pub event: MediaEvent,
}

/// What was counted since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub datagrams_in: u64,
    pub bytes_in: u64,
    /// Datagrams from addresses that passed no check, or of no known kind.
    pub datagrams_unknown: u64,
    /// SRTP and SRTCP packets that were replayed or not authentic.
    pub packets_refused: u64,
    pub packets_forwarded: u64,
    /// Padding that joined packets to runs.
    pub padding_bytes: u64,
    /// Packets dropped because a viewer's queue was full or too old.
    pub queue_dropped: u64,
    pub key_frames_wanted: u64,
    /// Packets that came after their session's limit, unopened.
    pub ingress_dropped: u64,
    /// Checks that were not authentic, heard before from elsewhere, or from the address of another
    /// live session.
    pub checks_refused: u64,
    /// Sessions that moved to another address.
    pub moves: u64,
    pub transmits_dropped: u64,
    /// Sessions that had to make room before they were connected.
    pub half_open_dropped: u64,
    /// Records that found no free page.
    pub records_lost: u64,
    /// Packets of publishers in rooms that are not recorded, where others are.
    pub packets_unrecorded: u64,
    pub half_open: u64,
    pub sessions: u64,
    pub rooms: u64,
}

pub struct Sfu {
    config: SfuConfig,
    random: Random,
    sessions: Table,
    rooms: BTreeMap<ReportId, Room>,
    /// Sessions that are not connected, by serial number: the oldest first.
    half_open: BTreeMap<u64, Key>,
    by_id: BTreeMap<WebrtcSessionId, Key>,
    by_fragment: BTreeMap<String, Key>,
    /// Only addresses that passed a check, so strangers cannot fill it. A fixed hasher keeps runs
    /// equal.
    by_peer: HashMap<Peer, Key, BuildHasherDefault<DefaultHasher>>,
    alarms: Alarms,
    /// Sessions with something to do before the turn ends.
    touched: Vec<Key>,
    /// The last video packet of this turn did not end its picture.
    mid_frame: bool,
    transmits: Transmits,
    events: VecDeque<Event>,
    recording: Recording,
    counters: Counters,
}

impl Sfu {
    pub fn new(config: SfuConfig) -> Self {
        Self {
            random: Random::new(config.seed),
            config,
            sessions: Table::default(),
            rooms: BTreeMap::new(),
            half_open: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_fragment: BTreeMap::new(),
            by_peer: HashMap::default(),
            alarms: Alarms::default(),
            touched: Vec::new(),
            mid_frame: false,
            transmits: Transmits::default(),
            events: VecDeque::new(),
            recording: Recording::default(),
            counters: Counters::default(),
        }
    }

    /// The next run of datagrams to send.
    pub fn poll_transmit(&mut self) -> Option<Transmit<'_>> {
        self.transmits.pop()
    }

    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    pub fn counters(&self) -> Counters {
        let (records_lost, packets_unrecorded) = self.recording.counted();
        Counters {
            records_lost,
            packets_unrecorded,
            transmits_dropped: self.transmits.dropped(),
            half_open: self.half_open.len() as u64,
            sessions: self.sessions.len() as u64,
            rooms: self.rooms.len() as u64,
            ..self.counters
        }
    }

    #[cfg(test)]
    fn kept_bytes(&self) -> usize {
        let publishers = self.by_id.values().filter_map(|key| {
            let Role::Publisher(publisher) = &self.sessions.get(*key)?.role else {
                return None;
            };
            Some(publisher.kept_bytes())
        });
        publishers.sum()
    }

    fn emit(&mut self, room: ReportId, event: MediaEvent) {
        let statistics = matches!(event, MediaEvent::Statistics { .. });
        if !statistics || self.events.len() < limits::EVENTS_MAX {
            self.events.push_back(Event { room, event });
        }
    }

    /// Viewers of a room that are connected.
    fn viewers(&self, room: ReportId) -> u32 {
        let connected = self.rooms.get(&room).map_or(0, |room| {
            room.viewers
                .iter()
                .filter(|key| {
                    self.sessions
                        .get(**key)
                        .is_some_and(|session| session.connected)
                })
                .count()
        });
        u32::try_from(connected).unwrap_or(u32::MAX)
    }
}
