//! How far a clock is believed.
//!
//! A machine may start with a clock years ahead and be set right a minute later. Deleting by such
//! a reading could never be undone, so a leap is believed only when the clock has run on steadily
//! from there. Ordinary downtime is a leap too and costs the same few minutes.

use protocol::time::UnixMs;

use crate::limits::{CLOCK_LEAP_MS, CLOCK_SETTLE_MS};

/// The high-water mark of a clock; stored, so that it survives restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockMark {
    /// The last reading that is believed: nothing due after it strikes.
    pub believed: UnixMs,
    /// The last reading of all.
    pub last: UnixMs,
    /// Since when the clock has run steadily after a leap that is not believed yet.
    pub settling_since: Option<UnixMs>,
}

/// What a reading shows about the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Steady,
    /// It leapt ahead, or nobody looked for that long.
    LeaptAhead {
        by_ms: i64,
    },
    SetBack {
        by_ms: i64,
    },
    /// A leap is being waited out.
    Settling,
}

impl ClockMark {
    /// The first reading ever is believed: nothing can be due yet. Also after a clock was set on
    /// purpose.
    pub fn at(now: UnixMs) -> Self {
        Self {
            believed: now,
            last: now,
            settling_since: None,
        }
    }

    /// Takes a reading.
    pub fn read(self, now: UnixMs) -> (Self, Reading) {
        let step_ms = now.since_ms(self.last);
        let ahead_ms = now.since_ms(self.believed);
        if ahead_ms <= CLOCK_LEAP_MS {
            let reading = if ahead_ms < -CLOCK_LEAP_MS || step_ms < -CLOCK_LEAP_MS {
                Reading::SetBack { by_ms: -step_ms }
            } else {
                Reading::Steady
            };
            return (Self::at(now), reading);
        }
        match self.settling_since {
            Some(since) if (0..=CLOCK_LEAP_MS).contains(&step_ms) => {
                if now.since_ms(since) >= CLOCK_SETTLE_MS {
                    return (Self::at(now), Reading::Steady);
                }
                (Self { last: now, ..self }, Reading::Settling)
            }
            _ => {
                let mark = Self {
                    last: now,
                    settling_since: Some(now),
                    ..self
                };
                (mark, Reading::LeaptAhead { by_ms: ahead_ms })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;

    /// Reads the clock at the given minutes; the minutes that are believed after each reading.
    fn believed(readings: &[i64]) -> Vec<i64> {
        let mut mark = ClockMark::at(UnixMs(0));
        readings
            .iter()
            .map(|minute| {
                mark = mark.read(UnixMs(minute * MINUTE_MS)).0;
                mark.believed.0 / MINUTE_MS
            })
            .collect()
    }

    #[test]
    fn a_steady_clock_is_believed_at_once() {
        assert_eq!(believed(&[1, 2, 3, 13]), [1, 2, 3, 13]);
    }

    #[test]
    fn a_leap_is_believed_when_the_clock_ran_on_from_there() {
        assert_eq!(
            believed(&[1, 5000, 5001, 5009, 5010, 5011]),
            [1, 1, 1, 1, 5010, 5011]
        );
    }

    #[test]
    fn a_clock_that_was_set_right_in_time_has_done_nothing() {
        assert_eq!(
            believed(&[1, 9_000_000, 9_000_007, 10, 11]),
            [1, 1, 1, 10, 11]
        );
        // A second leap is waited out anew.
        assert_eq!(
            believed(&[1, 5000, 5009, 9000, 9009, 9010]),
            [1, 1, 1, 1, 1, 9010]
        );
        // So is a clock that comes back half the way.
        assert_eq!(
            believed(&[1, 5000, 5005, 3000, 3009, 3010]),
            [1, 1, 1, 1, 1, 3010]
        );
    }

    #[test]
    fn a_clock_that_was_set_back_is_followed_and_said_so() {
        let (mark, reading) = ClockMark::at(UnixMs(60 * MINUTE_MS)).read(UnixMs(0));
        assert_eq!(mark, ClockMark::at(UnixMs(0)));
        assert_eq!(
            reading,
            Reading::SetBack {
                by_ms: 60 * MINUTE_MS
            }
        );
        let (mark, reading) = mark.read(UnixMs(60 * MINUTE_MS));
        assert_eq!(mark.believed, UnixMs(0));
        assert_eq!(
            reading,
            Reading::LeaptAhead {
                by_ms: 60 * MINUTE_MS
            }
        );
        assert_eq!(mark.read(UnixMs(61 * MINUTE_MS)).1, Reading::Settling);
    }
}
