//! What follows from what is known: the rate up, down or held.

use super::{Estimator, Vain, loss::Verdict, rate::Situation, trend::Usage};
use crate::limits;

impl Estimator {
    pub(super) fn control(&mut self, at_us: i64) {
        let wait_us = self.queue.wait_us();
        let before_bps = self.rate.bps();
        let throughput_bps = self.throughput.bps().or_else(|| self.supposed_bps());
        // What the path loses at any rate has used the line all the same.
        let carried = |bps: Option<f64>| bps.map(|bps| self.before_loss(bps));
        let now = Situation {
            usage: self.queue.judge(self.trend.usage()),
            throughput_bps: carried(throughput_bps),
            // A single window is noisy, but follows a link that suddenly became slow.
            last_throughput_bps: if wait_us > limits::QUEUE_US_MAX / 2 {
                carried(self.throughput.last_bps())
            } else {
                carried(throughput_bps)
            },
            round_trip_us: self.round_trip.us(at_us),
            at_us,
        };
        let stands = wait_us >= limits::FULL_QUEUE_US_MIN;
        let verdict =
            self.loss
                .update(before_bps, throughput_bps, stands, now.round_trip_us, at_us);
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

    pub(super) fn is_calm(&self) -> bool {
        self.trend.usage() != Usage::Over && self.queue.wait_us() < limits::QUEUE_US_MIN
    }
}
