//! The time of day at a moment, in microseconds. The shell tells it now and then, in milliseconds;
//! between, and for as long as it agrees, the steady clock counts on.

use std::time::{Duration, Instant};

use protocol::time::UnixMs;

/// A difference above this is a clock that was set, not one that is read coarsely.
const STEP_US: u64 = 50_000;

#[derive(Default)]
pub struct WallClock(Option<(Instant, u64)>);

impl WallClock {
    pub fn note(&mut self, time: UnixMs, now: Instant) {
        let time_us = u64::try_from(time.0).unwrap_or(0).saturating_mul(1000);
        let agrees = self.0.is_some() && self.at_us(now).abs_diff(time_us) <= STEP_US;
        if !agrees {
            self.0 = Some((now, time_us));
        }
    }

    pub fn at_us(&self, now: Instant) -> u64 {
        let Some((at, time_us)) = self.0 else {
            return 0;
        };
        let passed = |passed: Duration| u64::try_from(passed.as_micros()).unwrap_or(u64::MAX);
        let after = passed(now.saturating_duration_since(at));
        let before = passed(at.saturating_duration_since(now));
        time_us.saturating_add(after).saturating_sub(before)
    }

    pub fn at_ms(&self, now: Instant) -> UnixMs {
        UnixMs(i64::try_from(self.at_us(now) / 1000).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_on_in_microseconds_and_follows_a_clock_that_was_set() {
        let start = crate::test_clock::start();
        let mut clock = WallClock::default();
        clock.note(UnixMs(1_000_000), start);
        let later = start + Duration::from_micros(1_500_250);
        clock.note(UnixMs(1_001_499), later);
        assert_eq!(clock.at_us(later), 1_001_500_250, "it agrees");
        assert_eq!(clock.at_ms(later), UnixMs(1_001_500));
        clock.note(UnixMs(2_000_000), later);
        assert_eq!(clock.at_us(later), 2_000_000_000, "it was set");
        assert_eq!(clock.at_us(start), 1_998_499_750);
    }
}
