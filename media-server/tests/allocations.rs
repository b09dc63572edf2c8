//! A room that has found its sizes allocates nothing more, whatever is lost and repaired: counted
//! by the allocator of this program, around media-core, with real keys. (Memory that aws-lc takes
//! from C is not seen.) Statistics are told as lists every other second and are the one exception.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use media_core::{Codec, Identity, Joining, Part, Sfu, SfuConfig, scripted::Peer};
use protocol::{
    id::ReportId,
    media::{MediaEvent, MediaOrder, RecordingKey},
    time::UnixMs,
};

struct Counting;

static WATCHED: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

fn count() {
    if WATCHED.load(Ordering::Relaxed) {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }
}

#[expect(unsafe_code, reason = "an allocator that counts")]
// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        count();
        // SAFETY: as the caller promised.
        unsafe { System.realloc(pointer, layout, bytes) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const STEP: Duration = Duration::from_millis(5);

struct Room {
    sfu: Sfu,
    peers: Vec<Peer>,
    now: Instant,
    loss_percent: u64,
    /// Statistics that were told: a list of layers and one of views each.
    statistics: u64,
    kept_bytes: usize,
    state: u64,
}

impl Room {
    fn new(viewers: usize) -> Self {
        let now = Instant::now();
        let mut room = Self {
            sfu: Sfu::new(SfuConfig {
                identity: Identity::generate().unwrap(),
                candidates: vec!["127.0.0.1:5000".parse().unwrap()],
                tcp_candidates: Vec::new(),
                seed: [5; 32],
                epoch: now,
            }),
            peers: Vec::new(),
            now,
            loss_percent: 0,
            statistics: 0,
            kept_bytes: 0,
            state: 7,
        };
        room.sfu.make_pages(32);
        room.sfu.order(&record(), now);
        room.join(Peer::publisher(Codec::Vp8, 0, now), true);
        for number in 1..=viewers {
            room.join(Peer::viewer(number, now), false);
        }
        room
    }

    fn join(&mut self, mut peer: Peer, publishes: bool) {
        let joining = Joining {
            session: peer.session,
            room: room(),
            subject: &peer.subject,
            offer: &peer.offer,
            expires: None,
        };
        let answer = match publishes {
            true => self.sfu.publish(&joining, self.now),
            false => self.sfu.view(&joining, self.now),
        };
        peer.take_answer(&answer.unwrap(), self.now);
        self.peers.push(peer);
    }

    /// Plays the room; how often media-core allocated.
    fn play(&mut self, span: Duration) -> u64 {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        let end = self.now + span;
        while self.now < end {
            self.now += STEP;
            self.take_in();
            watched(|| {
                self.sfu.handle_timeout(self.now);
                self.sfu.flush(self.now);
            });
            self.deliver();
            self.store();
        }
        ALLOCATIONS.load(Ordering::Relaxed) - before
    }

    fn take_in(&mut self) {
        for at in 0..self.peers.len() {
            let peer = &mut self.peers[at];
            peer.advance(self.now);
            let (path, datagrams) = (peer.path, std::mem::take(&mut peer.outgoing));
            for mut datagram in datagrams {
                if !self.loses() {
                    watched(|| self.sfu.handle_datagram(path, &mut datagram, self.now));
                }
            }
        }
    }

    fn deliver(&mut self) {
        while let Some(transmit) = watched(|| self.sfu.poll_transmit()) {
            let (path, segment_bytes) = (transmit.path, transmit.segment_bytes);
            let contents = transmit.contents.to_vec();
            for datagram in contents.chunks(segment_bytes) {
                let lost = self.loses();
                let peer = self
                    .peers
                    .iter_mut()
                    .find(|peer| peer.path.remote == path.remote);
                if let Some(peer) = peer
                    && !lost
                {
                    peer.receive(datagram, self.now);
                }
            }
        }
        while let Some(told) = watched(|| self.sfu.poll_event()) {
            self.statistics += u64::from(matches!(told.event, MediaEvent::Statistics { .. }));
        }
    }

    /// What a shell does with pages.
    fn store(&mut self) {
        while let Some(page) = watched(|| self.sfu.poll_page(self.now)) {
            self.kept_bytes += page.parts().map(bytes_of).sum::<usize>();
            watched(|| self.sfu.return_page(page));
        }
    }

    fn loses(&mut self) -> bool {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.state >> 33) % 100 < self.loss_percent
    }
}

fn room() -> ReportId {
    ReportId::new(UnixMs(1), [1; 10])
}

fn record() -> MediaOrder {
    MediaOrder::Record {
        room: room(),
        key: RecordingKey([0; 32]),
    }
}

fn bytes_of(part: Part<'_>) -> usize {
    match part {
        Part::Records { records, .. } => records.len(),
        Part::End { .. } => 0,
    }
}

fn watched<T>(run: impl FnOnce() -> T) -> T {
    WATCHED.store(true, Ordering::Relaxed);
    let result = run();
    WATCHED.store(false, Ordering::Relaxed);
    result
}

#[test]
fn a_room_in_steady_state_allocates_for_its_statistics_only() {
    for loss_percent in [0, 10] {
        let mut room = Room::new(4);
        room.play(Duration::from_secs(2));
        assert!(room.peers.iter().all(Peer::is_connected));
        assert!(
            ALLOCATIONS.load(Ordering::Relaxed) > 0,
            "the counter counts"
        );
        room.loss_percent = loss_percent;
        room.play(Duration::from_secs(30));
        let forwarded = room.sfu.counters().packets_forwarded;
        let repairs = room.peers[1].screen().repairs;
        let (statistics, kept_bytes) = (room.statistics, room.kept_bytes);
        let allocations = room.play(Duration::from_secs(20));
        let statistics = room.statistics - statistics;
        assert!((9..=11).contains(&statistics), "{statistics}");
        let forwarded = room.sfu.counters().packets_forwarded - forwarded;
        assert!(forwarded > 10_000, "{forwarded}");
        let repairs = room.peers[1].screen().repairs - repairs;
        assert_eq!(repairs > 100, loss_percent > 0, "{repairs}");
        let kept_bytes = room.kept_bytes - kept_bytes;
        assert!(kept_bytes > 3_000_000, "{kept_bytes} bytes are recorded");
        assert_eq!(room.sfu.counters().records_lost, 0);
        assert_eq!(allocations, 2 * statistics, "with {loss_percent} % loss");
    }
}
