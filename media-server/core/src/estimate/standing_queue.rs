//! How long packets wait on the way at the least.
//!
//! A receiver that is busy reads late, but some packet is always read in time: its delay is the
//! lowest there is. Only when the lowest delay of the last moments lies above the lowest of the
//! last seconds does a queue stand somewhere. Both are differences of two clocks, so a constant
//! difference between them does not matter.

use super::trend::Usage;
use crate::limits;

#[derive(Default)]
pub struct StandingQueue {
    base: WindowedMin,
    recent: WindowedMin,
}

impl StandingQueue {
    pub fn add(&mut self, sent_us: i64, arrived_us: i64) {
        let delay_us = arrived_us - sent_us;
        self.base.add(sent_us, delay_us, limits::BASE_DELAY_TIME_US);
        self.recent
            .add(sent_us, delay_us, limits::RECENT_DELAY_TIME_US);
    }

    pub fn wait_us(&self) -> i64 {
        match (self.recent.min(), self.base.min()) {
            (Some(recent), Some(base)) => (recent - base).max(0),
            _ => 0,
        }
    }

    /// A delay that grows counts only while something really waits: a busy receiver delays some
    /// packets, never all. A long wait counts even when it does not grow.
    pub fn judge(&self, usage: Usage) -> Usage {
        match usage {
            Usage::Over if self.wait_us() < limits::QUEUE_US_MIN => Usage::Normal,
            Usage::Normal if self.wait_us() > limits::QUEUE_US_MAX => Usage::Over,
            usage => usage,
        }
    }

    /// Takes the present delay as the path's own.
    pub fn forget(&mut self) {
        self.base = self.recent;
    }
}

/// The lowest value of one to two windows.
#[derive(Clone, Copy, Default)]
struct WindowedMin {
    since_us: i64,
    present: Option<i64>,
    before: Option<i64>,
}

impl WindowedMin {
    fn add(&mut self, at_us: i64, value: i64, window_us: i64) {
        if self.present.is_none() || at_us - self.since_us >= window_us {
            self.since_us = at_us;
            self.before = self.present;
            self.present = Some(value);
        }
        self.present = self.present.map(|least| least.min(value));
    }

    fn min(&self) -> Option<i64> {
        self.present.into_iter().chain(self.before).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_receiver_has_no_standing_queue_and_a_full_link_has_one() {
        let mut queue = StandingQueue::default();
        for step in 0..300 {
            let late_us = if step % 3 == 0 { 200 } else { 30_000 };
            queue.add(33_000 * step, 33_000 * step + 500_000_000 + late_us);
        }
        assert!(queue.wait_us() < 1000, "{}", queue.wait_us());
        for step in 300..310 {
            queue.add(33_000 * step, 33_000 * step + 500_060_000);
        }
        assert!(queue.wait_us() > 50_000, "{}", queue.wait_us());
        queue.forget();
        for step in 310..330 {
            queue.add(33_000 * step, 33_000 * step + 500_060_000);
        }
        assert_eq!(queue.wait_us(), 0, "the longer way is the way now");
    }

    #[test]
    fn only_a_wait_makes_a_growing_delay_an_overuse() {
        let waits = |wait_us: i64| {
            let mut queue = StandingQueue::default();
            queue.add(0, 20_000);
            for step in 1..20 {
                queue.add(33_000 * step, 33_000 * step + 20_000 + wait_us);
            }
            queue
        };
        let cases = [
            (0, Usage::Over, Usage::Normal),
            (limits::QUEUE_US_MIN - 1, Usage::Over, Usage::Normal),
            (limits::QUEUE_US_MIN, Usage::Over, Usage::Over),
            (limits::QUEUE_US_MIN, Usage::Normal, Usage::Normal),
            (limits::QUEUE_US_MAX + 1, Usage::Normal, Usage::Over),
            (limits::QUEUE_US_MAX + 1, Usage::Under, Usage::Under),
        ];
        for (wait_us, trend, expected) in cases {
            assert_eq!(waits(wait_us).judge(trend), expected, "{wait_us} {trend:?}");
        }
    }

    #[test]
    fn a_longer_way_is_learnt_in_time() {
        let mut queue = StandingQueue::default();
        for step in 0..2000 {
            let way_us = if step < 100 { 20_000 } else { 90_000 };
            queue.add(33_000 * step, 33_000 * step + way_us);
        }
        assert_eq!(queue.wait_us(), 0);
    }
}
