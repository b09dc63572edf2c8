//! Packets that were sent together, and how much later a group arrived than the one before
//! (draft-ietf-rmcat-gcc-02 §5.2).

use crate::limits;

/// How the time between two groups changed on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delta {
    pub sent_us: i64,
    pub arrived_us: i64,
    /// When the later group was complete, on the receiver's clock.
    pub at_us: i64,
}

#[derive(Clone, Copy)]
struct Group {
    first_sent_us: i64,
    last_sent_us: i64,
    first_arrived_us: i64,
    last_arrived_us: i64,
}

#[derive(Default)]
pub struct Groups {
    present: Option<Group>,
    before: Option<Group>,
}

impl Groups {
    /// Takes a packet; the difference between the two groups before, when it begins a new one.
    pub fn add(&mut self, sent_us: i64, arrived_us: i64) -> Option<Delta> {
        let single = Group {
            first_sent_us: sent_us,
            last_sent_us: sent_us,
            first_arrived_us: arrived_us,
            last_arrived_us: arrived_us,
        };
        let Some(group) = &mut self.present else {
            self.present = Some(single);
            return None;
        };
        if sent_us < group.first_sent_us {
            // Overtaken: it belongs to a group that is complete.
            return None;
        }
        if group.takes(sent_us, arrived_us) {
            group.last_sent_us = group.last_sent_us.max(sent_us);
            group.last_arrived_us = group.last_arrived_us.max(arrived_us);
            return None;
        }
        let complete = *group;
        *group = single;
        let before = self.before.replace(complete)?;
        let delta = Delta {
            sent_us: complete.last_sent_us - before.last_sent_us,
            arrived_us: complete.last_arrived_us - before.last_arrived_us,
            at_us: complete.last_arrived_us,
        };
        // A receiver whose clock jumped, or that reordered whole groups, tells nothing.
        let sound = delta.arrived_us >= 0 && delta.arrived_us < limits::ARRIVAL_GAP_US_MAX;
        sound.then_some(delta)
    }
}

impl Group {
    /// Sent within the same 5 ms, or arrived in the same clump after a wait on the way.
    fn takes(&self, sent_us: i64, arrived_us: i64) -> bool {
        if sent_us - self.first_sent_us <= limits::GROUP_TIME_US {
            return true;
        }
        let apart_us = arrived_us - self.last_arrived_us;
        let caught_up = apart_us < sent_us - self.last_sent_us;
        caught_up
            && apart_us <= limits::GROUP_TIME_US
            && arrived_us - self.first_arrived_us < limits::CLUMP_TIME_US_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_together_is_one_group() {
        let mut groups = Groups::default();
        for (sent_us, arrived_us) in [(0, 50_000), (0, 51_000), (4000, 55_000)] {
            assert_eq!(groups.add(sent_us, arrived_us), None);
        }
        assert_eq!(groups.add(33_000, 83_000), None, "one complete group only");
        let found = groups.add(66_000, 130_000).unwrap();
        let expected = Delta {
            sent_us: 29_000,
            arrived_us: 28_000,
            at_us: 83_000,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_clump_after_a_wait_is_one_group() {
        let mut groups = Groups::default();
        for step in 0..5 {
            // The receiver slept and read everything within two milliseconds.
            assert_eq!(groups.add(10_000 * step, 90_000 + 400 * step), None);
        }
    }

    #[test]
    fn a_packet_that_was_overtaken_does_not_count() {
        let mut groups = Groups::default();
        groups.add(0, 50_000);
        groups.add(33_000, 83_000);
        assert_eq!(groups.add(1000, 84_000), None);
        let found = groups.add(66_000, 116_000).unwrap();
        assert_eq!((found.sent_us, found.arrived_us), (33_000, 33_000));
    }
}
