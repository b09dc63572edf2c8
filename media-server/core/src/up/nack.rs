//! Missing packets, when to ask for each again, and when to stop asking.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use super::repairs::Repairs;
use crate::limits;

#[derive(Default)]
pub struct NackList {
    /// In ascending order.
    missing: Vec<Missing>,
    /// What the last call gave out; kept so that no call allocates.
    requests: Vec<u16>,
    repairs: Repairs,
    /// How much later packets come that were only overtaken.
    reordering: Duration,
}

#[derive(Clone, Copy)]
struct Missing {
    index: u64,
    since: Instant,
    asked: Option<Instant>,
    next: Instant,
    tries: u8,
    /// The next request is the second copy of the last.
    is_copy: bool,
}

/// What is due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due<'a> {
    pub requests: &'a [u16],
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
        self.reordering -= self.reordering / 16;
        // Timers are no finer than a millisecond.
        let waits = self.reordering >= Duration::from_millis(1);
        let next = if waits { now + self.reordering } else { now };
        self.missing.extend(gap.map(|index| Missing {
            index,
            since: now,
            asked: None,
            next,
            tries: 0,
            is_copy: false,
        }));
        true
    }

    /// Notes a packet that came, as a retransmission or by itself.
    pub fn arrived(&mut self, index: u64, repaired: bool, now: Instant) {
        let Ok(place) = self
            .missing
            .binary_search_by_key(&index, |missing| missing.index)
        else {
            return;
        };
        let found = self.missing.remove(place);
        let late = now.saturating_duration_since(found.since);
        if repaired {
            // Answers to later requests cannot be told apart, so only the first gives a measure.
            let taken = found
                .asked
                .filter(|_| found.tries == 1)
                .map(|asked| now.saturating_duration_since(asked));
            self.repairs.came(late, taken, found.tries, now);
        } else {
            let wait = (late + late / 4).min(limits::NACK_DELAY_MAX);
            self.reordering = self.reordering.max(wait);
        }
    }

    pub fn clear(&mut self) {
        self.missing.clear();
    }

    /// When something is due; a scan of a list that is nearly always short.
    pub fn next_due(&self) -> Option<Instant> {
        self.missing.iter().map(|missing| missing.next).min()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "sequence numbers are the low 16 bits"
    )]
    pub fn take_due(&mut self, now: Instant) -> Due<'_> {
        let repeat_time = self.repairs.repeat_time();
        let copies = self.repairs.are_lossy() && repeat_time > 2 * limits::NACK_COPY_TIME;
        let Self {
            missing, requests, ..
        } = self;
        requests.clear();
        let mut gave_up = false;
        missing.retain_mut(|missing| {
            if missing.next > now {
                return true;
            }
            let old = now.saturating_duration_since(missing.since) > limits::MISSING_TIME_MAX;
            if old || missing.tries >= limits::NACK_TRIES_MAX {
                gave_up = true;
                return false;
            }
            requests.push(missing.index as u16);
            if missing.is_copy {
                missing.is_copy = false;
                missing.next = now + repeat_time - limits::NACK_COPY_TIME;
                return true;
            }
            missing.tries += 1;
            missing.asked = Some(now);
            missing.is_copy = copies;
            let wait = if copies {
                limits::NACK_COPY_TIME
            } else {
                repeat_time
            };
            missing.next = now + wait;
            true
        });
        Due {
            requests: &self.requests,
            gave_up,
        }
    }

    /// How much later than others repaired packets come.
    pub fn repair_delay(&self, now: Instant) -> Duration {
        self.repairs.delay(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn requests(list: &mut NackList, now: Instant) -> Vec<u16> {
        list.take_due(now).requests.to_vec()
    }

    #[test]
    fn a_gap_is_asked_for_at_once_and_not_again_before_the_answer_could_come() {
        let start = crate::test_clock::start();
        let mut list = NackList::default();
        assert!(list.add(100..103, start));
        list.arrived(101, false, start);
        assert_eq!(requests(&mut list, start), [100, 102]);
        assert!(requests(&mut list, start + 50 * MS).is_empty());
        let again = start + limits::NACK_REPEAT_TIME;
        assert_eq!(list.next_due(), Some(again));
        assert_eq!(requests(&mut list, again), [100, 102]);
    }

    #[test]
    fn where_packets_overtake_each_other_it_waits_a_little() {
        let mut now = crate::test_clock::start();
        let mut list = NackList::default();
        list.add(1..2, now);
        assert_eq!(requests(&mut list, now), [1]);
        list.arrived(1, false, now + 8 * MS);
        now += 20 * MS;
        list.add(3..4, now);
        assert!(requests(&mut list, now + 5 * MS).is_empty());
        assert_eq!(requests(&mut list, now + 10 * MS), [3]);
        for index in 10..200 {
            now += 100 * MS;
            list.add(index..index + 1, now);
            list.arrived(index, true, now + 30 * MS);
        }
        list.add(300..301, now);
        assert_eq!(requests(&mut list, now), [300], "long ago");
    }

    #[test]
    fn repeats_follow_the_measured_repair_time() {
        let mut now = crate::test_clock::start();
        let mut list = NackList::default();
        for index in 1..100 {
            list.add(index..index + 1, now);
            list.take_due(now);
            list.arrived(index, true, now + 40 * MS);
            now += 100 * MS;
        }
        list.add(200..201, now);
        list.take_due(now);
        let wait = list.next_due().unwrap() - now;
        assert!((42 * MS..60 * MS).contains(&wait), "{wait:?}");
    }

    #[test]
    fn where_repairs_are_lost_too_each_request_is_sent_twice() {
        let mut now = crate::test_clock::start();
        let mut list = NackList::default();
        let mut index = 0;
        let mut play = |list: &mut NackList, tries: usize| {
            index += 1;
            list.add(index..index + 1, now);
            let mut asked = 0;
            for _ in 0..tries {
                asked += requests(list, now).len();
                asked += requests(list, now + limits::NACK_COPY_TIME).len();
                now += 400 * MS;
            }
            list.arrived(index, true, now);
            asked
        };
        for _ in 0..20 {
            assert_eq!(play(&mut list, 1), 1);
        }
        let mut most = 0;
        for _ in 0..20 {
            most = most.max(play(&mut list, 2));
        }
        assert_eq!(most, 4);
        for _ in 0..100 {
            play(&mut list, 1);
        }
        assert_eq!(play(&mut list, 1), 1, "the path is good again");
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
