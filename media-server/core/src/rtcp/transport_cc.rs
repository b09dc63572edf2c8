//! Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): tells a sender
//! when each packet arrived, so that its encoder adapts to the path.

use std::time::{Duration, Instant};

use super::{FORMAT_TRANSPORT_CC, TRANSPORT_FEEDBACK, write::message};
use crate::{limits, sequence::Unwrapper};

const TICK_US: i64 = 250;
/// The reference time counts 64 ms.
const TICKS_PER_REFERENCE: i64 = 256;
const RUN_MAX: usize = 0x1fff;
const SYMBOLS_PER_VECTOR: usize = 7;

/// Arrivals since the last feedback.
pub struct Arrivals {
    epoch: Instant,
    sequence: Unwrapper,
    waiting: Vec<(u64, Instant)>,
    /// One above the highest number that was reported.
    next: Option<u64>,
    due: Option<Instant>,
    count: u8,
}

impl Arrivals {
    pub fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            sequence: Unwrapper::default(),
            waiting: Vec::new(),
            next: None,
            due: None,
            count: 0,
        }
    }

    pub fn record(&mut self, sequence: u16, now: Instant) {
        if self.waiting.len() < limits::ARRIVALS_MAX {
            self.waiting.push((self.sequence.advance(sequence), now));
        }
        let soon = if self.waiting.len() >= limits::ARRIVALS_MAX / 2 {
            now
        } else {
            now + limits::FEEDBACK_TIME
        };
        self.due = Some(self.due.map_or(soon, |due| due.min(soon)));
    }

    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Appends one feedback message about everything that waits.
    pub fn write(&mut self, buffer: &mut Vec<u8>, sender: u32, media: u32) {
        self.due = None;
        self.waiting.sort_unstable_by_key(|(index, _)| *index);
        self.waiting.dedup_by_key(|(index, _)| *index);
        let (Some(&(lowest, first_at)), Some(&(highest, _))) =
            (self.waiting.first(), self.waiting.last())
        else {
            return;
        };
        let expected = self.next.unwrap_or(lowest);
        let too_far = highest.saturating_sub(expected) > limits::SEQUENCE_JUMP_MAX;
        let base = if too_far {
            lowest
        } else {
            expected.min(lowest)
        };
        self.next = Some(expected.max(highest + 1));
        let reference = self.ticks(first_at) / TICKS_PER_REFERENCE;
        let (symbols, deltas) = self.encode(base, highest, reference * TICKS_PER_REFERENCE);
        message(buffer, TRANSPORT_FEEDBACK, FORMAT_TRANSPORT_CC, |buffer| {
            buffer.extend_from_slice(&sender.to_be_bytes());
            buffer.extend_from_slice(&media.to_be_bytes());
            buffer.extend_from_slice(&low16(base).to_be_bytes());
            let count = u16::try_from(symbols.len()).unwrap_or(u16::MAX);
            buffer.extend_from_slice(&count.to_be_bytes());
            buffer.extend_from_slice(&reference.to_be_bytes()[5..]);
            buffer.push(self.count);
            write_chunks(buffer, &symbols);
            buffer.extend_from_slice(&deltas);
        });
        self.count = self.count.wrapping_add(1);
        self.waiting.clear();
    }

    /// One symbol per number from `base` to `highest` (0 lost, 1 small, 2 large delta), and the
    /// deltas of those that arrived.
    fn encode(&self, base: u64, highest: u64, mut previous: i64) -> (Vec<u8>, Vec<u8>) {
        let mut symbols = Vec::new();
        let mut deltas = Vec::new();
        let mut arrived = self.waiting.iter().peekable();
        for index in base..=highest {
            let Some((_, at)) = arrived.next_if(|(found, _)| *found == index) else {
                symbols.push(0);
                continue;
            };
            let ticks = self.ticks(*at);
            let delta = ticks - previous;
            if let Ok(small) = u8::try_from(delta) {
                symbols.push(1);
                deltas.push(small);
                previous = ticks;
            } else {
                let large =
                    i16::try_from(delta).unwrap_or(if delta < 0 { i16::MIN } else { i16::MAX });
                symbols.push(2);
                deltas.extend_from_slice(&large.to_be_bytes());
                previous += i64::from(large);
            }
        }
        (symbols, deltas)
    }

    fn ticks(&self, at: Instant) -> i64 {
        let since: Duration = at.saturating_duration_since(self.epoch);
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX) / TICK_US
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
fn low16(index: u64) -> u16 {
    index as u16
}

/// Runs of at least one vector's length as run-length chunks, the rest as two-bit vectors.
fn write_chunks(buffer: &mut Vec<u8>, mut symbols: &[u8]) {
    while let Some(&first) = symbols.first() {
        let run = symbols
            .iter()
            .take_while(|symbol| **symbol == first)
            .count()
            .min(RUN_MAX);
        let (chunk, taken) = if run >= SYMBOLS_PER_VECTOR || run == symbols.len() {
            (
                u16::from(first) << 13 | u16::try_from(run).unwrap_or(0),
                run,
            )
        } else {
            let taken = symbols.len().min(SYMBOLS_PER_VECTOR);
            let mut chunk = 0b11 << 14;
            for (place, symbol) in symbols[..taken].iter().enumerate() {
                chunk |= u16::from(*symbol) << (12 - 2 * place);
            }
            (chunk, taken)
        };
        buffer.extend_from_slice(&chunk.to_be_bytes());
        symbols = &symbols[taken..];
    }
}
