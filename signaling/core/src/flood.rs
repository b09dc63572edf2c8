//! A token bucket: so many at once, so many a second after that.

use protocol::time::UnixMs;

#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// Thousandths of a token, so that slow rates lose nothing to rounding.
    level_milli: i64,
    at: UnixMs,
    burst: u32,
    per_minute: u32,
}

impl Bucket {
    pub fn full(burst: u32, per_minute: u32, now: UnixMs) -> Self {
        Self {
            level_milli: i64::from(burst) * 1000,
            at: now,
            burst,
            per_minute,
        }
    }

    /// Takes one; false when none is left. A clock that goes back refills nothing.
    pub fn take(&mut self, now: UnixMs) -> bool {
        self.refill(now);
        if self.level_milli < 1000 {
            return false;
        }
        self.level_milli -= 1000;
        true
    }

    /// Whether one could be taken.
    pub fn has_one(&mut self, now: UnixMs) -> bool {
        self.refill(now);
        self.level_milli >= 1000
    }

    /// Seconds until the next one, rounded up.
    pub fn wait_s(&self) -> u32 {
        let missing_milli = (1000 - self.level_milli).max(0);
        let per_minute = i64::from(self.per_minute.max(1));
        let wait_s = (missing_milli * 60 + per_minute * 1000 - 1) / (per_minute * 1000);
        u32::try_from(wait_s).unwrap_or(u32::MAX).max(1)
    }

    pub fn is_full(&mut self, now: UnixMs) -> bool {
        self.refill(now);
        self.level_milli >= i64::from(self.burst) * 1000
    }

    fn refill(&mut self, now: UnixMs) {
        let elapsed_ms = now.since_ms(self.at).max(0);
        let gained_milli = elapsed_ms.saturating_mul(i64::from(self.per_minute)) / 60;
        if gained_milli > 0 {
            self.level_milli = self
                .level_milli
                .saturating_add(gained_milli)
                .min(i64::from(self.burst) * 1000);
            self.at = now;
        } else if elapsed_ms == 0 {
            self.at = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let start = UnixMs(1_000_000);
        let mut bucket = Bucket::full(100, 50 * 60, start);
        assert_eq!((0..200).filter(|_| bucket.take(start)).count(), 100);
        let second = (1..=1000)
            .filter(|ms| bucket.take(start.plus_ms(*ms)))
            .count();
        assert_eq!(second, 50);
    }

    #[test]
    fn a_slow_rate_is_not_lost_to_rounding_and_a_clock_going_back_gives_nothing() {
        let start = UnixMs(1_000_000);
        let mut bucket = Bucket::full(1, 20, start);
        assert!(bucket.take(start));
        assert!(!bucket.take(start.plus_ms(-1_000_000)));
        let mut slow = Bucket::full(1, 20, start);
        assert!(slow.take(start));
        assert_eq!(
            (1..=3000)
                .filter(|ms| slow.take(start.plus_ms(*ms)))
                .count(),
            1
        );
        assert_eq!(slow.wait_s(), 3);
    }
}
