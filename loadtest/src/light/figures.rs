//! What the clients saw.

use std::time::Instant;

use crate::stats::histogram::Histogram;

/// Since the publisher was added; `late` since the last mark.
#[derive(Default)]
pub struct PublisherFigures {
    pub frames: u64,
    pub packets: u64,
    pub payload_bytes: u64,
    pub key_frames: u64,
    /// PLI and FIR received.
    pub key_frame_requests: u64,
    /// Packets asked for by the server.
    pub nacks: u64,
    /// Packets sent again.
    pub repairs: u64,
    /// From when a packet was due to when it was sent: the tester's own weakness.
    pub late: Histogram,
}

/// Since the last mark, or since the viewer was added.
#[derive(Default)]
pub struct ViewerFigures {
    /// Distinct packets of the publisher, repairs included.
    pub packets: u64,
    pub payload_bytes: u64,
    /// Packets with media, each time that one came: what there is to count where a publisher is
    /// not ours.
    pub arrived: u64,
    /// Datagrams, whatever they were.
    pub datagrams: u64,
    /// Packets with padding only.
    pub padding: u64,
    pub duplicates: u64,
    /// Packets that came as retransmissions.
    pub repaired: u64,
    /// Holes that were given up.
    pub abandoned: u64,
    pub nacks_sent: u64,
    pub key_frame_requests_sent: u64,
    pub feedback_sent: u64,
    /// From the publisher's send call to the kernel's receive time here, one way, repairs included.
    pub delay: Histogram,
}

/// Sums over everybody in a crowd.
#[derive(Default)]
pub struct CrowdFigures {
    pub publishers: usize,
    pub viewers: usize,
    /// Media packets that the publishers have sent since the mark.
    pub sent: u64,
    /// What the viewers should have by then: each packet once for each viewer of its room.
    pub expected: u64,
    pub publisher: PublisherFigures,
    pub viewer: ViewerFigures,
    /// The viewer with the lowest share of what it should have.
    pub worst_share: f64,
    /// How long sockets were left unread beyond the plan.
    pub sweep_late: Histogram,
    /// Of each peer that ended by itself.
    pub ended: Vec<String>,
}

/// What one peer's life was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Milestones {
    pub connected: Option<Instant>,
    /// When a viewer had its first whole key frame.
    pub first_frame: Option<Instant>,
}

impl PublisherFigures {
    pub fn add(&mut self, other: &Self) {
        self.frames += other.frames;
        self.packets += other.packets;
        self.payload_bytes += other.payload_bytes;
        self.key_frames += other.key_frames;
        self.key_frame_requests += other.key_frame_requests;
        self.nacks += other.nacks;
        self.repairs += other.repairs;
        self.late.merge(&other.late);
    }
}

impl ViewerFigures {
    pub fn add(&mut self, other: &Self) {
        self.packets += other.packets;
        self.payload_bytes += other.payload_bytes;
        self.arrived += other.arrived;
        self.datagrams += other.datagrams;
        self.padding += other.padding;
        self.duplicates += other.duplicates;
        self.repaired += other.repaired;
        self.abandoned += other.abandoned;
        self.nacks_sent += other.nacks_sent;
        self.key_frame_requests_sent += other.key_frame_requests_sent;
        self.feedback_sent += other.feedback_sent;
        self.delay.merge(&other.delay);
    }
}
