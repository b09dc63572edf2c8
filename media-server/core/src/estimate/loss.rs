//! Loss that comes from sending too much, told apart from loss that the path has anyway.
//!
//! Loss while a queue stands is congestion. Loss without one is tried: if less is lost when less
//! is sent it is a policer, otherwise it is the path's own and costs no rate.

use crate::limits;

/// Loss beyond the path's own that counts, with and without a standing queue.
const EXCESS_WITH_QUEUE: f64 = 0.03;
const EXCESS_WITHOUT_QUEUE: f64 = 0.12;
/// A trial sends no less than this share, unless even less arrives of every second packet.
const TRIAL_SHARE_MIN: f64 = 0.7;
/// Weight of one window in the smoothed shares.
const WEIGHT: f64 = 0.2;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Fine,
    /// The rate must not grow now.
    Hold,
    /// Send no more than this, in bit/s.
    Cut(f64),
    /// The trial showed that the rate does not matter: back to this.
    Restore(f64),
}

#[derive(Default)]
pub struct LossControl {
    since_us: Option<i64>,
    received: u32,
    lost: u32,
    own: f64,
    smoothed: f64,
    trial: Option<Trial>,
    /// Until then loss is known to come from the rate.
    policed_until_us: i64,
}

#[derive(Clone, Copy)]
struct Trial {
    before_bps: f64,
    share: f64,
    /// What a policer would drop at the rate of the trial.
    policed_share: f64,
    /// A window that began before the cut tells nothing.
    ends_us: i64,
}

impl LossControl {
    pub fn count(&mut self, received: u32, lost: u32) {
        self.received = self.received.saturating_add(received);
        self.lost = self.lost.saturating_add(lost);
    }

    /// A packet that was counted as lost came late.
    pub fn was_late(&mut self) {
        self.lost = self.lost.saturating_sub(1);
        self.received += 1;
    }

    /// Share of packets that were lost, over the last two seconds or so.
    pub fn smoothed(&self) -> f64 {
        self.smoothed
    }

    /// Share that the path loses at any rate.
    pub fn own(&self) -> f64 {
        self.own
    }

    pub fn update(
        &mut self,
        estimate_bps: f64,
        throughput_bps: Option<f64>,
        queue_stands: bool,
        round_trip_us: i64,
        at_us: i64,
    ) -> Verdict {
        let since_us = *self.since_us.get_or_insert(at_us);
        let count = self.received + self.lost;
        // Whether a trial succeeded is decided by more packets than whether to try.
        let least = if self.trial.is_some() {
            2 * limits::LOSS_WINDOW_PACKETS
        } else {
            limits::LOSS_WINDOW_PACKETS
        };
        if count < least || at_us - since_us < limits::LOSS_WINDOW_US {
            return Verdict::Fine;
        }
        let share = f64::from(self.lost) / f64::from(count);
        self.smoothed += WEIGHT * (share - self.smoothed);
        (self.received, self.lost) = (0, 0);
        self.since_us = Some(at_us);
        if let Some(trial) = self.trial {
            return self.conclude(trial, share, since_us, at_us);
        }
        let congested = queue_stands || at_us < self.policed_until_us;
        let likely = self.own.max(0.02);
        let noise = 2.0 * (likely * (1.0 - likely) / f64::from(count)).sqrt();
        let excess = share - self.own - noise;
        let limit = if congested {
            EXCESS_WITH_QUEUE
        } else {
            EXCESS_WITHOUT_QUEUE
        };
        if excess <= limit {
            if !congested {
                self.own += WEIGHT * (share - self.own);
            }
            let hold = congested && excess > 0.0;
            return if hold { Verdict::Hold } else { Verdict::Fine };
        }
        let Some(throughput) = throughput_bps else {
            return Verdict::Hold;
        };
        let sent_bps = throughput / (1.0 - share).max(0.05);
        let before_bps = estimate_bps;
        let cut = if share > 0.5 || congested {
            throughput
        } else {
            throughput.max(TRIAL_SHARE_MIN * sent_bps)
        };
        if !queue_stands {
            self.trial = Some(Trial {
                before_bps,
                share,
                policed_share: (1.0 - throughput / cut).max(0.0),
                ends_us: at_us + round_trip_us + limits::LOSS_WINDOW_US,
            });
        }
        Verdict::Cut(cut.min(estimate_bps))
    }

    fn conclude(&mut self, trial: Trial, share: f64, since_us: i64, at_us: i64) -> Verdict {
        if since_us < trial.ends_us - limits::LOSS_WINDOW_US {
            return Verdict::Hold;
        }
        self.trial = None;
        if share < f64::midpoint(trial.share, trial.policed_share) {
            self.policed_until_us = at_us + limits::POLICED_TIME_US;
            return Verdict::Hold;
        }
        self.policed_until_us = 0;
        self.own = share.min(trial.share);
        Verdict::Restore(trial.before_bps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Path {
        control: LossControl,
        estimate_bps: f64,
        at_us: i64,
        state: u64,
    }

    impl Path {
        fn new() -> Self {
            Self {
                control: LossControl::default(),
                estimate_bps: 2e6,
                at_us: 0,
                state: 1,
            }
        }

        /// One second at the estimated rate; `lost` tells the share of a rate.
        fn run_s(&mut self, seconds: i64, queue: bool, lost: impl Fn(f64) -> f64) {
            for _ in 0..seconds * 20 {
                self.at_us += 50_000;
                let share = lost(self.estimate_bps);
                for _ in 0..(self.estimate_bps / 8.0 / 1200.0 / 20.0) as u32 {
                    self.state = self
                        .state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    if ((self.state >> 33) % 10_000) as f64 / 10_000.0 < share {
                        self.control.count(0, 1);
                    } else {
                        self.control.count(1, 0);
                    }
                }
                let throughput = self.estimate_bps * (1.0 - share);
                let estimate = self.estimate_bps;
                let found =
                    self.control
                        .update(estimate, Some(throughput), queue, 80_000, self.at_us);
                match found {
                    Verdict::Cut(bps) | Verdict::Restore(bps) => self.estimate_bps = bps,
                    Verdict::Fine | Verdict::Hold => {}
                }
            }
        }
    }

    #[test]
    fn a_policer_is_found_without_a_queue() {
        let mut path = Path::new();
        path.run_s(5, false, |bps| (1.0 - 1e6 / bps).max(0.0));
        assert!(
            (0.9e6..1.25e6).contains(&path.estimate_bps),
            "{}",
            path.estimate_bps
        );
    }

    #[test]
    fn loss_that_does_not_depend_on_the_rate_costs_no_rate() {
        for share in [0.02, 0.1, 0.3] {
            let mut path = Path::new();
            path.run_s(10, false, |_| share);
            assert!(path.estimate_bps > 1.9e6, "{share}: {}", path.estimate_bps);
        }
    }

    #[test]
    fn loss_with_a_queue_is_congestion() {
        let mut path = Path::new();
        path.run_s(2, true, |_| 0.1);
        assert!(path.estimate_bps < 1.7e6, "{}", path.estimate_bps);
    }
}
