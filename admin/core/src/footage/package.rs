#![doc = include_str!("package.md")]

use protocol::{id::UnitId, time::UnixMs};
use serde::{Deserialize, Serialize};

use super::media::Media;
use crate::limits::{
    MEDIA_HEAD_BYTES, PACKAGE_CHUNK_BYTES, PACKAGE_HEADER_BYTES, PACKAGE_SEGMENTS, SEALED_OVER,
};

pub const MAGIC: &[u8; 8] = b"GENBAPK1";
pub(super) const LAST: u32 = 1 << 31;
const LENGTH_BYTES: usize = 4;

/// What the camera says of its film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Whose key it is locked with.
    pub unit: UnitId,
    /// The number under which the unit's ledger knows the camera.
    pub camera: String,
    pub name: String,
    pub recorded_from: Option<UnixMs>,
    pub recorded_to: Option<UnixMs>,
    #[serde(default)]
    pub segments: Vec<Segment>,
    pub bytes: u64,
    /// Of the film as it was filmed, in hexadecimal digits.
    pub sha256: String,
}

/// A part of a film between two pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    pub from: UnixMs,
    pub to: UnixMs,
}

impl Header {
    /// From when to when it was filmed; nothing where that is not said, or the parts do not fit.
    pub fn times(&self) -> Option<(UnixMs, UnixMs)> {
        let (from, to) = self.recorded_from.zip(self.recorded_to)?;
        let mut since = from;
        for segment in &self.segments {
            if segment.from < since || segment.from >= segment.to || segment.to > to {
                return None;
            }
            since = segment.to;
        }
        (from < to).then_some((from, to))
    }
}

/// Why bytes are no locked package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A film as it is, or something else that never was locked.
    #[error("it is a film that is not locked")]
    Unlocked,
    #[error("it is no package")]
    NoPackage,
    #[error("the header cannot be read")]
    Header,
    #[error("a chunk has a length that no chunk has")]
    Chunk,
    #[error("its end is missing")]
    CutShort,
    #[error("something follows its end")]
    AfterEnd,
}

/// What comes out of the bytes, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// With everything before the first chunk, to which the chunks are bound.
    Header(Box<Header>, Vec<u8>),
    Chunk(Chunk),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub number: u64,
    pub last: bool,
    pub sealed: Vec<u8>,
}

/// Takes a package apart as its bytes arrive. It holds one chunk and what was pushed last.
#[derive(Debug, Default)]
pub struct Reader {
    held: Vec<u8>,
    /// The number of the next chunk; none before the header was read.
    chunk: Option<u64>,
    is_over: bool,
}

impl Reader {
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next piece, or nothing where more bytes are needed.
    pub fn take(&mut self) -> Result<Option<Piece>, Flaw> {
        match self.chunk {
            _ if self.is_over && !self.held.is_empty() => Err(Flaw::AfterEnd),
            _ if self.is_over => Ok(None),
            None => self.header(),
            Some(number) => self.chunk(number),
        }
    }

    /// Asked when no more bytes come.
    pub fn finish(&self) -> Result<(), Flaw> {
        if self.is_over && self.held.is_empty() {
            return Ok(());
        }
        match self.chunk {
            None => Err(self.is_no_package()),
            Some(_) => Err(Flaw::CutShort),
        }
    }

    fn header(&mut self) -> Result<Option<Piece>, Flaw> {
        let known = self.held.len().min(MAGIC.len());
        if self.held[..known] != MAGIC[..known] {
            // So many bytes say whether it is a film.
            let enough = self.held.len() >= MEDIA_HEAD_BYTES;
            return if enough {
                Err(self.is_no_package())
            } else {
                Ok(None)
            };
        }
        let Some(length) = self.length_at(MAGIC.len()) else {
            return Ok(None);
        };
        let length = length as usize;
        if !(2..=PACKAGE_HEADER_BYTES).contains(&length) {
            return Err(Flaw::Header);
        }
        let begins = MAGIC.len() + LENGTH_BYTES;
        let Some(text) = self.held.get(begins..begins + length) else {
            return Ok(None);
        };
        let header: Header = serde_json::from_slice(text).map_err(|_| Flaw::Header)?;
        if header.segments.len() > PACKAGE_SEGMENTS {
            return Err(Flaw::Header);
        }
        let rest = self.held.split_off(begins + length);
        let bound = std::mem::replace(&mut self.held, rest);
        self.chunk = Some(0);
        Ok(Some(Piece::Header(Box::new(header), bound)))
    }

    fn chunk(&mut self, number: u64) -> Result<Option<Piece>, Flaw> {
        let Some(length) = self.length_at(0) else {
            return Ok(None);
        };
        let (last, length) = (length & LAST != 0, (length & !LAST) as usize);
        if !(SEALED_OVER..=PACKAGE_CHUNK_BYTES + SEALED_OVER).contains(&length) {
            return Err(Flaw::Chunk);
        }
        if self.held.len() < LENGTH_BYTES + length {
            return Ok(None);
        }
        let rest = self.held.split_off(LENGTH_BYTES + length);
        let mut sealed = std::mem::replace(&mut self.held, rest);
        sealed.drain(..LENGTH_BYTES);
        self.chunk = Some(number.saturating_add(1));
        self.is_over = last;
        Ok(Some(Piece::Chunk(Chunk {
            number,
            last,
            sealed,
        })))
    }

    fn length_at(&self, at: usize) -> Option<u32> {
        let bytes = self.held.get(at..at + LENGTH_BYTES)?;
        bytes.try_into().ok().map(u32::from_be_bytes)
    }

    fn is_no_package(&self) -> Flaw {
        let head = &self.held[..self.held.len().min(MEDIA_HEAD_BYTES)];
        match Media::of(head) {
            Some(_) => Flaw::Unlocked,
            None => Flaw::NoPackage,
        }
    }
}
