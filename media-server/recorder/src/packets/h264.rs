//! Pictures from H.264 payloads (RFC 6184, packetisation modes 0 and 1).
//!
//! A picture of which a packet is missing is left out, and with it all that follow until the next
//! key frame: H.264 of phones has no layer of which one could know that nothing depends on it.
//! So every picture that comes out can be decoded. Units stand with their length before them
//! (ISO 14496-15), and a key frame always begins with its parameter sets.

#[cfg(test)]
mod tests;

use super::{Frame, reorder::Ordered};
use crate::limits;

const SLICE: u8 = 1;
const IDR_SLICE: u8 = 5;
const SEQUENCE_SET: u8 = 7;
const PICTURE_SET: u8 = 8;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

const LENGTH_BYTES: usize = 4;

pub struct H264 {
    picture: Option<Picture>,
    /// The parameter sets in force.
    sets: Vec<u8>,
    awaits_key: bool,
}

/// What of one access unit is there.
#[derive(Default)]
struct Picture {
    timestamp: u32,
    at_us: i64,
    units: Vec<u8>,
    sets: Vec<u8>,
    has_sequence_set: bool,
    has_slice: bool,
    is_key: bool,
    /// Where the unit in pieces begins that is not whole yet.
    open_at: Option<usize>,
    broken: bool,
    after_loss: bool,
}

impl Default for H264 {
    fn default() -> Self {
        Self {
            picture: None,
            sets: Vec::new(),
            awaits_key: true,
        }
    }
}

impl H264 {
    pub fn push(&mut self, ordered: &Ordered, out: &mut Vec<Frame>) {
        let packet = &ordered.packet;
        if ordered.after_loss {
            self.awaits_key = true;
            if let Some(picture) = &mut self.picture {
                picture.broken = true;
            }
        }
        if packet.payload.is_empty() {
            return;
        }
        if self
            .picture
            .as_ref()
            .is_some_and(|p| p.timestamp != packet.timestamp)
        {
            self.finish(out);
        }
        let picture = self.picture.get_or_insert_with(|| Picture {
            timestamp: packet.timestamp,
            after_loss: ordered.after_loss,
            ..Picture::default()
        });
        picture.at_us = ordered.at_us;
        let taken = picture.take(&packet.payload).is_some();
        picture.broken |= !taken || picture.units.len() > limits::FRAME_BYTES_MAX;
        if picture.broken {
            picture.units = Vec::new();
            picture.open_at = None;
        }
        if packet.marker {
            self.finish(out);
        }
    }

    /// Nothing more will come. A picture without its end is left out.
    pub fn end(&mut self) {
        self.picture = None;
        self.awaits_key = true;
    }

    /// A sequence parameter set begins anew; picture parameter sets may follow it one by one.
    fn note_sets(&mut self, picture: &Picture) {
        if picture.has_sequence_set {
            self.sets.clone_from(&picture.sets);
            return;
        }
        for set in units(&picture.sets) {
            let is_known = units(&self.sets).any(|known| known == set);
            let bytes = self.sets.len() + LENGTH_BYTES + set.len();
            if !is_known && bytes <= limits::PARAMETER_SETS_BYTES_MAX {
                self.sets
                    .extend_from_slice(&(set.len() as u32).to_be_bytes());
                self.sets.extend_from_slice(set);
            }
        }
    }

    /// The picture is as whole as it gets.
    fn finish(&mut self, out: &mut Vec<Frame>) {
        let Some(mut picture) = self.picture.take() else {
            return;
        };
        picture.broken |= picture.open_at.is_some();
        if picture.broken {
            self.awaits_key = true;
            return;
        }
        self.note_sets(&picture);
        if !picture.has_slice {
            return;
        }
        if picture.is_key && !picture.has_sequence_set {
            // Its own sets may be what was lost.
            if picture.after_loss || self.sets.is_empty() {
                self.awaits_key = true;
                return;
            }
            picture.units.splice(0..0, self.sets.iter().copied());
        }
        if self.awaits_key && !picture.is_key {
            return;
        }
        self.awaits_key = false;
        out.push(Frame {
            timestamp: picture.timestamp,
            at_us: picture.at_us,
            is_key: picture.is_key,
            bytes: picture.units,
        });
    }
}

