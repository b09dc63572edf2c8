//! Additive increase, multiplicative decrease (draft-ietf-rmcat-gcc-02 §5.5).

use super::trend::Usage;
use crate::limits;

/// Growth per second while the link's capacity is unknown.
const GROWTH_PER_S: f64 = 1.08;
/// Share of what arrives that is sent after an overuse: the queue must drain.
const BACK_OFF: f64 = 0.85;
/// The estimate grows to this multiple of what arrives, and a little; more is unproven.
const UNPROVEN: f64 = 1.5;
const UNPROVEN_BPS: f64 = 10_000.0;
const PACKET_BITS: f64 = 1200.0 * 8.0;
/// Time a queue needs to show itself, beyond the round trip.
const RESPONSE_S: f64 = 0.1;
const GROWTH_BPS_PER_S_MIN: f64 = 4000.0;

/// What the path does now.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    pub usage: Usage,
    /// What arrives; `None` until it is known.
    pub throughput_bps: Option<f64>,
    /// The same over the last moments only.
    pub last_throughput_bps: Option<f64>,
    pub round_trip_us: i64,
    pub at_us: i64,
}

pub struct RateControl {
    bps: f64,
    /// False after a change: the rate rests until the path is seen to be normal.
    grows: bool,
    updated_us: Option<i64>,
    decreased_us: Option<i64>,
    capacity: Capacity,
}

impl RateControl {
    pub fn new(bps: f64) -> Self {
        Self {
            bps,
            grows: false,
            updated_us: None,
            decreased_us: None,
            capacity: Capacity::default(),
        }
    }

    pub fn bps(&self) -> f64 {
        self.bps
    }

    /// Takes over a rate that was measured.
    pub fn set(&mut self, bps: f64) {
        self.bps = clamp(bps);
    }

    /// Lets the capacity that was learnt go: the path is another one.
    pub fn forget_capacity(&mut self) {
        self.capacity = Capacity::default();
    }

    /// True when the rate was lowered.
    pub fn update(&mut self, now: &Situation) -> bool {
        let before_us = self.updated_us.replace(now.at_us).unwrap_or(now.at_us);
        let passed_s = seconds(now.at_us - before_us).clamp(0.0, 1.0);
        match now.usage {
            Usage::Over => self.decrease(now),
            Usage::Under => {
                self.grows = false;
                false
            }
            Usage::Normal => {
                if self.grows {
                    self.increase(now, passed_s);
                }
                self.grows = true;
                false
            }
        }
    }

    fn increase(&mut self, now: &Situation, passed_s: f64) {
        let Some(throughput) = now.throughput_bps else {
            return;
        };
        if throughput > self.capacity.upper_bps() {
            self.capacity = Capacity::default();
        }
        let next = if self.capacity.is_known() {
            let response_s = seconds(now.round_trip_us) + RESPONSE_S;
            self.bps + (PACKET_BITS / response_s).max(GROWTH_BPS_PER_S_MIN) * passed_s
        } else {
            self.bps * GROWTH_PER_S.powf(passed_s)
        };
        let most = throughput * UNPROVEN + UNPROVEN_BPS;
        self.bps = clamp(next.min(most).max(self.bps));
    }

    fn decrease(&mut self, now: &Situation) -> bool {
        self.grows = false;
        let rest_us = now.round_trip_us.clamp(10_000, 200_000);
        let rested = self
            .decreased_us
            .is_none_or(|at_us| now.at_us - at_us >= rest_us);
        if !rested {
            return false;
        }
        self.decreased_us = Some(now.at_us);
        let Some(throughput) = now.last_throughput_bps else {
            self.bps = clamp(self.bps / 2.0);
            return true;
        };
        self.capacity.learn(throughput);
        let next = clamp(throughput * BACK_OFF);
        let lowered = next < self.bps;
        self.bps = self.bps.min(next);
        lowered
    }
}

fn clamp(bps: f64) -> f64 {
    bps.clamp(
        f64::from(limits::ESTIMATE_BPS_MIN),
        f64::from(limits::ESTIMATE_BPS_MAX),
    )
}

fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}

/// What arrived whenever the link was too full, with its spread.
#[derive(Default)]
struct Capacity {
    kbps: Option<f64>,
    /// Squared error over the mean.
    spread: f64,
}

impl Capacity {
    const WEIGHT: f64 = 0.05;

    fn is_known(&self) -> bool {
        self.kbps.is_some()
    }

    fn upper_bps(&self) -> f64 {
        self.kbps
            .map_or(f64::INFINITY, |kbps| (kbps + self.deviation(kbps)) * 1000.0)
    }

    fn deviation(&self, kbps: f64) -> f64 {
        3.0 * (self.spread * kbps).sqrt()
    }

    fn learn(&mut self, bps: f64) {
        let sample = bps / 1000.0;
        let fits = |kbps: f64| sample >= kbps - self.deviation(kbps);
        let Some(kbps) = self.kbps.filter(|kbps| fits(*kbps)) else {
            *self = Self {
                kbps: Some(sample),
                spread: 0.4,
            };
            return;
        };
        let mean = (1.0 - Self::WEIGHT) * kbps + Self::WEIGHT * sample;
        let error = mean - sample;
        let spread =
            (1.0 - Self::WEIGHT) * self.spread + Self::WEIGHT * error * error / mean.max(1.0);
        self.kbps = Some(mean);
        self.spread = spread.clamp(0.4, 2.5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(usage: Usage, throughput_bps: f64, at_ms: i64) -> Situation {
        Situation {
            usage,
            throughput_bps: Some(throughput_bps),
            last_throughput_bps: Some(throughput_bps),
            round_trip_us: 50_000,
            at_us: at_ms * 1000,
        }
    }

    #[test]
    fn it_grows_by_a_twelfth_a_second_and_not_beyond_what_is_proven() {
        let mut control = RateControl::new(1e6);
        for step in 0..=20 {
            control.update(&now(Usage::Normal, 1e6, step * 50));
        }
        assert!(
            (1.07e6..1.09e6).contains(&control.bps()),
            "{}",
            control.bps()
        );
        for step in 21..1000 {
            control.update(&now(Usage::Normal, 1e6, step * 50));
        }
        assert_eq!(control.bps(), 1.51e6);
        control.update(&now(Usage::Normal, 0.2e6, 60_000));
        assert_eq!(control.bps(), 1.51e6, "an idle sender loses nothing");
    }

    #[test]
    fn an_overuse_sends_less_than_what_arrives_once_per_round_trip() {
        let mut control = RateControl::new(2e6);
        assert!(control.update(&now(Usage::Over, 1e6, 0)));
        assert_eq!(control.bps(), 0.85e6);
        assert!(!control.update(&now(Usage::Over, 0.5e6, 49)));
        assert!(control.update(&now(Usage::Over, 0.5e6, 50)));
        assert_eq!(control.bps(), 0.425e6);
    }

    #[test]
    fn near_the_known_capacity_it_grows_by_packets() {
        let mut control = RateControl::new(2e6);
        control.update(&now(Usage::Over, 1e6, 0));
        for step in 0..=20 {
            control.update(&now(Usage::Normal, 0.85e6, 100 + step * 50));
        }
        let grown = control.bps() - 0.85e6;
        assert!((50e3..70e3).contains(&grown), "64 kbit/s: {grown}");
        for step in 0..=20 {
            control.update(&now(Usage::Normal, 1.5e6, 2000 + step * 50));
        }
        assert!(
            control.bps() > 0.96e6,
            "more arrives than was thought possible"
        );
    }
}
