//! 16-bit sequence numbers as a line that never wraps.

/// Extends sequence numbers by the nearest distance to the highest seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwrapper {
    highest: Option<u64>,
}

impl Unwrapper {
    /// The index of a sequence number; the highest one moves along.
    pub fn advance(&mut self, sequence: u16) -> u64 {
        let index = self.index(sequence);
        self.highest = Some(self.highest.map_or(index, |highest| highest.max(index)));
        index
    }

    /// The index of a sequence number, without learning from it.
    pub fn index(&self, sequence: u16) -> u64 {
        match self.highest {
            // One cycle above zero, so that earlier packets that come late have an index too.
            None => 0x1_0000 + u64::from(sequence),
            Some(highest) => nearest(highest, sequence),
        }
    }

    pub fn highest(&self) -> Option<u64> {
        self.highest
    }
}

/// The index with these low 16 bits that lies nearest to `reference`.
#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
#[expect(
    clippy::cast_possible_wrap,
    reason = "distance modulo 2^16 is signed on purpose"
)]
pub fn nearest(reference: u64, sequence: u16) -> u64 {
    let distance = sequence.wrapping_sub(reference as u16) as i16;
    reference.saturating_add_signed(i64::from(distance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_and_late_packets_keep_their_order() {
        let mut unwrapper = Unwrapper::default();
        let steps: &[(u16, u64)] = &[
            (65_534, 0x1_fffe),
            (65_535, 0x1_ffff),
            (1, 0x2_0001),
            (0, 0x2_0000),
            (65_533, 0x1_fffd),
            (2, 0x2_0002),
        ];
        for (sequence, index) in steps {
            assert_eq!(unwrapper.advance(*sequence), *index, "sequence {sequence}");
        }
        assert_eq!(unwrapper.highest(), Some(0x2_0002));
    }

    #[test]
    fn the_first_packet_may_have_been_overtaken() {
        let mut unwrapper = Unwrapper::default();
        assert_eq!(unwrapper.advance(0), 0x1_0000);
        assert_eq!(unwrapper.advance(65_535), 0xffff);
    }
}
