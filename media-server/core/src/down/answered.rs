//! Which packets were sent again lately.

use std::time::{Duration, Instant};

use crate::limits;

/// When a number was answered last, by number modulo the length.
#[derive(Default)]
pub struct Answered {
    slots: Vec<Option<(u64, Instant)>>,
}

impl Answered {
    /// Whether a packet may go again. A second request within a round trip was sent before the
    /// answer to the first could arrive.
    pub fn allow(&mut self, number: u64, round_trip: Duration, now: Instant) -> bool {
        if self.slots.is_empty() {
            self.slots.resize(limits::ANSWERED_PACKETS, None);
        }
        let place = number % limits::ANSWERED_PACKETS as u64;
        let slot = &mut self.slots[usize::try_from(place).unwrap_or(0)];
        // A little less, so that a repetition in step with the round trip is answered.
        let rest = round_trip * 7 / 8;
        let rests = slot.is_some_and(|(answered, at)| answered == number && now < at + rest);
        if !rests {
            *slot = Some((number, now));
        }
        !rests
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_goes_again_once_per_round_trip() {
        let start = crate::test_clock::start();
        let mut answered = Answered::default();
        let ms = Duration::from_millis;
        assert!(answered.allow(7, ms(80), start));
        assert!(!answered.allow(7, ms(80), start + ms(40)));
        assert!(answered.allow(8, ms(80), start + ms(40)), "another");
        assert!(answered.allow(7, ms(80), start + ms(79)));
        assert!(!answered.allow(7, ms(80), start + ms(100)));
    }
}
