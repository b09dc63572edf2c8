//! Which packets of a source arrived; the numbers of a receiver report.

use std::{ops::Range, time::Instant};

use crate::{limits, rtcp::ReceptionBlock, sequence::Unwrapper};

const WIDTH: u64 = limits::RECEIVE_LOG_PACKETS;

pub struct ReceiveLog {
    clock_hz: u32,
    epoch: Instant,
    sequence: Unwrapper,
    words: Vec<u64>,
    first: u64,
    /// Numbers below this belong to before a jump.
    floor: u64,
    received: u64,
    reported_expected: u64,
    reported_received: u64,
    transit: Option<i64>,
    /// RFC 3550's estimate, times 16.
    jitter_16: i64,
}

/// What a packet means for the line of sequence numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logged {
    Duplicate,
    /// New; `gap` are the numbers before it that are missing since now.
    Fresh {
        index: u64,
        gap: Range<u64>,
    },
    /// So far ahead that the source began anew or was away for long.
    Jump {
        index: u64,
    },
}

impl ReceiveLog {
    pub fn new(clock_hz: u32, epoch: Instant) -> Self {
        Self {
            clock_hz,
            epoch,
            sequence: Unwrapper::default(),
            words: Vec::new(),
            first: 0,
            floor: 0,
            received: 0,
            reported_expected: 0,
            reported_received: 0,
            transit: None,
            jitter_16: 0,
        }
    }

    pub fn record(&mut self, sequence: u16) -> Logged {
        let highest = self.sequence.highest();
        let index = self.sequence.index(sequence);
        let logged = match highest {
            None => self.begin(index),
            Some(highest) if index > highest + limits::SEQUENCE_JUMP_MAX => {
                self.begin(index);
                self.floor = index;
                Logged::Jump { index }
            }
            Some(highest) if index > highest => {
                for passed in highest + 1..index {
                    self.set(passed, false);
                }
                Logged::Fresh {
                    index,
                    gap: highest + 1..index,
                }
            }
            Some(_) if self.is_too_old(index) || self.has(index) => Logged::Duplicate,
            Some(_) => {
                self.first = self.first.min(index);
                Logged::Fresh {
                    index,
                    gap: index..index,
                }
            }
        };
        if logged != Logged::Duplicate {
            self.sequence.advance(sequence);
            self.set(index, true);
            self.received += 1;
        }
        logged
    }

    /// Arrival time against media time, for packets that were not retransmitted.
    pub fn record_transit(&mut self, timestamp: u32, now: Instant) {
        let since = now.saturating_duration_since(self.epoch).as_micros();
        let arrival = i64::try_from(since)
            .unwrap_or(i64::MAX)
            .saturating_mul(i64::from(self.clock_hz))
            / 1_000_000;
        // Modulo 2^32, like the timestamp.
        let transit = (arrival - i64::from(timestamp)) & 0xffff_ffff;
        if let Some(before) = self.transit {
            let distance = (transit - before) & 0xffff_ffff;
            let distance = distance.min(0x1_0000_0000 - distance);
            if distance < i64::from(self.clock_hz) * 10 {
                self.jitter_16 += distance - ((self.jitter_16 + 8) >> 4);
            }
        }
        self.transit = Some(transit);
    }

    pub fn has(&self, index: u64) -> bool {
        let Some(highest) = self.sequence.highest() else {
            return false;
        };
        let within = index >= self.first && index <= highest && highest - index < WIDTH;
        let (word, mask) = place(index);
        within && self.words[word] & mask != 0
    }

    pub fn received(&self) -> u64 {
        self.received
    }

