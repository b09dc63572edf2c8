//! What the path from a publisher carries, for one that only understands REMB: the same filters
//! over media timestamps in place of times of sending.

use std::time::Instant;

use super::{
    groups::Groups,
    loss::{LossControl, Verdict},
    rate::{RateControl, Situation},
    standing_queue::StandingQueue,
    throughput::Throughput,
    trend::Trend,
};
use crate::limits;

pub struct ReceiveSide {
    epoch: Instant,
    /// The stream whose timestamps are looked at; other streams count other offsets.
    stream: Option<Stream>,
    groups: Groups,
    trend: Trend,
    queue: StandingQueue,
    throughput: Throughput,
    rate: RateControl,
    loss: LossControl,
    received: u32,
}

struct Stream {
    ssrc: u32,
    timestamp: u32,
    /// The same without wrap, in clock ticks.
    ticks: i64,
}

impl ReceiveSide {
    pub fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            stream: None,
            groups: Groups::default(),
            trend: Trend::default(),
            queue: StandingQueue::default(),
            throughput: Throughput::default(),
            rate: RateControl::new(f64::from(limits::BIT_RATE_BPS_START)),
            loss: LossControl::default(),
            received: 0,
        }
    }

    /// Notes a media packet that was not retransmitted.
    pub fn arrived(&mut self, ssrc: u32, timestamp: u32, bytes: usize, now: Instant) {
        let at_us = self.us(now);
        self.received += 1;
        self.throughput
            .add(at_us, u16::try_from(bytes).unwrap_or(u16::MAX));
        let stream = self.stream.get_or_insert(Stream {
            ssrc,
            timestamp,
            ticks: 0,
        });
        if stream.ssrc != ssrc {
            return;
        }
        let filmed_us = stream.advance(timestamp) * 1_000_000 / VIDEO_CLOCK_HZ;
        self.queue.add(filmed_us, at_us);
        if let Some(delta) = self.groups.add(filmed_us, at_us) {
            self.trend.update(delta);
        }
    }

    /// The rate to ask for, in bit/s; `fraction_lost` is the last report's, of 256.
    pub fn update(&mut self, fraction_lost: u8, now: Instant) -> u32 {
        let at_us = self.us(now);
        let received = std::mem::take(&mut self.received);
        let lost = received * u32::from(fraction_lost) / (256 - u32::from(fraction_lost));
        self.loss.count(received, lost);
        let stands = self.queue.wait_us() >= limits::QUEUE_US_MIN;
        let throughput_bps = self.throughput.bps();
        let verdict = self.loss.update(
            self.rate.bps(),
            throughput_bps,
            stands,
            limits::ROUND_TRIP_US_START,
            at_us,
        );
        self.rate.update(&Situation {
            usage: self.queue.judge(self.trend.usage()),
            throughput_bps,
            last_throughput_bps: throughput_bps,
            round_trip_us: limits::ROUND_TRIP_US_START,
            at_us,
        });
        match verdict {
            Verdict::Cut(bps) if bps < self.rate.bps() => self.rate.set(bps),
            Verdict::Restore(bps) if bps > self.rate.bps() => self.rate.set(bps),
            _ => {}
        }
        let bps = self.rate.bps().clamp(
            limits::BIT_RATE_BPS_MIN.into(),
            limits::BIT_RATE_BPS_MAX.into(),
        );
        self.rate.set(bps);
        bps as u32
    }

    fn us(&self, at: Instant) -> i64 {
        let since = at.saturating_duration_since(self.epoch);
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }
}

/// Of every video codec's RTP timestamps.
const VIDEO_CLOCK_HZ: i64 = 90_000;

impl Stream {
    #[expect(
        clippy::cast_possible_wrap,
        reason = "distance modulo 2^32 is signed on purpose"
    )]
    fn advance(&mut self, timestamp: u32) -> i64 {
        let apart = i64::from(timestamp.wrapping_sub(self.timestamp) as i32);
        if apart > 0 {
            self.timestamp = timestamp;
            self.ticks += apart;
            return self.ticks;
        }
        self.ticks + apart
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A phone that obeys, over a link of this rate; the last rates asked for, in bit/s.
    fn play(link_bps: f64, loss_percent: u64, seconds: u32) -> Vec<u32> {
        let start = crate::test_clock::start();
        let mut side = ReceiveSide::new(start);
        let (mut asked, mut answers) = (limits::BIT_RATE_BPS_START, Vec::new());
        let (mut free_us, mut state, mut lost, mut all) = (0.0_f64, 5_u64, 0_u32, 0_u32);
        let mut waiting = std::collections::VecDeque::new();
        for frame in 0..seconds * 30 {
            let filmed_us = f64::from(frame) * 33_333.0;
            let bytes = f64::from(asked) / 8.0 / 30.0;
            for _ in 0..(bytes / 1100.0).ceil() as u32 {
                free_us = free_us.max(filmed_us) + 1100.0 * 8e6 / link_bps;
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                all += 1;
                if (state >> 33) % 100 < loss_percent {
                    lost += 1;
                } else {
                    waiting.push_back((free_us, frame * 3000));
                }
            }
            while waiting.front().is_some_and(|(at, _)| *at <= filmed_us) {
                let (at_us, timestamp) = waiting.pop_front().unwrap();
                let at = start + Duration::from_micros(at_us as u64 + 40_000);
                side.arrived(7, timestamp + 4_000_000_000, 1100, at);
            }
            if frame % 30 == 29 {
                let fraction = u8::try_from(lost * 256 / all).unwrap();
                (lost, all) = (0, 0);
                let now = start + Duration::from_micros(filmed_us as u64 + 40_000);
                asked = side.update(fraction, now);
                answers.push(asked);
            }
        }
        answers
    }

    #[test]
    fn a_wide_path_is_used() {
        let answers = play(20e6, 0, 30);
        assert_eq!(answers[29], limits::BIT_RATE_BPS_MAX, "{answers:?}");
    }

    #[test]
    fn a_narrow_path_is_not_overrun() {
        let answers = play(0.8e6, 0, 60);
        let late = &answers[20..];
        assert!(late.iter().all(|bps| *bps < 1_000_000), "{answers:?}");
        assert!(late.iter().all(|bps| *bps > 350_000), "{answers:?}");
    }

    #[test]
    fn loss_of_the_path_itself_costs_little() {
        let answers = play(20e6, 10, 40);
        assert!(answers[39] > 2_000_000, "{answers:?}");
    }
}
