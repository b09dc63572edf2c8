//! One RTP packet that is about to leave.

use super::{
    extensions::{Extensions, PlayoutDelay},
    picture_ids::IdPatch,
};
use crate::rtp;

#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    pub marker: bool,
    pub payload_type: u8,
    /// Sequence number without wrap.
    pub index: u64,
    pub timestamp: u32,
    pub ssrc: u32,
    pub extensions: Extensions,
    pub playout: Option<PlayoutDelay>,
    /// The number that a retransmission stands for (RFC 4588 §4).
    pub original: Option<u16>,
    pub payload: &'a [u8],
    /// What this viewer sees otherwise in the payload.
    pub ids: IdPatch,
}

impl Outgoing<'_> {
    /// Length before padding and protection.
    pub fn bytes(&self) -> usize {
        rtp::FIXED_BYTES
            + self.extensions.bytes(self.playout)
            + 2 * usize::from(self.original.is_some())
            + self.payload.len()
    }

    /// Appends the packet under its transport-wide number, with `padding` bytes (RFC 3550 §5.1).
    pub fn write(&self, buffer: &mut Vec<u8>, number: u64, padding: u8) {
        let start = buffer.len();
        let sequence = low16(self.index);
        let (timestamp, ssrc) = (self.timestamp, self.ssrc);
        rtp::write_header(
            buffer,
            self.marker,
            self.payload_type,
            sequence,
            timestamp,
            ssrc,
        );
        let extended = self.extensions.bytes(self.playout) > 0;
        buffer[start] |= u8::from(extended) << 4 | u8::from(padding > 0) << 5;
        self.extensions.write(buffer, number, self.playout);
        if let Some(original) = self.original {
            buffer.extend_from_slice(&original.to_be_bytes());
        }
        let payload = buffer.len();
        buffer.extend_from_slice(self.payload);
        self.ids.apply(&mut buffer[payload..]);
        if padding > 0 {
            buffer.resize(buffer.len() + usize::from(padding) - 1, 0);
            buffer.push(padding);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
pub fn low16(index: u64) -> u16 {
    index as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::Header;

    #[test]
    fn padding_fills_up_and_is_no_payload() {
        let outgoing = Outgoing {
            marker: true,
            payload_type: 97,
            index: 0x1_0007,
            timestamp: 9,
            ssrc: 5,
            extensions: Extensions::default(),
            playout: None,
            original: Some(0x0102),
            payload: b"picture",
            ids: IdPatch::default(),
        };
        for padding in [0, 1, 255] {
            let mut packet = Vec::new();
            outgoing.write(&mut packet, 0, padding);
            assert_eq!(packet.len(), outgoing.bytes() + usize::from(padding));
            let header = Header::parse(&packet).unwrap();
            assert_eq!((header.sequence, header.marker), (7, true));
            assert_eq!(header.payload(&packet), Some(&b"\x01\x02picture"[..]));
        }
    }
}
