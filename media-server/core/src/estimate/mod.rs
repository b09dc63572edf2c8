//! What the path to one viewer carries (draft-ietf-rmcat-gcc-02 and what libwebrtc does today).
//!
//! Feedback goes through groups → trend (does the delay grow?) and standing queue (does anything
//! really wait?) → rate control; beside it loss control and trains, which prove higher rates.
//! Nothing here allocates or knows a clock.

mod control;
mod feedback;
mod groups;
mod loss;
mod playout;
mod probes;
mod rate;
mod receive_side;
mod reports;
mod round_trip;
mod sent;
mod standing_queue;
mod throughput;
mod train;
mod trend;

#[cfg(test)]
mod link;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use self::{
    groups::Groups,
    loss::LossControl,
    probes::{Need, Probes},
    rate::RateControl,
    round_trip::RoundTrip,
    sent::Told,
    standing_queue::StandingQueue,
    throughput::Throughput,
    train::Train,
    trend::Trend,
};
pub use self::{
    playout::{Legs, PlayoutControl},
    probes::Probe,
    receive_side::ReceiveSide,
    sent::SentPacket,
};
use crate::limits;

/// A full link is sent no more than this share of the estimate; less while a queue drains.
const FULL_SHARE: f64 = 1.05;
const DRAIN_SHARE: f64 = 0.8;
/// A stream that arrives at some rate may leave at this multiple, unless the link is full.
const INPUT_SHARE: f64 = 1.25;

/// Where more is lost no rate helps.
const LOSS_SHARE_MAX: f64 = 0.5;
/// With so much more than the stream brings there is room for second copies.
const ROOM_SHARE: f64 = 1.25;

pub struct Estimator {
    epoch: Instant,
    told: Told,
    /// The last reference time, without wrap.
    reference_us: Option<i64>,
    groups: Groups,
    trend: Trend,
    queue: StandingQueue,
    throughput: Throughput,
    rate: RateControl,
    loss: LossControl,
    train: Option<Train>,
    moment_bps: Option<f64>,
    probes: Probes,
    round_trip: RoundTrip,
    wanted_bps: f64,
    input_bps: f64,
    /// What a receiver without transport-wide feedback reported last.
    reported_sequence: Option<u32>,
    reported_loss: f64,
    believed_bps: Option<f64>,
    /// The estimate was lowered below what the stream needs.
    full: bool,
    /// Decreases because of a queue that stands, without it becoming shorter.
    vain: Vain,
}

#[derive(Clone, Copy, Default)]
struct Vain {
    count: u32,
    wait_us: i64,
    at_us: i64,
}

impl Estimator {
    pub fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            told: Told::default(),
            reference_us: None,
            groups: Groups::default(),
            trend: Trend::default(),
            queue: StandingQueue::default(),
            throughput: Throughput::default(),
            rate: RateControl::new(f64::from(limits::ESTIMATE_BPS_START)),
            loss: LossControl::default(),
            train: None,
            moment_bps: None,
            probes: Probes::default(),
            round_trip: RoundTrip::default(),
            wanted_bps: 0.0,
            input_bps: 0.0,
            reported_sequence: None,
            reported_loss: 0.0,
            believed_bps: None,
            full: false,
            vain: Vain::default(),
        }
    }

    /// What the path carries, in bit/s.
    pub fn estimate_bps(&self) -> u32 {
        self.rate.bps() as u32
    }

    /// The rate at which the viewer's queue is sent, in bit/s.
    pub fn pacing_rate_bps(&self) -> u32 {
        let estimate = self.rate.bps();
        let first = limits::PACING_RATE_BPS as f64;
        let rate = if !self.is_told() {
            first.max(self.input_bps * INPUT_SHARE)
        } else if self.queue.wait_us() > limits::QUEUE_US_MAX {
            estimate * DRAIN_SHARE
        } else if self.full {
            estimate * FULL_SHARE
        } else {
            let shown = self.moment_bps.filter(|_| self.is_calm()).unwrap_or(0.0);
            (estimate * f64::from(limits::PACING_PERCENT) / 100.0)
                .max(self.input_bps * INPUT_SHARE)
                .max(shown / 2.0)
        };
        rate.clamp(
            (self.smallest_bps() as f64).max(limits::PACING_RATE_BPS_MIN as f64),
            limits::PACING_RATE_BPS_MAX as f64,
        ) as u32
    }

    /// What has to be sent for so much to arrive on a path that loses its own share.
    fn before_loss(&self, bps: f64) -> f64 {
        bps / (1.0 - self.loss.own().min(LOSS_SHARE_MAX))
    }

    /// What a small picture and its repairs need, in bit/s, whatever the estimate is: below the
    /// smallest there is nothing to go down to.
    pub fn smallest_bps(&self) -> u64 {
        (self.before_loss(self.input_bps * ROOM_SHARE) as u64).min(limits::SMALL_PICTURE_BPS_MAX)
    }

    pub fn round_trip(&self, now: Instant) -> Duration {
        let us = self.round_trip.us(self.us(now));
        Duration::from_micros(us.unsigned_abs())
    }

    /// Share of packets that did not arrive lately, from 0 to 1.
    pub fn loss_share(&self) -> f64 {
        self.loss.smoothed()
    }

    /// Whether the path carries more than the stream brings.
    pub fn has_room(&self) -> bool {
        self.rate.bps() > self.input_bps * ROOM_SHARE
    }

    /// What the stream that goes to this viewer brings now, and what would be of use at most.
    pub fn set_demand(&mut self, input_bps: u64, wanted_bps: u64) {
        self.input_bps = input_bps as f64;
        self.wanted_bps = (wanted_bps as f64).min(f64::from(limits::ESTIMATE_BPS_MAX));
        self.full &= self.rate.bps() < self.input_bps;
    }

    /// The probe to send now, if one is worth its bytes. To be asked while media flows.
    pub fn poll_probe(&mut self, now: Instant) -> Option<Probe> {
        let need = self.need(self.us(now));
        self.probes.poll(&need)
    }

    /// Whether the viewer has told anything about what arrived.
    pub fn is_told(&self) -> bool {
        self.reference_us.is_some()
            || self.reported_sequence.is_some()
            || self.believed_bps.is_some()
    }

    fn need(&self, at_us: i64) -> Need {
        Need {
            estimate_bps: self.rate.bps(),
            wanted_bps: self.wanted_bps,
            calm: self.is_calm(),
            at_us,
        }
    }

    fn us(&self, at: Instant) -> i64 {
        let since = at.saturating_duration_since(self.epoch);
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }
}
