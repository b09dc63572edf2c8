//! What the path to one viewer carries (draft-ietf-rmcat-gcc-02 and what libwebrtc does today).
//!
//! Feedback goes through groups → trend (does the delay grow?) and standing queue (does anything
//! really wait?) → rate control; beside it loss control and trains, which prove higher rates.
//! Nothing here allocates or knows a clock.

mod groups;
mod loss;
mod playout;
mod probes;
mod rate;
mod receive_side;
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
    loss::{LossControl, Verdict},
    probes::{Need, Probes},
    rate::{RateControl, Situation},
    round_trip::RoundTrip,
    sent::{News, Told},
    standing_queue::StandingQueue,
    throughput::Throughput,
    train::Train,
    trend::{Trend, Usage},
};
pub use self::{probes::Probe, receive_side::ReceiveSide, sent::SentPacket};
use crate::{limits, rtcp::transport_cc::Feedback};

/// After 2^24 times 64 ms the reference time of feedback begins anew.
const REFERENCE_PERIOD_US: i64 = (1 << 24) * 64_000;
/// A full link is sent no more than this share of the estimate; less while a queue drains.
const FULL_SHARE: f64 = 1.05;
const DRAIN_SHARE: f64 = 0.8;
/// A stream that arrives at some rate may leave at this multiple, unless the link is full.
const INPUT_SHARE: f64 = 1.25;
/// Share by which a new moment's rate moves the known one.
const MOMENT_WEIGHT: f64 = 0.2;

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
        let rate = if self.queue.wait_us() > limits::QUEUE_US_MAX {
            estimate * DRAIN_SHARE
        } else if self.full {
            estimate * FULL_SHARE
        } else {
            let shown = self.moment_bps.filter(|_| self.is_calm()).unwrap_or(0.0);
            (estimate * f64::from(limits::PACING_PERCENT) / 100.0)
                .max(self.input_bps * INPUT_SHARE)
                .max(shown / 2.0)
        };
        (rate as u32).clamp(limits::PACING_BPS_MIN, limits::PACING_BPS_MAX)
    }

    pub fn round_trip(&self, now: Instant) -> Duration {
        let us = self.round_trip.us(self.us(now));
        Duration::from_micros(us.unsigned_abs())
    }

    /// Share of packets that did not arrive lately, from 0 to 1.
    pub fn loss_share(&self) -> f64 {
        self.loss.smoothed()
    }

    /// What the stream that goes to this viewer brings now, and what would be of use at most.
    pub fn set_demand(&mut self, input_bps: u32, wanted_bps: u32) {
        self.input_bps = f64::from(input_bps);
        self.wanted_bps = f64::from(wanted_bps).min(f64::from(limits::ESTIMATE_BPS_MAX));
        self.full &= self.rate.bps() < self.input_bps;
    }

    /// The probe to send now, if one is worth its bytes. To be asked while media flows.
    pub fn poll_probe(&mut self, now: Instant) -> Option<Probe> {
        let need = self.need(self.us(now));
        self.probes.poll(&need)
    }

    /// Takes transport-wide feedback. `sent` knows what left under a number: its number without
    /// wrap, when, and how large.
    pub fn transport_feedback(
        &mut self,
        feedback: &Feedback<'_>,
        sent: impl Fn(u16) -> Option<(u64, Instant, SentPacket)>,
        now: Instant,
    ) {
        let at_us = self.us(now);
        let reference_us = self.unwrap_reference(feedback.reference_us());
        let mut youngest_us = None;
        for status in feedback.statuses() {
            let Some((number, sent_at, packet)) = sent(status.number) else {
                continue;
            };
            let packet = SentPacket {
                sent_us: self.us(sent_at),
                ..packet
            };
            let news = self.told.note(number, status.arrived_us.is_some());
            match (news, status.arrived_us) {
                (News::Arrived | News::Late, Some(since_us)) => {
                    youngest_us = Some(packet.sent_us);
                    if news == News::Late {
                        self.loss.was_late();
                    } else {
                        self.loss.count(1, 0);
                    }
                    self.arrived(&packet, reference_us + since_us, at_us);
                }
                (News::Lost, _) => {
                    self.loss.count(0, 1);
                    if let Some(train) = self.train.as_mut().filter(|train| train.takes(&packet)) {
                        train.add_lost();
                    }
                }
                _ => {}
            }
        }
        if let Some(youngest_us) = youngest_us {
            self.round_trip.feedback_took(at_us - youngest_us, at_us);
        }
        self.conclude_probe(at_us);
        self.control(at_us);
    }

    fn arrived(&mut self, packet: &SentPacket, arrived_us: i64, at_us: i64) {
        self.queue.add(packet.sent_us, arrived_us);
        self.throughput.add(arrived_us, packet.bytes);
        if let Some(delta) = self.groups.add(packet.sent_us, arrived_us) {
            self.trend.update(delta);
        }
        let ended = match &mut self.train {
            Some(train) if train.takes(packet) => None,
            train => train.replace(Train::begin(packet)),
        };
        if let Some(ended) = ended {
            self.learn_moment(ended.last_moment_bps());
            self.learn_train(&ended, at_us);
        }
        let shown = self
            .train
            .as_mut()
            .and_then(|train| train.add(packet, arrived_us));
        self.learn_moment(shown);
    }

    fn learn_moment(&mut self, shown_bps: Option<f64>) {
        if let Some(shown) = shown_bps {
            let shown = shown.min(2.0 * f64::from(limits::PACING_BPS_MAX));
            let known = self.moment_bps.get_or_insert(shown);
            *known += MOMENT_WEIGHT * (shown - *known);
        }
    }

    /// Media that left in a row proves a rate like a probe does, but only upwards: a frame that
    /// is held up says nothing new.
    fn learn_train(&mut self, train: &Train, at_us: i64) {
        let Some(measured) = train.measure(self.loss.own()) else {
            return;
        };
        if measured.cluster != 0 {
            return self.take_probe(train, at_us);
        }
        let all_arrived = measured.arrived_bps >= 0.9 * measured.sent_bps;
        if all_arrived && self.is_calm() && measured.proven_bps() > self.rate.bps() {
            self.rate.set(
                measured
                    .proven_bps()
                    .min(self.wanted_bps.max(self.rate.bps())),
            );
        }
    }

    fn conclude_probe(&mut self, at_us: i64) {
        if let Some(train) = self.train
            && self.probes.is_complete(train.cluster(), train.bytes())
        {
            self.take_probe(&train, at_us);
        }
    }

    fn take_probe(&mut self, train: &Train, at_us: i64) {
        let need = self.need(at_us);
        let Some(measured) = train.measure(self.loss.own()) else {
            return;
        };
        if let Some(proven) = self.probes.concluded(&measured, &need)
            && self.trend.usage() != Usage::Over
            && proven > self.rate.bps()
        {
            self.rate.set(proven);
        }
    }

    fn control(&mut self, at_us: i64) {
        let wait_us = self.queue.wait_us();
        let before_bps = self.rate.bps();
        let now = Situation {
            usage: self.queue.judge(self.trend.usage()),
            throughput_bps: self.throughput.bps(),
            // A single window is noisy, but follows a link that suddenly became slow.
            last_throughput_bps: if wait_us > limits::QUEUE_US_MAX / 2 {
                self.throughput.last_bps()
            } else {
                self.throughput.bps()
            },
            round_trip_us: self.round_trip.us(at_us),
            at_us,
        };
        let stands = wait_us >= limits::QUEUE_US_MIN;
        let verdict = self.loss.update(
            before_bps,
            now.throughput_bps,
            stands,
            now.round_trip_us,
            at_us,
        );
        let mut lowered = false;
        match verdict {
            Verdict::Hold if now.usage == Usage::Normal => {}
            _ => lowered = self.rate.update(&now),
        }
        match verdict {
            Verdict::Cut(bps) if bps < self.rate.bps() => {
                self.rate.set(bps);
                lowered = true;
            }
            Verdict::Restore(bps) if bps > self.rate.bps() => self.rate.set(bps),
            _ => {}
        }
        if lowered {
            self.probes.fell_from(before_bps, at_us);
            self.count_vain(wait_us, at_us);
            self.full |= self.rate.bps() < self.input_bps;
        }
    }

    /// When sending less does not shorten the wait, it is the way that became longer.
    fn count_vain(&mut self, wait_us: i64, at_us: i64) {
        // Less that is sent now arrives behind all that waits.
        let shows_us = self.round_trip.us(at_us) + wait_us + limits::RECENT_DELAY_TIME_US * 2;
        if at_us - self.vain.at_us < shows_us {
            return;
        }
        let shorter = wait_us < self.vain.wait_us - self.vain.wait_us / 8;
        if wait_us < limits::QUEUE_US_MAX || shorter {
            self.vain.count = 0;
        }
        self.vain = Vain {
            count: self.vain.count + 1,
            wait_us,
            at_us,
        };
        if self.vain.count >= limits::VAIN_DECREASES_MAX {
            self.queue.forget();
            self.rate.forget_capacity();
            self.vain = Vain::default();
        }
    }

    fn is_calm(&self) -> bool {
        self.trend.usage() != Usage::Over && self.queue.wait_us() < limits::QUEUE_US_MIN
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

    /// The reference time nearest to the one before.
    fn unwrap_reference(&mut self, reference_us: i64) -> i64 {
        let unwrapped = self.reference_us.map_or(reference_us, |before| {
            let apart = (reference_us - before).rem_euclid(REFERENCE_PERIOD_US);
            if apart > REFERENCE_PERIOD_US / 2 {
                before + apart - REFERENCE_PERIOD_US
            } else {
                before + apart
            }
        });
        self.reference_us = Some(unwrapped);
        unwrapped
    }
}
