//! Sequence numbers that are missing, and when to ask for them (RFC 4585).

use std::time::{Duration, Instant};

use media_core::far_end::Unwrapper;

/// More missing at once is no loss but a pause or a jump.
const MISSING_MAX: usize = 512;
/// Browsers ask again about once per round trip.
const ASK_AGAIN: Duration = Duration::from_millis(40);
const ASKS_MAX: u8 = 10;

#[derive(Default)]
pub struct Gaps {
    sequence: Unwrapper,
    missing: Vec<Missing>,
    /// Holes that were given up.
    pub abandoned: u64,
}

struct Missing {
    index: u64,
    due: Instant,
    asks: u8,
}

impl Gaps {
    pub fn highest(&self) -> Option<u64> {
        self.sequence.highest()
    }

    pub fn are_none(&self) -> bool {
        self.missing.is_empty()
    }

    /// The number without its wrap-around.
    pub fn take(&mut self, sequence: u16, now: Instant) -> u64 {
        let before = self.sequence.highest();
        let index = self.sequence.advance(sequence);
        if let Some(before) = before {
            self.note(before, index, now);
        }
        index
    }

    fn note(&mut self, before: u64, index: u64, now: Instant) {
        if index <= before {
            self.missing.retain(|missing| missing.index != index);
            return;
        }
        let holes = usize::try_from(index - before - 1).unwrap_or(usize::MAX);
        if self.missing.len().saturating_add(holes) > MISSING_MAX {
            self.abandoned += (self.missing.len() + holes) as u64;
            self.missing.clear();
            return;
        }
        self.missing
            .extend((before + 1..index).map(|index| Missing {
                index,
                due: now,
                asks: 0,
            }));
    }

    /// Numbers to ask for now, in ascending order.
    #[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
    pub fn due(&mut self, now: Instant, ask_for: &mut Vec<u16>) {
        let held = self.missing.len();
        self.missing
            .retain(|missing| missing.asks < ASKS_MAX || now < missing.due);
        self.abandoned += (held - self.missing.len()) as u64;
        for missing in self.missing.iter_mut().filter(|missing| missing.due <= now) {
            missing.due = now + ASK_AGAIN;
            missing.asks += 1;
            ask_for.push(missing.index as u16);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(gaps: &mut Gaps, now: Instant) -> Vec<u16> {
        let mut numbers = Vec::new();
        gaps.due(now, &mut numbers);
        numbers
    }

    #[test]
    fn holes_are_asked_for_until_they_are_filled() {
        let (mut gaps, now) = (Gaps::default(), Instant::now());
        for sequence in [65_534, 1] {
            gaps.take(sequence, now);
        }
        assert_eq!(asked(&mut gaps, now), [65_535, 0]);
        assert!(asked(&mut gaps, now).is_empty(), "not at once again");
        gaps.take(0, now);
        assert_eq!(asked(&mut gaps, now + ASK_AGAIN), [65_535]);
        gaps.take(65_535, now);
        assert!(gaps.are_none());
        assert_eq!(gaps.abandoned, 0);
    }

    #[test]
    fn what_never_comes_is_given_up() {
        let (mut gaps, mut now) = (Gaps::default(), Instant::now());
        gaps.take(10, now);
        gaps.take(12, now);
        let mut asks = 0;
        for _ in 0..20 {
            asks += asked(&mut gaps, now).len();
            now += ASK_AGAIN;
        }
        assert_eq!((asks, gaps.abandoned), (usize::from(ASKS_MAX), 1));
        gaps.take(5000, now);
        assert!(gaps.are_none(), "a leap is not asked for");
        assert_eq!(gaps.abandoned, 1 + 4987);
    }
}
