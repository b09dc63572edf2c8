//! What a publisher writes at the end of each payload, and a viewer reads: which packet this is and
//! when it was sent. Servers pass payloads on as they are.

pub const BYTES: usize = 16;
const MAGIC: [u8; 4] = *b"gnb1";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Counts the publisher's media packets.
    pub number: u32,
    /// Time of day when it was first sent, in nanoseconds since 1970.
    pub sent_ns: u64,
}

impl Stamp {
    /// Overwrites the payload's end; a payload too short stays as it is.
    pub fn write(self, payload: &mut [u8]) {
        let Some(place) = payload.last_chunk_mut::<BYTES>() else {
            return;
        };
        place[..4].copy_from_slice(&MAGIC);
        place[4..8].copy_from_slice(&self.number.to_be_bytes());
        place[8..].copy_from_slice(&self.sent_ns.to_be_bytes());
    }

    pub fn read(payload: &[u8]) -> Option<Self> {
        let place = payload.last_chunk::<BYTES>()?;
        let (magic, rest) = place.split_first_chunk::<4>()?;
        let (number, sent) = rest.split_first_chunk::<4>()?;
        (*magic == MAGIC).then_some(Self {
            number: u32::from_be_bytes(*number),
            sent_ns: u64::from_be_bytes(*sent.first_chunk()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_other_payloads_are_not() {
        let stamp = Stamp {
            number: 7,
            sent_ns: 1_790_000_000_123_456_789,
        };
        let mut payload = vec![1; 40];
        assert_eq!(Stamp::read(&payload), None);
        stamp.write(&mut payload);
        assert_eq!(Stamp::read(&payload), Some(stamp));
        assert_eq!(payload[..24], [1; 24]);
        let mut short = [2; 15];
        stamp.write(&mut short);
        assert_eq!(Stamp::read(&short), None);
    }
}
