//! What was sent to one viewer under which transport-wide number, for those who read feedback.

use std::time::Instant;

use crate::{limits, sequence::nearest};

/// One packet on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The transport-wide number, without wrap.
    pub number: u64,
    pub sent: Instant,
    /// The whole datagram, protection included.
    pub bytes: u16,
    /// The probe that it was part of; zero for none.
    pub cluster: u16,
}

/// The last packets in a flat ring, over sound, picture, retransmissions and padding.
#[derive(Default)]
pub struct SentLog {
    ring: Vec<Sent>,
    next: u64,
}

const LENGTH: u64 = limits::SENT_PACKETS as u64;

impl SentLog {
    pub fn push(&mut self, sent: Instant, bytes: u16, cluster: u16) -> u64 {
        let entry = Sent {
            number: self.next,
            sent,
            bytes,
            cluster,
        };
        let place = place(self.next);
        if self.ring.is_empty() {
            self.ring.reserve_exact(limits::SENT_PACKETS);
        }
        match self.ring.get_mut(place) {
            Some(old) => *old = entry,
            None => self.ring.push(entry),
        }
        self.next += 1;
        entry.number
    }

    pub fn get(&self, number: u64) -> Option<Sent> {
        self.ring
            .get(place(number))
            .copied()
            .filter(|sent| sent.number == number)
    }

    /// The number without wrap of one that a feedback names.
    pub fn unwrap(&self, number: u16) -> u64 {
        nearest(self.next, number)
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number % LENGTH).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_packets_are_known_by_their_numbers() {
        let now = crate::test_clock::start();
        let mut log = SentLog::default();
        assert_eq!(log.get(0), None);
        for number in 0..70_000_u64 {
            assert_eq!(log.push(now, 1200, 0), number);
        }
        let known = log.get(log.unwrap((69_999_u64 & 0xffff) as u16)).unwrap();
        assert_eq!((known.number, known.bytes), (69_999, 1200));
        assert_eq!(log.get(70_000), None, "not sent yet");
        assert!(log.get(70_000 - LENGTH).is_some());
        assert_eq!(log.get(70_000 - LENGTH - 1), None, "forgotten");
    }
}