impl Picture {
    fn take(&mut self, payload: &[u8]) -> Option<()> {
        match kind(*payload.first()?) {
            FU_A => self.take_piece(payload),
            STAP_A => {
                let mut rest = &payload[1..];
                while let Some((length, units)) = rest.split_first_chunk::<2>() {
                    let length = usize::from(u16::from_be_bytes(*length));
                    let (unit, after) = units.split_at_checked(length)?;
                    self.take_unit(unit)?;
                    rest = after;
                }
                rest.is_empty().then_some(())
            }
            1..STAP_A => self.take_unit(payload),
            // Modes that no browser uses.
            _ => None,
        }
    }

    fn take_unit(&mut self, unit: &[u8]) -> Option<()> {
        if self.open_at.is_some() {
            return None;
        }
        self.begin(*unit.first()?, unit.get(1).copied())?;
        let at = self.units.len();
        let length = u32::try_from(unit.len()).ok()?;
        self.units.extend_from_slice(&length.to_be_bytes());
        self.units.extend_from_slice(unit);
        self.keep_set(at)
    }

    fn take_piece(&mut self, payload: &[u8]) -> Option<()> {
        let (&[indicator, header], piece) = payload.split_first_chunk::<2>()?;
        let (starts, ends) = (header & 0x80 != 0, header & 0x40 != 0);
        if starts {
            if self.open_at.is_some() {
                return None;
            }
            let first = indicator & 0xe0 | header & 0x1f;
            self.begin(first, piece.first().copied())?;
            self.open_at = Some(self.units.len());
            self.units.extend_from_slice(&[0; LENGTH_BYTES]);
            self.units.push(first);
        }
        let at = self.open_at?;
        self.units.extend_from_slice(piece);
        if ends {
            self.open_at = None;
            let length = u32::try_from(self.units.len() - at - LENGTH_BYTES).ok()?;
            self.units[at..at + LENGTH_BYTES].copy_from_slice(&length.to_be_bytes());
            return self.keep_set(at);
        }
        Some(())
    }

    /// The first slice of a picture begins with its first macroblock; else it is not the first.
    fn begin(&mut self, first: u8, second: Option<u8>) -> Option<()> {
        match kind(first) {
            unit @ (SLICE | IDR_SLICE) => {
                if !self.has_slice && second? & 0x80 == 0 {
                    return None;
                }
                self.has_slice = true;
                self.is_key |= unit == IDR_SLICE;
            }
            SEQUENCE_SET => self.has_sequence_set = true,
            _ => {}
        }
        Some(())
    }

    /// Notes a parameter set that stands at the end of the units.
    fn keep_set(&mut self, at: usize) -> Option<()> {
        let unit = self.units.get(at + LENGTH_BYTES..)?;
        if matches!(kind(*unit.first()?), SEQUENCE_SET | PICTURE_SET) {
            self.sets.extend_from_slice(&self.units[at..]);
        }
        (self.sets.len() <= limits::PARAMETER_SETS_BYTES_MAX).then_some(())
    }
}

/// The units of a picture, each without its length.
pub fn units(mut picture: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = picture.split_first_chunk::<LENGTH_BYTES>()?;
        let (unit, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        picture = rest;
        Some(unit)
    })
}

/// The first sequence and picture parameter sets of a key frame.
pub fn parameter_sets(picture: &[u8]) -> Option<(&[u8], &[u8])> {
    let first =
        |wanted| units(picture).find(|unit| unit.first().is_some_and(|b| kind(*b) == wanted));
    Some((first(SEQUENCE_SET)?, first(PICTURE_SET)?))
}

/// The form that decoders without a container take: start codes instead of lengths.
pub fn to_byte_stream(picture: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(picture.len());
    for unit in units(picture) {
        bytes.extend_from_slice(&[0, 0, 0, 1]);
        bytes.extend_from_slice(unit);
    }
    bytes
}

fn kind(first: u8) -> u8 {
    first & 0x1f
}
