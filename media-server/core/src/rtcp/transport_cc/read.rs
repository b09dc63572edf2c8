//! The reader: in place, without allocation. Whoever sends feedback may lie, so every length is
//! checked and every loop bounded.

use super::{TICK_US, TICKS_PER_REFERENCE};
use crate::limits;

const NOT_RECEIVED: u16 = 0;
const SMALL_DELTA: u16 = 1;
const LARGE_DELTA: u16 = 2;

/// One feedback message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feedback<'a> {
    base: u16,
    count: u16,
    /// In units of 64 ms, modulo 2^24.
    reference: u32,
    chunks: &'a [u8],
    deltas: &'a [u8],
}

/// What became of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub number: u16,
    /// On the receiver's clock, since the reference time; `None` for a packet that is missing.
    pub arrived_us: Option<i64>,
}

impl<'a> Feedback<'a> {
    /// Reads what follows the RTCP header. `None` when it is cut short or claims more packets
    /// than [`limits::FEEDBACK_PACKETS_MAX`].
    pub fn parse(body: &'a [u8]) -> Option<Self> {
        let (head, rest) = body.split_first_chunk::<16>()?;
        let count = u16::from_be_bytes([head[10], head[11]]);
        if count > limits::FEEDBACK_PACKETS_MAX {
            return None;
        }
        let mut covered = 0;
        let mut bytes = 0;
        while covered < u32::from(count) {
            let chunk = rest.get(bytes..)?.first_chunk()?;
            covered += u32::from(Chunk::read(*chunk).left);
            bytes += 2;
            // A chunk that covers nothing would never end.
            if bytes > usize::from(count) * 2 {
                return None;
            }
        }
        let (chunks, deltas) = rest.split_at(bytes);
        Some(Self {
            base: u16::from_be_bytes([head[8], head[9]]),
            count,
            reference: u32::from_be_bytes([0, head[12], head[13], head[14]]),
            chunks,
            deltas,
        })
    }

    /// The reference time in microseconds; it wraps after 2^24 times 64 ms, about 12 days.
    pub fn reference_us(&self) -> i64 {
        i64::from(self.reference) * TICKS_PER_REFERENCE * TICK_US
    }

    /// What became of each packet, in the order of numbers; ends where the message does.
    pub fn statuses(&self) -> impl Iterator<Item = Status> + use<'a> {
        let Self {
            base,
            count,
            mut chunks,
            mut deltas,
            ..
        } = *self;
        let mut chunk = Chunk::default();
        let mut at_us = 0;
        (0..count).map_while(move |step| {
            while chunk.left == 0 {
                let (head, rest) = chunks.split_first_chunk()?;
                chunk = Chunk::read(*head);
                chunks = rest;
            }
            let symbol = chunk.next();
            let delta = match symbol {
                SMALL_DELTA => {
                    let (delta, rest) = deltas.split_first_chunk::<1>()?;
                    deltas = rest;
                    Some(i64::from(delta[0]))
                }
                LARGE_DELTA => {
                    let (delta, rest) = deltas.split_first_chunk::<2>()?;
                    deltas = rest;
                    Some(i64::from(i16::from_be_bytes(*delta)))
                }
                // The fourth symbol is reserved and has no delta.
                _ => None,
            };
            at_us += delta.unwrap_or(0) * TICK_US;
            Some(Status {
                number: base.wrapping_add(step),
                arrived_us: delta.map(|_| at_us),
            })
        })
    }
}

/// A status chunk that is being read.
#[derive(Clone, Copy, Default)]
struct Chunk {
    bits: u16,
    /// Width of a symbol in `bits`; 0 for a run of equal symbols.
    width: u16,
    left: u16,
}

impl Chunk {
    fn read(chunk: [u8; 2]) -> Self {
        let bits = u16::from_be_bytes(chunk);
        match bits >> 14 {
            0b10 => Self {
                bits: bits << 2,
                width: 1,
                left: 14,
            },
            0b11 => Self {
                bits: bits << 2,
                width: 2,
                left: 7,
            },
            _ => Self {
                bits: bits << 1,
                width: 0,
                left: bits & 0x1fff,
            },
        }
    }

    fn next(&mut self) -> u16 {
        self.left = self.left.saturating_sub(1);
        if self.width == 1 {
            let symbol = self.bits >> 15;
            self.bits <<= 1;
            return if symbol == 1 {
                SMALL_DELTA
            } else {
                NOT_RECEIVED
            };
        }
        let symbol = self.bits >> 14;
        self.bits <<= self.width;
        symbol
    }
}
