//! RTP packets (RFC 3550 §5.1).

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    pub marker: bool,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: Vec<u8>,
}

impl Packet {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (head, mut rest) = bytes.split_first_chunk::<12>()?;
        let [first, second, sequence @ .., _, _, _, _, _, _, _, _] = *head;
        if first >> 6 != 2 {
            return None;
        }
        rest = rest.get(usize::from(first & 0x0f) * 4..)?;
        if first & 0x10 != 0 {
            let (extension, after) = rest.split_first_chunk::<4>()?;
            let words = u16::from_be_bytes([extension[2], extension[3]]);
            rest = after.get(usize::from(words) * 4..)?;
        }
        if first & 0x20 != 0 {
            let padding = usize::from(*rest.last()?);
            rest = rest.get(..rest.len().checked_sub(padding.max(1))?)?;
        }
        let number =
            |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        Some(Self {
            marker: second & 0x80 != 0,
            sequence: u16::from_be_bytes(sequence),
            timestamp: number(4),
            ssrc: number(8),
            payload: rest.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_taken_apart_and_lies_are_nothing() {
        let plain = [0x80, 0xe0, 0x12, 0x34, 0, 0, 0, 5, 0, 0, 0, 9, b'a', b'b'];
        let packet = Packet::parse(&plain).unwrap();
        assert_eq!((packet.marker, packet.sequence), (true, 0x1234));
        assert_eq!((packet.timestamp, packet.ssrc), (5, 9));
        assert_eq!(packet.payload, b"ab");

        let mut full = plain;
        full[0] = 0xb1;
        let rest = [7, 7, 7, 7, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, b'x', 0, 2];
        let full = [&full[..12], &rest].concat();
        assert_eq!(Packet::parse(&full).unwrap().payload, b"x");
        for length in 0..full.len() - 1 {
            let _ = Packet::parse(&full[..length]);
        }
        for (what, byte) in [("version", 0x40), ("sources", 0x8f), ("extension", 0x90)] {
            let mut lie = plain;
            lie[0] = byte;
            assert_eq!(Packet::parse(&lie), None, "{what}");
        }
        let mut padding = plain;
        padding[0] = 0xa0;
        assert_eq!(Packet::parse(&padding), None, "more padding than packet");
    }
}
