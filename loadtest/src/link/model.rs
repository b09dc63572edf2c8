//! One direction of a link as a state machine: packets and time go in, packets come out when due.
//! Never reads a clock; equal seeds and equal input give equal output.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    time::{Duration, Instant},
};

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde::Serialize;

use super::settings::Settings;
use crate::limits;

/// What became of the packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub received: u64,
    pub delivered: u64,
    /// By the loss the settings ask for.
    pub lost: u64,
    /// The queue before the rate limit was full.
    pub queue_dropped: u64,
    /// Swallowed by the black hole.
    pub dead_dropped: u64,
    pub reordered: u64,
}

/// A packet whose time has come.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery {
    pub due: Instant,
    pub packet: Vec<u8>,
}

pub struct Pipe {
    settings: Settings,
    random: Pcg64Mcg,
    in_burst: bool,
    /// When the rate-limited line has sent all it holds.
    line_free_at: Instant,
    /// Due time of the newest packet that keeps its order.
    newest_due: Instant,
    number: u64,
    on_the_way: BinaryHeap<Reverse<Held>>,
    counts: Counts,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    due: Instant,
    number: u64,
    packet: Vec<u8>,
}

impl Pipe {
    pub fn new(settings: Settings, seed: u64, now: Instant) -> Self {
        Self {
            settings,
            random: Pcg64Mcg::seed_from_u64(seed),
            in_burst: false,
            line_free_at: now,
            newest_due: now,
            number: 0,
            on_the_way: BinaryHeap::new(),
            counts: Counts::default(),
        }
    }

    /// Takes effect for packets that arrive from now on; a black hole swallows those on the way.
    pub fn set(&mut self, settings: Settings) {
        if settings.dead {
            self.counts.dead_dropped += self.on_the_way.len() as u64;
            self.on_the_way.clear();
        }
        self.settings = settings;
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn handle_packet(&mut self, packet: Vec<u8>, now: Instant) {
        self.counts.received += 1;
        if self.settings.dead {
            self.counts.dead_dropped += 1;
            return;
        }
        let Some(sent) = self.pass_rate_limit(packet.len(), now) else {
            self.counts.queue_dropped += 1;
            return;
        };
        // A lost packet has used the line: loss happens in the air, behind the sender's queue.
        if self.is_lost() {
            self.counts.lost += 1;
            return;
        }
        let due = self.due(sent);
        self.number += 1;
        self.on_the_way.push(Reverse(Held {
            due,
            number: self.number,
            packet,
        }));
    }

    /// The next packet that is due; call until there is none.
    pub fn poll_packet(&mut self, now: Instant) -> Option<Delivery> {
        if self.poll_timeout()? > now {
            return None;
        }
        let Reverse(Held { due, packet, .. }) = self.on_the_way.pop()?;
        self.counts.delivered += 1;
        Some(Delivery { due, packet })
    }

    /// When the next packet is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.on_the_way.peek().map(|Reverse(held)| held.due)
    }

    /// The moment the packet has left the line, or nothing when it finds no place in the queue.
    fn pass_rate_limit(&mut self, bytes: usize, now: Instant) -> Option<Instant> {
        if self.on_the_way.len() >= limits::PACKETS_ON_THE_WAY_MAX {
            return None;
        }
        let Some(rate_bps) = self.settings.rate_bps else {
            return Some(now);
        };
        let start = self.line_free_at.max(now);
        if start.duration_since(now) > self.settings.queue {
            return None;
        }
        let on_line =
            Duration::from_nanos((bytes as u64 * 8).saturating_mul(1_000_000_000) / rate_bps);
        self.line_free_at = start + on_line;
        Some(self.line_free_at)
    }

    /// Gilbert's model: in a burst everything is lost; a burst lasts `burst_packets` on average and
    /// begins as often as the wanted loss needs.
    fn is_lost(&mut self) -> bool {
        let Settings {
            loss,
            burst_packets,
            ..
        } = self.settings;
        if burst_packets <= 1.0 || loss >= 1.0 {
            return self.chance(loss);
        }
        let flips = if self.in_burst {
            1.0 / burst_packets
        } else {
            loss / (burst_packets * (1.0 - loss))
        };
        if self.chance(flips) {
            self.in_burst = !self.in_burst;
        }
        self.in_burst
    }

    fn due(&mut self, sent: Instant) -> Instant {
        let jitter = self.settings.jitter.mul_f64(self.random.random::<f64>());
        let due = sent + self.settings.delay + jitter;
        if self.chance(self.settings.reorder) {
            self.counts.reordered += 1;
            return due.max(self.newest_due) + limits::REORDER_HOLD;
        }
        self.newest_due = self.newest_due.max(due);
        self.newest_due
    }

    fn chance(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.random.random::<f64>() < probability
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
