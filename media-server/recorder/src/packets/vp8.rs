//! Pictures from VP8 payloads (RFC 7741).
//!
//! A picture of which a packet is missing is left out. What may come after it depends on what the
//! sender says of its layers in time: the lowest layer depends only on itself and is counted, so
//! it goes on where none of it was lost; without layers everything waits for the next key frame.

#[cfg(test)]
mod tests;

use super::{Frame, reorder::Ordered};
use crate::limits;

/// The payload descriptor (§4.2), and what follows it.
#[derive(Debug, PartialEq, Eq)]
struct Payload<'a> {
    starts_picture: bool,
    picture_id: Option<PictureId>,
    /// Counts the pictures of the lowest layer.
    base_index: Option<u8>,
    layer: u8,
    /// Depends on the lowest layer alone.
    is_sync: bool,
    data: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PictureId {
    value: u16,
    mask: u16,
}

impl PictureId {
    fn follows(self, before: Self) -> bool {
        self.mask == before.mask && self.value == before.value.wrapping_add(1) & self.mask
    }
}

impl<'a> Payload<'a> {
    fn parse(payload: &'a [u8]) -> Option<Self> {
        let (&first, mut rest) = payload.split_first()?;
        let mut parsed = Self {
            starts_picture: first & 0x10 != 0 && first & 0x07 == 0,
            picture_id: None,
            base_index: None,
            layer: 0,
            is_sync: false,
            data: &[],
        };
        if first & 0x80 != 0 {
            let flags = take(&mut rest)?;
            if flags & 0x80 != 0 {
                let id = take(&mut rest)?;
                parsed.picture_id = Some(if id & 0x80 == 0 {
                    let value = u16::from(id);
                    PictureId { value, mask: 0x7f }
                } else {
                    let value = u16::from_be_bytes([id & 0x7f, take(&mut rest)?]);
                    PictureId {
                        value,
                        mask: 0x7fff,
                    }
                });
            }
            if flags & 0x40 != 0 {
                parsed.base_index = Some(take(&mut rest)?);
            }
            if flags & 0x30 != 0 {
                let byte = take(&mut rest)?;
                if flags & 0x20 != 0 {
                    parsed.layer = byte >> 6;
                    parsed.is_sync = byte & 0x20 != 0;
                }
            }
        }
        parsed.data = rest;
        Some(parsed)
    }
}

fn take(bytes: &mut &[u8]) -> Option<u8> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(first)
}

/// What may be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chain {
    /// Layers up to this one.
    Whole(u8),
    /// Something is missing; the next picture of the lowest layer tells whether it was of that.
    Doubtful,
    Broken,
}

pub struct Vp8 {
    picture: Option<Picture>,
    chain: Chain,
    /// Of the last picture that was whole.
    last_id: Option<PictureId>,
    base_index: Option<u8>,
    is_loss_noted: bool,
}

#[derive(Default)]
struct Picture {
    timestamp: u32,
    at_us: i64,
    picture_id: Option<PictureId>,
    base_index: Option<u8>,
    layer: u8,
    is_sync: bool,
    bytes: Vec<u8>,
    broken: bool,
}

impl Default for Vp8 {
    fn default() -> Self {
        Self {
            picture: None,
            chain: Chain::Broken,
            last_id: None,
            base_index: None,
            is_loss_noted: false,
        }
    }
}

impl Vp8 {
    pub fn push(&mut self, ordered: &Ordered, out: &mut Vec<Frame>) {
        let packet = &ordered.packet;
        if ordered.after_loss {
            match &mut self.picture {
                Some(picture) => picture.broken = true,
                None => self.is_loss_noted = true,
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
        let payload = Payload::parse(&packet.payload);
        let is_new = self.picture.is_none();
        let picture = self.picture.get_or_insert_with(|| Picture {
            timestamp: packet.timestamp,
            ..Picture::default()
        });
        picture.at_us = ordered.at_us;
        match payload {
            Some(payload) if payload.starts_picture == is_new => {
                if is_new {
                    picture.picture_id = payload.picture_id;
                    picture.base_index = payload.base_index;
                    picture.layer = payload.layer;
                    picture.is_sync = payload.is_sync;
                }
                picture.bytes.extend_from_slice(payload.data);
                picture.broken |= picture.bytes.len() > limits::FRAME_BYTES_MAX;
            }
            _ => picture.broken = true,
        }
        if picture.broken {
            picture.bytes = Vec::new();
        }
        if packet.marker {
            self.finish(out);
        }
    }

    /// Nothing more will come. A picture without its end is left out.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// The picture is as whole as it gets.
    fn finish(&mut self, out: &mut Vec<Frame>) {
        let Some(picture) = self.picture.take() else {
            return;
        };
        let size = size(&picture.bytes);
        let is_key = picture.bytes.first().is_some_and(|first| first & 1 == 0);
        if picture.broken || picture.bytes.is_empty() || is_key && size.is_none() {
            self.lose();
            self.last_id = None;
            return;
        }
        if std::mem::take(&mut self.is_loss_noted) {
            // Where pictures are numbered, a packet without a picture may have been lost.
            let ids = self.last_id.zip(picture.picture_id);
            if !ids.is_some_and(|(before, id)| id.follows(before)) {
                self.lose();
            }
        }
        self.last_id = picture.picture_id;
        if !is_key && !self.depends_on_what_is_there(&picture) {
            return;
        }
        if is_key {
            self.chain = Chain::Whole(u8::MAX);
        }
        if picture.layer == 0 {
            self.base_index = picture.base_index;
        }
        out.push(Frame {
            timestamp: picture.timestamp,
            at_us: picture.at_us,
            is_key,
            bytes: picture.bytes,
        });
    }

    fn lose(&mut self) {
        if let Chain::Whole(_) = self.chain {
            self.chain = Chain::Doubtful;
        }
    }

    fn depends_on_what_is_there(&mut self, picture: &Picture) -> bool {
        match self.chain {
            Chain::Broken => false,
            Chain::Whole(most) if picture.layer <= most => true,
            Chain::Whole(most) => {
                let is_next = picture.is_sync && picture.layer == most + 1;
                if is_next {
                    self.chain = Chain::Whole(picture.layer);
                }
                is_next
            }
            Chain::Doubtful if picture.layer > 0 => false,
            Chain::Doubtful => {
                let indices = self.base_index.zip(picture.base_index);
                let is_next = indices.is_some_and(|(before, now)| now == before.wrapping_add(1));
                self.chain = if is_next {
                    Chain::Whole(0)
                } else {
                    Chain::Broken
                };
                is_next
            }
        }
    }
}

/// Width and height that a key frame begins with (RFC 6386 §9.1).
pub fn size(picture: &[u8]) -> Option<(u32, u32)> {
    let header = picture.first_chunk::<10>()?;
    if header[0] & 1 != 0 || header[3..6] != [0x9d, 0x01, 0x2a] {
        return None;
    }
    // The upper two bits of each are a scale.
    let number = |at: usize| u32::from(u16::from_le_bytes([header[at], header[at + 1] & 0x3f]));
    let (width, height) = (number(6), number(8));
    (width > 0 && height > 0).then_some((width, height))
}
