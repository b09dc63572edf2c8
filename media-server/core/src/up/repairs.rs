//! How long repairs take, learnt from those that came.

use std::time::{Duration, Instant};

use crate::limits;

/// A share of repairs above this that needed a second request means that requests or answers
/// are lost.
const LOSSY: f32 = 0.05;
/// Above this share a single slow repair is no accident.
const VERY_LOSSY: f32 = 0.08;
/// With a tenth lost each way, fewer than one packet in 50,000 needs more repetitions.
const LIKELY_REPEATS: u32 = 3;

#[derive(Default)]
pub struct Repairs {
    /// Smoothed time from request to repair, and its mean deviation (as in RFC 6298).
    taken: Option<(Duration, Duration)>,
    again_share: f32,
    /// The longest delay, which fades.
    delay: Option<(Duration, Instant)>,
}

impl Repairs {
    /// Notes a repair: how late it came, how long after its only request, after how many.
    pub fn came(&mut self, late: Duration, taken: Option<Duration>, tries: u8, now: Instant) {
        if let Some(taken) = taken {
            let (mean, deviation) = self.taken.unwrap_or((taken, taken / 4));
            let error = taken.abs_diff(mean);
            self.taken = Some(((mean * 7 + taken) / 8, (deviation * 3 + error) / 4));
        }
        let again = f32::from(u8::from(tries > 1));
        self.again_share += (again - self.again_share) / 16.0;
        let late = late.min(limits::REPAIR_DELAY_MAX);
        if late >= self.longest(now) {
            self.delay = Some((late, now));
        }
    }

    /// Whether requests or their answers are lost as well.
    pub fn are_lossy(&self) -> bool {
        self.again_share > LOSSY
    }

    pub fn repeat_time(&self) -> Duration {
        self.taken
            .map_or(limits::NACK_REPEAT_TIME, |(mean, deviation)| {
                let margin = (deviation * 3).max(mean / 8).max(Duration::from_millis(5));
                (mean + margin).clamp(limits::NACK_REPEAT_TIME_MIN, limits::NACK_REPEAT_TIME_MAX)
            })
    }

    /// How long to wait for a repair: as long as the slowest one of late took, which fades while
    /// repairs are quicker or none is needed. Where repairs are lost too, a few requests' time
    /// at least, before the first packet needs it.
    pub fn delay(&self, now: Instant) -> Duration {
        let seen = self.longest(now);
        match self.taken {
            Some((mean, _)) if self.again_share > VERY_LOSSY && !seen.is_zero() => {
                let likely = mean + self.repeat_time() * LIKELY_REPEATS;
                seen.max(likely.min(limits::REPAIR_DELAY_MAX))
            }
            _ => seen,
        }
    }

    fn longest(&self, now: Instant) -> Duration {
        self.delay.map_or(Duration::ZERO, |(delay, since)| {
            let rested = now
                .saturating_duration_since(since)
                .saturating_sub(limits::REPAIR_DELAY_REST);
            delay.saturating_sub(rested / limits::REPAIR_DELAY_FADE)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_delay_is_remembered_and_fades() {
        let start = crate::test_clock::start();
        let mut repairs = Repairs::default();
        let ms = Duration::from_millis;
        assert_eq!(repairs.delay(start), ms(0));
        repairs.came(ms(300), None, 3, start);
        repairs.came(ms(90), Some(ms(80)), 1, start);
        assert_eq!(repairs.delay(start), ms(300));
        assert_eq!(repairs.delay(start + limits::REPAIR_DELAY_REST), ms(300));
        let later = start + limits::REPAIR_DELAY_REST + ms(2000);
        let faded = repairs.delay(later);
        assert_eq!(faded, ms(300) - ms(2000) / limits::REPAIR_DELAY_FADE);
        repairs.came(ms(290), None, 1, later);
        assert_eq!(repairs.delay(later), ms(290));
        assert_eq!(repairs.delay(later + ms(600_000)), ms(0));
    }

    #[test]
    fn where_repairs_are_lost_too_the_wait_is_there_before_the_slowest() {
        let start = crate::test_clock::start();
        let mut repairs = Repairs::default();
        let ms = Duration::from_millis;
        for _ in 0..20 {
            repairs.came(ms(90), Some(ms(80)), 1, start);
        }
        assert_eq!(repairs.delay(start), ms(90), "one request is enough");
        for _ in 0..4 {
            repairs.came(ms(190), None, 2, start);
        }
        let wait = repairs.delay(start);
        assert!((ms(350)..ms(420)).contains(&wait), "{wait:?}");
        let later = start + ms(600_000);
        assert_eq!(repairs.delay(later), ms(0), "until none is needed");
    }
}
