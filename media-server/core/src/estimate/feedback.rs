//! Transport-wide feedback in.

use std::time::Instant;

use super::{
    Estimator,
    sent::{News, SentPacket},
    train::Train,
    trend::Usage,
};
use crate::{limits, rtcp::transport_cc::Feedback};

/// After 2^24 times 64 ms the reference time of feedback begins anew.
const REFERENCE_PERIOD_US: i64 = (1 << 24) * 64_000;
/// Share by which a new moment's rate moves the known one.
const MOMENT_WEIGHT: f64 = 0.2;

impl Estimator {
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
            let shown = shown.min(2.0 * limits::PACING_RATE_BPS_MAX as f64);
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
