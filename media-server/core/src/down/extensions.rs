//! Header extensions of what we send (RFC 8285, one-byte form).

use crate::transport::sdp::Accepted;

const PROFILE_ONE_BYTE: u16 = 0xbede;
/// Unit of the playout delay's two numbers, and their bound of 12 bits.
const PLAYOUT_UNIT_MS: u32 = 10;
const PLAYOUT_MAX: u32 = 0xfff;

/// How long the viewer shall hold pictures back
/// (<http://www.webrtc.org/experiments/rtp-hdrext/playout-delay>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlayoutDelay {
    pub min_ms: u32,
    pub max_ms: u32,
}

/// The numbers that the answer named for one section.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extensions {
    transport_cc: Option<u8>,
    playout_delay: Option<u8>,
}

impl Extensions {
    pub fn new(accepted: &Accepted) -> Self {
        Self {
            transport_cc: accepted.transport_cc_extension,
            playout_delay: accepted.playout_delay_extension,
        }
    }

    /// What [`Self::write`] appends, in bytes.
    pub fn bytes(&self, playout: Option<PlayoutDelay>) -> usize {
        let playout = self.playout_delay.and(playout);
        let elements =
            3 * usize::from(self.transport_cc.is_some()) + 4 * usize::from(playout.is_some());
        match elements {
            0 => 0,
            elements => 4 + elements.next_multiple_of(4),
        }
    }

    /// Appends the block; the header's X bit must say whether there is one.
    pub fn write(&self, buffer: &mut Vec<u8>, number: u64, playout: Option<PlayoutDelay>) {
        let bytes = self.bytes(playout);
        if bytes == 0 {
            return;
        }
        let end = buffer.len() + bytes;
        let words = u16::try_from(bytes / 4 - 1).unwrap_or(0);
        buffer.extend_from_slice(&PROFILE_ONE_BYTE.to_be_bytes());
        buffer.extend_from_slice(&words.to_be_bytes());
        if let Some(id) = self.transport_cc {
            let [.., high, low] = number.to_be_bytes();
            buffer.extend_from_slice(&[id << 4 | 1, high, low]);
        }
        if let (Some(id), Some(playout)) = (self.playout_delay, playout) {
            let units = |ms: u32| (ms / PLAYOUT_UNIT_MS).min(PLAYOUT_MAX);
            let [_, high, middle, low] =
                (units(playout.min_ms) << 12 | units(playout.max_ms)).to_be_bytes();
            buffer.extend_from_slice(&[id << 4 | 2, high, middle, low]);
        }
        buffer.resize(end, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::{self, Header};

    #[test]
    fn a_reader_finds_what_was_written() {
        let playout = Some(PlayoutDelay {
            min_ms: 120,
            max_ms: 40_000,
        });
        let cases = [
            (Some(4), Some(5), playout, 12),
            (Some(4), Some(5), None, 8),
            (Some(4), None, playout, 8),
            (None, Some(5), playout, 8),
            (None, Some(5), None, 0),
            (None, None, playout, 0),
        ];
        for (transport_cc, playout_delay, wanted, bytes) in cases {
            let extensions = Extensions {
                transport_cc,
                playout_delay,
            };
            let mut packet = Vec::new();
            rtp::write_header(&mut packet, false, 96, 1, 2, 3);
            extensions.write(&mut packet, 0x9_abcd, wanted);
            assert_eq!(packet.len(), 12 + bytes);
            assert_eq!(extensions.bytes(wanted), bytes);
            packet[0] |= u8::from(bytes > 0) << 4;
            let header = Header::parse(&packet).unwrap();
            let number = transport_cc.map(|_| &[0xab, 0xcd][..]);
            assert_eq!(header.extension(&packet, 4), number);
            let delay = playout_delay.and(wanted).map(|_| &[0x00, 0xcf, 0xa0][..]);
            assert_eq!(header.extension(&packet, 5), delay);
        }
    }
}
