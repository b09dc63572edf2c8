//! Puts the packets of one stream into their order. A packet that is missing is waited for as long
//! as a repair may take; then the stream goes on without it, and says so.

use std::collections::BTreeMap;

use super::rtp::Packet;
use crate::limits;

/// Sequence numbers that are further away belong to a stream that began anew.
const JUMP: i64 = 8192;

/// A packet in its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Ordered {
    pub packet: Packet,
    pub at_us: i64,
    /// Something before it never came.
    pub after_loss: bool,
}

#[derive(Default)]
pub struct Reorder {
    /// The number that comes next; nothing is known of it at the beginning.
    next: Option<i64>,
    highest: Option<i64>,
    ssrc: u32,
    waiting: BTreeMap<i64, (i64, Packet)>,
    waiting_bytes: usize,
    /// When the first packet behind the gap came.
    gap_since_us: Option<i64>,
    after_loss: bool,
}

impl Reorder {
    pub fn push(&mut self, packet: Packet, at_us: i64, now_us: i64, out: &mut Vec<Ordered>) {
        let number = match self.highest {
            Some(highest) if self.ssrc == packet.ssrc => {
                let step = packet.sequence.wrapping_sub(highest as u16) as i16;
                highest + i64::from(step)
            }
            _ => i64::MAX,
        };
        let is_far = self
            .highest
            .is_none_or(|highest| number == i64::MAX || (number - highest).abs() > JUMP);
        let number = if is_far {
            self.flush(out);
            *self = Self {
                after_loss: true,
                ssrc: packet.ssrc,
                ..Self::default()
            };
            i64::from(packet.sequence)
        } else {
            number
        };
        if self.next.is_some_and(|next| number < next) || self.waiting.contains_key(&number) {
            return;
        }
        self.highest = self.highest.max(Some(number));
        self.waiting_bytes += packet.payload.len();
        self.waiting.insert(number, (at_us, packet));
        self.release(now_us, out);
    }

    /// Gives out what is in order, and what has waited long enough.
    pub fn release(&mut self, now_us: i64, out: &mut Vec<Ordered>) {
        while let Some((&number, _)) = self.waiting.first_key_value() {
            if self.next != Some(number) {
                let earliest = self.waiting.values().map(|(at_us, _)| *at_us);
                let since_us = match self.gap_since_us {
                    Some(since_us) => since_us,
                    None => earliest.min().unwrap_or(now_us),
                };
                self.gap_since_us = Some(since_us);
                let is_patient = now_us.saturating_sub(since_us) < limits::REPAIR_US_MAX
                    && self.waiting.len() <= limits::WAITING_PACKETS_MAX
                    && self.waiting_bytes <= limits::WAITING_BYTES_MAX;
                if is_patient {
                    return;
                }
                self.after_loss |= self.next.is_some();
            }
            self.gap_since_us = None;
            self.next = Some(number + 1);
            if let Some((_, (at_us, packet))) = self.waiting.pop_first() {
                self.waiting_bytes -= packet.payload.len();
                out.push(Ordered {
                    packet,
                    at_us,
                    after_loss: std::mem::take(&mut self.after_loss),
                });
            }
        }
    }

    /// Nothing more will come.
    pub fn flush(&mut self, out: &mut Vec<Ordered>) {
        self.release(i64::MAX, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1000;

    fn packet(sequence: u16) -> Packet {
        Packet {
            marker: false,
            sequence,
            timestamp: 0,
            ssrc: 1,
            payload: vec![0],
        }
    }

    /// Sequence numbers in the order of arrival, 10 ms apart, as they come out; a star stands
    /// after a loss.
    fn out(arrivals: &[u16]) -> String {
        let mut reorder = Reorder::default();
        let mut out = Vec::new();
        for (at, &sequence) in arrivals.iter().enumerate() {
            let at_us = at as i64 * 10 * MS;
            reorder.push(packet(sequence), at_us, at_us, &mut out);
        }
        reorder.flush(&mut out);
        let name = |o: &Ordered| {
            let star = if o.after_loss { "*" } else { "" };
            format!("{star}{}", o.packet.sequence)
        };
        out.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn packets_come_out_in_order_once_and_across_the_wrap() {
        for (arrivals, expected) in [
            (&[1, 2, 3][..], "*1 2 3"),
            (&[2, 1, 3, 2, 2], "*1 2 3"),
            (&[65534, 1, 65535, 0], "*65534 65535 0 1"),
            (&[1, 2, 5, 6, 4, 3], "*1 2 3 4 5 6"),
            (&[1, 2, 4, 5], "*1 2 *4 5"),
            (&[1, 2, 30_000, 30_001], "*1 2 *30000 30001"),
            (&[30_000, 5, 6], "*30000 *5 6"),
        ] {
            assert_eq!(out(arrivals), expected, "{arrivals:?}");
        }
    }

    #[test]
    fn a_gap_is_waited_for_in_time_and_not_longer() {
        let mut reorder = Reorder::default();
        let mut out = Vec::new();
        reorder.push(packet(1), 0, 0, &mut out);
        reorder.release(limits::REPAIR_US_MAX, &mut out);
        assert_eq!(out.len(), 1, "the first waits for one before it");
        let begun = limits::REPAIR_US_MAX;
        reorder.push(packet(3), begun, begun, &mut out);
        let late = begun + limits::REPAIR_US_MAX - MS;
        reorder.push(packet(4), late, late, &mut out);
        assert_eq!(out.len(), 1);
        reorder.push(packet(2), late, late, &mut out);
        assert_eq!(out.len(), 4, "repaired just in time");
        assert!(out[1..].iter().all(|o| !o.after_loss));

        reorder.push(packet(6), late, late, &mut out);
        let end = late + limits::REPAIR_US_MAX;
        reorder.release(end, &mut out);
        assert!(out[4].after_loss);
        reorder.push(packet(5), end, end, &mut out);
        assert_eq!(out.len(), 5, "too late");
    }

    #[test]
    fn what_waits_is_bounded_in_packets_and_bytes() {
        let mut reorder = Reorder::default();
        let mut out = Vec::new();
        for sequence in 0..=limits::WAITING_PACKETS_MAX as u16 {
            reorder.push(packet(sequence * 2), 0, 0, &mut out);
        }
        assert!(!out.is_empty());
        let mut reorder = Reorder::default();
        let mut out = Vec::new();
        for sequence in 0..200 {
            let mut large = packet(sequence * 2);
            large.payload = vec![0; 60_000];
            reorder.push(large, 0, 0, &mut out);
            assert!(reorder.waiting_bytes <= limits::WAITING_BYTES_MAX);
        }
    }
}
