//! Counters of a packet's header without their wrap-around.

/// Follows a counter of so many bits; packets may come out of order.
pub struct Unwrap {
    bits: u32,
    last: Option<u64>,
}

impl Unwrap {
    /// 16 for sequence numbers, 32 for timestamps.
    pub fn new(bits: u32) -> Self {
        Self { bits, last: None }
    }

    /// The value nearest to the one before.
    pub fn next(&mut self, value: u32) -> u64 {
        let size = 1_u64 << self.bits;
        let value = u64::from(value);
        // One round of room below, so that a packet from before the first is no negative number.
        let last = *self.last.get_or_insert(size + value);
        let ahead = value.wrapping_sub(last) & (size - 1);
        let next = if ahead < size / 2 {
            last + ahead
        } else {
            (last + ahead).saturating_sub(size)
        };
        self.last = Some(next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_over_the_wrap_and_back_for_late_packets() {
        let mut numbers = Unwrap::new(16);
        let base = 65_536;
        let expected = [
            (65_534, base + 65_534),
            (65_535, base + 65_535),
            (1, base + 65_537),
            (0, base + 65_536),
            (65_533, base + 65_533),
            (2, base + 65_538),
        ];
        for (value, unwrapped) in expected {
            assert_eq!(numbers.next(value), unwrapped, "{value}");
        }
    }

    #[test]
    fn times_of_32_bits_wrap_too() {
        let mut times = Unwrap::new(32);
        let first = times.next(u32::MAX - 10);
        assert_eq!(times.next(89), first + 100);
    }
}
