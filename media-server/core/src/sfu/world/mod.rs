//! A world without waiting: an SFU, scripted peers and a link that loses what a test tells it to.

mod attacks;
mod congestion;
mod half_open;
mod handover;
mod lives;
mod narrow;
mod simulcast;
mod tests;
mod wakes;

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant},
};

use protocol::{id::ReportId, media::MediaEvent, time::UnixMs};

use crate::{
    codec::Codec,
    path::Path,
    refusal::Refusal,
    scripted::Peer,
    sfu::{Joining, Sfu, SfuConfig},
    transport::Identity,
};

/// Most tests need the first one only.
pub fn room(number: u8) -> ReportId {
    ReportId::new(UnixMs(1), [number; 10])
}

const STEP: Duration = Duration::from_millis(5);

pub struct World {
    pub sfu: Sfu,
    pub now: Instant,
    pub peers: Vec<Peer>,
    pub events: Vec<MediaEvent>,
    /// Where whoever joins next goes.
    pub room: ReportId,
    /// Somebody on the way notes what peers send.
    pub overhears: bool,
    pub overheard: Vec<(Path, Vec<u8>)>,
    /// Where datagrams went that no peer took.
    pub strays: Vec<Path>,
    /// Share of datagrams lost, each way, in percent.
    pub loss_percent: u64,
    /// The one peer whose datagrams are lost; everyone's otherwise.
    pub loses_only: Option<SocketAddr>,
    /// One way, to and from every peer.
    pub delay: Duration,
    to_sfu: VecDeque<(Instant, Path, Vec<u8>)>,
    to_peers: VecDeque<(Instant, Path, Vec<u8>)>,
    /// What the way to a peer carries; the others' ways carry anything.
    narrow: HashMap<SocketAddr, narrow::Way>,
    state: u64,
}

impl World {
    pub fn new() -> Self {
        let now = crate::test_clock::start();
        let sfu = Sfu::new(SfuConfig {
            identity: Identity::generate().unwrap(),
            candidates: vec!["127.0.0.1:5000".parse().unwrap()],
            tcp_candidates: vec!["127.0.0.1:5000".parse().unwrap()],
            seed: [5; 32],
            epoch: now,
        });
        Self {
            sfu,
            now,
            peers: Vec::new(),
            events: Vec::new(),
            room: room(1),
            overhears: false,
            overheard: Vec::new(),
            strays: Vec::new(),
            loss_percent: 0,
            loses_only: None,
            delay: Duration::ZERO,
            to_sfu: VecDeque::new(),
            to_peers: VecDeque::new(),
            narrow: HashMap::new(),
            state: 77,
        }
    }

    pub fn publisher(&mut self, codec: Codec) -> usize {
        let peer = Peer::publisher(codec, self.peers.len(), self.now);
        self.join(peer, true, None).unwrap()
    }

    pub fn viewer(&mut self) -> usize {
        self.try_viewer().unwrap()
    }

    pub fn try_viewer(&mut self) -> Result<usize, Refusal> {
        let peer = Peer::viewer(self.peers.len(), self.now);
        self.join(peer, false, None)
    }

    pub fn join(
        &mut self,
        mut peer: Peer,
        publishes: bool,
        expires: Option<Instant>,
    ) -> Result<usize, Refusal> {
        let joining = Joining {
            session: peer.session,
            room: self.room,
            subject: &peer.subject,
            offer: &peer.offer,
            expires,
        };
        let answer = if publishes {
            self.sfu.publish(&joining, self.now)
        } else {
            self.sfu.view(&joining, self.now)
        }?;
        peer.take_answer(&answer, self.now);
        self.peers.push(peer);
        Ok(self.peers.len() - 1)
    }

    pub fn run_ms(&mut self, span_ms: u64) {
        let end = self.now + Duration::from_millis(span_ms);
        while self.now < end {
            let next = self.now + STEP;
            self.run_alarms(next);
            self.now = next;
            self.step();
        }
    }

    /// Calls the SFU when it wants to be called, as a shard does.
    fn run_alarms(&mut self, until: Instant) {
        while let Some(at) = self.sfu.poll_timeout()
            && at < until
        {
            self.now = self.now.max(at);
            self.sfu.handle_timeout(self.now);
            self.sfu.flush(self.now);
            self.deliver();
        }
    }

    /// Events of the kinds that change a state.
    pub fn changes(&mut self) -> Vec<MediaEvent> {
        std::mem::take(&mut self.events)
            .into_iter()
            .filter(|event| !matches!(event, MediaEvent::Statistics { .. }))
            .collect()
    }

    fn step(&mut self) {
        for at in 0..self.peers.len() {
            let peer = &mut self.peers[at];
            peer.advance(self.now);
            let (path, datagrams) = (peer.path, std::mem::take(&mut peer.outgoing));
            for datagram in datagrams {
                if self.overhears {
                    self.overheard.push((path, datagram.clone()));
                }
                if !self.loses(path) {
                    let at = self.now + self.delay;
                    self.to_sfu.push_back((at, path, datagram));
                }
            }
        }
        while let Some((_, path, mut datagram)) =
            self.to_sfu.pop_front_if(|(at, ..)| *at <= self.now)
        {
            self.sfu.handle_datagram(path, &mut datagram, self.now);
        }
        if self.sfu.poll_timeout().is_some_and(|at| at <= self.now) {
            self.sfu.handle_timeout(self.now);
        }
        self.sfu.flush(self.now);
        self.deliver();
    }

    pub fn deliver(&mut self) {
        while let Some(transmit) = self.sfu.poll_transmit() {
            let (path, segment_bytes) = (transmit.path, transmit.segment_bytes);
            let contents = transmit.contents.to_vec();
            for datagram in contents.chunks(segment_bytes) {
                let passed = match self.narrow.get_mut(&path.remote) {
                    Some(way) => way.pass(datagram.len(), self.now),
                    None => Some(self.now),
                };
                if let Some(passed) = passed
                    && !self.loses(path)
                {
                    let entry = (passed + self.delay, path, datagram.to_vec());
                    let place = self.to_peers.partition_point(|(at, ..)| *at <= entry.0);
                    self.to_peers.insert(place, entry);
                }
            }
        }
        while let Some((_, path, datagram)) = self.to_peers.pop_front_if(|(at, ..)| *at <= self.now)
        {
            let mut peers = self.peers.iter_mut();
            match peers.find(|peer| peer.path.peer() == path.peer()) {
                Some(peer) => peer.receive(&datagram, self.now),
                None => self.strays.push(path),
            }
        }
        while let Some(event) = self.sfu.poll_event() {
            assert!([room(1), room(2)].contains(&event.room));
            self.events.push(event.event);
        }
    }

    fn loses(&mut self, path: Path) -> bool {
        if self.loses_only.is_some_and(|only| only != path.remote) {
            return false;
        }
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.state >> 33) % 100 < self.loss_percent
    }
}
