//! Missing packets, when to ask for each again, and when to stop asking.

use std::{
    collections::BTreeMap,
    ops::Range,
    time::{Duration, Instant},
};

use crate::limits;

#[derive(Default)]
pub struct NackList {
    missing: BTreeMap<u64, Missing>,
    /// Smoothed time from request to repair.
    repair_time: Option<Duration>,
}

#[derive(Clone, Copy)]
struct Missing {
    since: Instant,
    next: Instant,
    tries: u8,
}

/// What is due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    pub requests: Vec<u16>,
    /// Some packets will not come: only a key frame helps.
    pub gave_up: bool,
}

impl NackList {
    /// Notes a gap. False when there is too much to ask for; everything is forgotten then.
    pub fn add(&mut self, gap: Range<u64>, now: Instant) -> bool {
        let count = usize::try_from(gap.end.saturating_sub(gap.start)).unwrap_or(usize::MAX);
        if self.missing.len().saturating_add(count) > limits::MISSING_MAX {
            self.missing.clear();
            return false;
        }
        for index in gap {
            let next = now + limits::NACK_DELAY;
            self.missing.insert(
                index,
                Missing {
                    since: now,
                    next,
                    tries: 0,
                },
            );
        }
        true
    }

    pub fn arrived(&mut self, index: u64, now: Instant) {
        let Some(found) = self.missing.remove(&index) else {
            return;
        };
        // Later tries cannot be told apart, so only the first gives a measure.
        if found.tries == 1 {
            let asked = found.next - self.repeat_time();
            let taken = now.saturating_duration_since(asked);
            self.repair_time = Some(self.repair_time.map_or(taken, |old| (old * 7 + taken) / 8));
        }
    }

    pub fn clear(&mut self) {
        self.missing.clear();
    }

    pub fn next_due(&self) -> Option<Instant> {
        self.missing.values().map(|missing| missing.next).min()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "sequence numbers are the low 16 bits"
    )]
    pub fn take_due(&mut self, now: Instant) -> Due {
        let repeat_time = self.repeat_time();
        let mut due = Due::default();
        self.missing.retain(|index, missing| {
            if missing.next > now {
                return true;
            }
            let old = now.saturating_duration_since(missing.since) > limits::MISSING_TIME_MAX;
            if old || missing.tries >= limits::NACK_TRIES_MAX {
                due.gave_up = true;
                return false;
            }
            missing.tries += 1;
            missing.next = now + repeat_time;
            due.requests.push(*index as u16);
            true
        });
        due
    }

    fn repeat_time(&self) -> Duration {
        self.repair_time.map_or(limits::NACK_REPEAT_TIME, |time| {
            (time * 5 / 4).clamp(limits::NACK_REPEAT_TIME_MIN, limits::NACK_REPEAT_TIME_MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_gap_is_asked_for_after_the_reordering_time() {
        let start = crate::test_clock::start();
        let mut list = NackList::default();
        assert!(list.add(100..103, start));
        assert_eq!(list.take_due(start + 9 * MS), Due::default());
        list.arrived(101, start + 9 * MS);
        let due = list.take_due(start + limits::NACK_DELAY);
        assert_eq!(
            due,
            Due {
                requests: vec![100, 102],
                gave_up: false
            }
        );
        assert_eq!(
            list.take_due(start + 50 * MS),
            Due::default(),
            "not again at once"
        );
        assert_eq!(
            list.next_due(),
            Some(start + limits::NACK_DELAY + limits::NACK_REPEAT_TIME)
        );
    }

    #[test]
    fn repeats_follow_the_measured_repair_time() {
        let start = crate::test_clock::start();
        let mut list = NackList::default();
        list.add(1..2, start);
        list.take_due(start + 10 * MS);
        list.arrived(1, start + 50 * MS);
        assert_eq!(list.repeat_time(), 50 * MS, "40 ms and a quarter");
    }

    #[test]
    fn asking_ends_after_the_last_try() {
        let mut now = crate::test_clock::start();
        let mut list = NackList::default();
        list.add(1..2, now);
        let mut requests = 0;
        for _ in 0..100 {
            now += limits::NACK_REPEAT_TIME;
            let due = list.take_due(now);
            requests += due.requests.len();
            if due.gave_up {
                assert_eq!(requests, usize::from(limits::NACK_TRIES_MAX));
                assert_eq!(list.next_due(), None);
                return;
            }
        }
        panic!("never gave up");
    }

    #[test]
    fn too_wide_a_gap_is_left_to_a_key_frame() {
        let now = crate::test_clock::start();
        let mut list = NackList::default();
        assert!(list.add(0..limits::MISSING_MAX as u64, now));
        assert!(!list.add(1000..1001, now));
        assert_eq!(list.next_due(), None);
    }
}
