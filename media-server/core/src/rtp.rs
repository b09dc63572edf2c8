//! RTP headers (RFC 3550 §5.1, RFC 8285): read in place, written into a caller's buffer.

use crate::codec::Codec;

/// The fixed part without contributing sources.
pub const FIXED_BYTES: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub padded: bool,
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Length of header, contributing sources and extensions.
    pub bytes: usize,
    /// Profile and place of the extension block's data.
    extension: Option<(u16, usize, usize)>,
}

impl Header {
    pub fn parse(packet: &[u8]) -> Option<Self> {
        let fixed = packet.first_chunk::<FIXED_BYTES>()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let mut bytes = FIXED_BYTES + 4 * usize::from(fixed[0] & 0x0f);
        let mut extension = None;
        if fixed[0] & 0x10 != 0 {
            let head = packet.get(bytes..bytes + 4)?;
            let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let start = bytes + 4;
            bytes = start + 4 * words;
            extension = Some((u16::from_be_bytes([head[0], head[1]]), start, bytes));
        }
        (packet.len() >= bytes).then_some(Self {
            padded: fixed[0] & 0x20 != 0,
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            bytes,
            extension,
        })
    }

    /// The value of one header extension, in the one-byte or the two-byte form.
    pub fn extension<'a>(&self, packet: &'a [u8], id: u8) -> Option<&'a [u8]> {
        let (profile, start, end) = self.extension?;
        let data = packet.get(start..end)?;
        if profile == 0xbede {
            one_byte_extension(data, id)
        } else if profile & 0xfff0 == 0x1000 {
            two_byte_extension(data, id)
        } else {
            None
        }
    }

    /// The payload of an unprotected packet, without padding.
    pub fn payload<'a>(&self, packet: &'a [u8]) -> Option<&'a [u8]> {
        let payload = packet.get(self.bytes..)?;
        if !self.padded {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        if padding == 0 {
            return None;
        }
        payload.get(..payload.len().checked_sub(padding)?)
    }
}

fn one_byte_extension(mut data: &[u8], id: u8) -> Option<&[u8]> {
    while let Some((&head, rest)) = data.split_first() {
        if head == 0 {
            data = rest;
            continue;
        }
        let (found, length) = (head >> 4, usize::from(head & 0x0f) + 1);
        if found == 15 {
            return None;
        }
        let (value, rest) = rest.split_at_checked(length)?;
        if found == id {
            return Some(value);
        }
        data = rest;
    }
    None
}

fn two_byte_extension(mut data: &[u8], id: u8) -> Option<&[u8]> {
    while let Some((&found, rest)) = data.split_first() {
        if found == 0 {
            data = rest;
            continue;
        }
        let (&length, rest) = rest.split_first()?;
        let (value, rest) = rest.split_at_checked(usize::from(length))?;
        if found == id {
            return Some(value);
        }
        data = rest;
    }
    None
}

/// One media packet on its way: what forwarding needs, the payload borrowed from the datagram.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub codec: Codec,
    pub marker: bool,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: &'a [u8],
}

/// Appends a header without contributing sources and extensions.
pub fn write_header(
    buffer: &mut Vec<u8>,
    marker: bool,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
) {
    buffer.extend_from_slice(&[0x80, u8::from(marker) << 7 | (payload_type & 0x7f)]);
    buffer.extend_from_slice(&sequence.to_be_bytes());
    buffer.extend_from_slice(&timestamp.to_be_bytes());
    buffer.extend_from_slice(&ssrc.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(payload: &[u8]) -> Vec<u8> {
        let mut packet = Vec::new();
        write_header(&mut packet, true, 96, 0x1234, 0x0102_0304, 0x0a0b_0c0d);
        packet.extend_from_slice(payload);
        packet
    }

    #[test]
    fn a_written_header_is_read_back() {
        let packet = plain(&[1, 2, 3]);
        let header = Header::parse(&packet).unwrap();
        assert!(header.marker && !header.padded);
        assert_eq!((header.payload_type, header.sequence), (96, 0x1234));
        assert_eq!((header.timestamp, header.ssrc), (0x0102_0304, 0x0a0b_0c0d));
        assert_eq!(header.payload(&packet), Some(&[1, 2, 3][..]));
    }

    #[test]
    fn extensions_are_found_in_both_forms() {
        let mut one = plain(&[]);
        one[0] |= 0x10;
        one.extend_from_slice(&[0xbe, 0xde, 0, 2, 0x30, b'0', 0, 0x51, 0xaa, 0xbb, 0, 0, 9]);
        let header = Header::parse(&one).unwrap();
        assert_eq!(header.extension(&one, 3), Some(&b"0"[..]));
        assert_eq!(header.extension(&one, 5), Some(&[0xaa, 0xbb][..]));
        assert_eq!(header.extension(&one, 7), None);
        assert_eq!(header.payload(&one), Some(&[9][..]));

        let mut two = plain(&[]);
        two[0] |= 0x10;
        two.extend_from_slice(&[0x10, 0, 0, 2, 3, 1, b'0', 20, 2, 0xaa, 0xbb, 0]);
        let header = Header::parse(&two).unwrap();
        assert_eq!(header.extension(&two, 20), Some(&[0xaa, 0xbb][..]));
        assert_eq!(header.extension(&two, 5), None);
    }

    #[test]
    fn padding_is_removed_and_lies_are_refused() {
        let mut packet = plain(&[7, 7, 0, 0, 3]);
        packet[0] |= 0x20;
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.payload(&packet), Some(&[7, 7][..]));
        *packet.last_mut().unwrap() = 6;
        assert_eq!(header.payload(&packet), None);
        *packet.last_mut().unwrap() = 0;
        assert_eq!(header.payload(&packet), None);
    }

    #[test]
    fn short_and_foreign_packets_are_refused() {
        assert_eq!(Header::parse(&[0x80; 11]), None);
        assert_eq!(Header::parse(&[0x00; 12]), None, "version 0");
        let mut lying = plain(&[]);
        lying[0] |= 0x10;
        lying.extend_from_slice(&[0xbe, 0xde, 0, 9]);
        assert_eq!(
            Header::parse(&lying),
            None,
            "extension longer than the packet"
        );
        let mut sources = plain(&[]);
        sources[0] |= 0x0f;
        assert_eq!(
            Header::parse(&sources),
            None,
            "contributing sources missing"
        );
    }
}