    pub fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received)
    }

    /// The block of a receiver report; the fraction is since the last call.
    pub fn report(&mut self, ssrc: u32) -> ReceptionBlock {
        let expected = self.expected();
        let interval_expected = expected.saturating_sub(self.reported_expected);
        let interval_received = self.received.saturating_sub(self.reported_received);
        (self.reported_expected, self.reported_received) = (expected, self.received);
        let interval_lost = interval_expected.saturating_sub(interval_received);
        let fraction = (interval_lost * 256)
            .checked_div(interval_expected)
            .unwrap_or(0);
        ReceptionBlock {
            ssrc,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            lost: u32::try_from(self.lost()).unwrap_or(u32::MAX),
            highest_sequence: self.highest_on_wire(),
            jitter: u32::try_from(self.jitter_16 >> 4).unwrap_or(0),
            ..ReceptionBlock::default()
        }
    }

    fn begin(&mut self, index: u64) -> Logged {
        // What was missing before a jump is written off as neither expected nor received.
        self.first = index - self.received.min(index);
        self.words.clear();
        self.words
            .resize(usize::try_from(WIDTH / 64).unwrap_or(0), 0);
        (self.reported_expected, self.reported_received) = (self.received, self.received);
        Logged::Fresh {
            index,
            gap: index..index,
        }
    }

    fn is_too_old(&self, index: u64) -> bool {
        let highest = self.sequence.highest().unwrap_or(0);
        index < self.floor || highest.saturating_sub(index) >= WIDTH
    }

    fn expected(&self) -> u64 {
        self.sequence
            .highest()
            .map_or(0, |highest| highest + 1 - self.first)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "cycles and sequence number, 32 bits"
    )]
    fn highest_on_wire(&self) -> u32 {
        self.sequence
            .highest()
            .map_or(0, |highest| highest.wrapping_sub(0x1_0000) as u32)
    }

    fn set(&mut self, index: u64, value: bool) {
        let (word, mask) = place(index);
        if value {
            self.words[word] |= mask;
        } else {
            self.words[word] &= !mask;
        }
    }
}

fn place(index: u64) -> (usize, u64) {
    let bit = index % WIDTH;
    (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> ReceiveLog {
        ReceiveLog::new(90_000, crate::test_clock::start())
    }

    #[test]
    fn gaps_duplicates_and_jumps_are_told_apart() {
        let mut log = log();
        let base = 0x1_0000;
        let fresh = |index: u64, gap: Range<u64>| Logged::Fresh {
            index: base + index,
            gap: base + gap.start..base + gap.end,
        };
        assert_eq!(log.record(10), fresh(10, 10..10));
        assert_eq!(log.record(11), fresh(11, 12 - 1..11));
        assert_eq!(log.record(14), fresh(14, 12..14));
        assert_eq!(log.record(12), fresh(12, 12..12));
        assert_eq!(log.record(12), Logged::Duplicate);
        assert_eq!(log.record(9), fresh(9, 9..9), "overtaken by the first");
        assert_eq!(log.lost(), 1);
        assert_eq!(log.record(14 + 1001), Logged::Jump { index: base + 1015 });
        assert_eq!(log.record(13), Logged::Duplicate, "before the jump");
    }

    #[test]
    fn reports_tell_loss_since_the_last_one() {
        let mut log = log();
        for sequence in (0..100).filter(|sequence| sequence % 4 != 1) {
            log.record(sequence);
        }
        let report = log.report(5);
        assert_eq!(
            (report.ssrc, report.highest_sequence, report.lost),
            (5, 99, 25)
        );
        assert_eq!(report.fraction_lost, 64);
        for sequence in 100..200 {
            log.record(sequence);
        }
        assert_eq!((log.report(5).fraction_lost, log.lost()), (0, 25));
    }

    #[test]
    fn steady_packets_have_no_jitter_and_late_ones_have() {
        let start = crate::test_clock::start();
        let mut log = ReceiveLog::new(90_000, start);
        let frame = std::time::Duration::from_millis(33);
        for frame_number in 0..50_u32 {
            log.record(frame_number as u16);
            log.record_transit(frame_number * 2970, start + frame * frame_number);
        }
        assert_eq!(log.report(1).jitter, 0);
        log.record_transit(50 * 2970, start + frame * 50 + frame);
        assert!(log.report(1).jitter > 100);
    }
}
