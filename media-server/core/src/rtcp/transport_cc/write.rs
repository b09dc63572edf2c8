//! The writer: remembers arrivals in a flat ring.

use std::time::{Duration, Instant};

use super::{TICK_US, TICKS_PER_REFERENCE};
use crate::{
    limits,
    rtcp::{FORMAT_TRANSPORT_CC, TRANSPORT_FEEDBACK, write::message},
    sequence::Unwrapper,
};

const RUN_MAX: usize = 0x1fff;
const SYMBOLS_PER_VECTOR: usize = 7;
/// Bits of one feedback about a few packets with its headers; libwebrtc reckons with the same.
const FEEDBACK_BITS: u64 = 68 * 8;
/// Share of the stream that feedback may use, in percent.
const FEEDBACK_PERCENT: u64 = 5;

/// Arrivals, those that were reported included, so that a late packet does not make others look
/// lost.
pub struct Arrivals {
    epoch: Instant,
    sequence: Unwrapper,
    /// When a number arrived, in ticks since the epoch; by number modulo the length.
    slots: Vec<Option<(u64, i64)>>,
    /// The first number that the next feedback tells about, and the one after the last.
    next: u64,
    end: u64,
    waiting: usize,
    bytes: u64,
    interval: Duration,
    written: Option<Instant>,
    due: Option<Instant>,
    count: u8,
    /// Kept between messages, so that none allocates.
    symbols: Vec<u8>,
    deltas: Vec<u8>,
}

impl Arrivals {
    pub fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            sequence: Unwrapper::default(),
            slots: Vec::new(),
            next: 0,
            end: 0,
            waiting: 0,
            bytes: 0,
            interval: limits::FEEDBACK_TIME_MIN,
            written: None,
            due: None,
            count: 0,
            symbols: Vec::new(),
            deltas: Vec::new(),
        }
    }

    /// Notes a packet. Feedback is due with the first packet after the interval, so that it
    /// needs no wake-up of its own while media flows.
    pub fn record(&mut self, sequence: u16, bytes: usize, now: Instant) {
        if self.slots.is_empty() {
            self.slots.resize(limits::ARRIVALS_MAX, None);
        }
        let jumped = self.sequence.highest().is_some_and(|highest| {
            self.sequence.index(sequence) > highest + limits::ARRIVALS_MAX as u64
        });
        let index = self.sequence.advance(sequence);
        if self.end == 0 || jumped {
            (self.next, self.end) = (index, index);
        }
        if index + limits::ARRIVALS_MAX as u64 <= self.end {
            return;
        }
        let ticks = self.ticks(now);
        let slot = &mut self.slots[place(index)];
        if slot.is_some_and(|(found, _)| found == index) {
            return;
        }
        *slot = Some((index, ticks));
        self.end = self.end.max(index + 1);
        // What lies too far behind to be in the ring is reported no more.
        self.next = self
            .next
            .min(index)
            .max(self.end.saturating_sub(limits::ARRIVALS_MAX as u64));
        self.waiting += 1;
        self.bytes += bytes as u64;
        let rested = self.written.is_none_or(|at| now >= at + self.interval);
        let soon = if rested || self.waiting >= limits::ARRIVALS_MAX / 4 {
            now
        } else {
            self.written.map_or(now, |at| at + 2 * self.interval)
        };
        self.due = Some(self.due.map_or(soon, |due| due.min(soon)));
    }

    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Appends one feedback message about everything that is not reported yet.
    pub fn write(&mut self, buffer: &mut Vec<u8>, sender: u32, media: u32, now: Instant) {
        self.due = None;
        let first = (self.next..self.end).find_map(|index| self.arrival(index));
        let Some(first_ticks) = first else { return };
        self.adapt(now);
        let reference = first_ticks / TICKS_PER_REFERENCE;
        self.encode(reference * TICKS_PER_REFERENCE);
        message(buffer, TRANSPORT_FEEDBACK, FORMAT_TRANSPORT_CC, |buffer| {
            buffer.extend_from_slice(&sender.to_be_bytes());
            buffer.extend_from_slice(&media.to_be_bytes());
            buffer.extend_from_slice(&low16(self.next).to_be_bytes());
            let count = u16::try_from(self.symbols.len()).unwrap_or(u16::MAX);
            buffer.extend_from_slice(&count.to_be_bytes());
            buffer.extend_from_slice(&reference.to_be_bytes()[5..]);
            buffer.push(self.count);
            write_chunks(buffer, &self.symbols);
            buffer.extend_from_slice(&self.deltas);
        });
        self.count = self.count.wrapping_add(1);
        self.next = self.end;
        self.waiting = 0;
    }

    /// The interval follows the rate: the feedback uses a small share of what it is about.
    fn adapt(&mut self, now: Instant) {
        let passed = self
            .written
            .replace(now)
            .map_or(self.interval, |at| now.saturating_duration_since(at));
        let bits = std::mem::take(&mut self.bytes) * 8;
        let rate_bps = bits * 1_000_000 / u64::try_from(passed.as_micros()).unwrap_or(1).max(1);
        let interval_us = FEEDBACK_BITS * 100 / FEEDBACK_PERCENT * 1_000_000 / rate_bps.max(1);
        self.interval = Duration::from_micros(interval_us)
            .clamp(limits::FEEDBACK_TIME_MIN, limits::FEEDBACK_TIME_MAX);
    }

    /// One symbol per number (0 lost, 1 small, 2 large delta), and the deltas of those that
    /// arrived.
    fn encode(&mut self, mut previous: i64) {
        self.symbols.clear();
        self.deltas.clear();
        for index in self.next..self.end {
            let Some(ticks) = self.arrival(index) else {
                self.symbols.push(0);
                continue;
            };
            let delta = ticks - previous;
            if let Ok(small) = u8::try_from(delta) {
                self.symbols.push(1);
                self.deltas.push(small);
                previous = ticks;
            } else {
                let large =
                    i16::try_from(delta).unwrap_or(if delta < 0 { i16::MIN } else { i16::MAX });
                self.symbols.push(2);
                self.deltas.extend_from_slice(&large.to_be_bytes());
                previous += i64::from(large);
            }
        }
    }

    fn arrival(&self, index: u64) -> Option<i64> {
        self.slots[place(index)]
            .filter(|(found, _)| *found == index)
            .map(|(_, ticks)| ticks)
    }

    fn ticks(&self, at: Instant) -> i64 {
        let since: Duration = at.saturating_duration_since(self.epoch);
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX) / TICK_US
    }
}

fn place(index: u64) -> usize {
    usize::try_from(index % limits::ARRIVALS_MAX as u64).unwrap_or(0)
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
