//! What one session may bring in: a client that sends more than any camera costs only itself.

use std::time::Instant;

use crate::limits;

/// A bucket that fills with time. Only authentic packets are charged, so that nobody can use up
/// another's; what comes while it is empty need not even be opened.
pub struct Ingress {
    spare_bytes: i64,
    at: Instant,
}

impl Ingress {
    pub fn new(now: Instant) -> Self {
        Self {
            spare_bytes: limits::INGRESS_BURST_BYTES,
            at: now,
        }
    }

    pub fn is_open(&mut self, now: Instant) -> bool {
        let passed_us = now.saturating_duration_since(self.at).as_micros();
        let filled = i64::try_from(passed_us)
            .unwrap_or(i64::MAX)
            .saturating_mul(limits::INGRESS_BYTES_PER_S)
            / 1_000_000;
        // Time too short for a byte goes on counting.
        if filled > 0 {
            self.at = now;
            self.spare_bytes = self
                .spare_bytes
                .saturating_add(filled)
                .min(limits::INGRESS_BURST_BYTES);
        }
        self.spare_bytes > 0
    }

    pub fn charge(&mut self, bytes: usize) {
        let bytes = bytes.max(limits::INGRESS_PACKET_BYTES_MIN);
        self.spare_bytes -= i64::try_from(bytes).unwrap_or(i64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Packets that pass within ten seconds at equal distances.
    fn passed(packets_per_s: u32, bytes: usize) -> u32 {
        let start = crate::test_clock::start();
        let mut ingress = Ingress::new(start);
        let step = Duration::from_secs(1) / packets_per_s;
        let sent = 0..packets_per_s * 10;
        let passes = |number: &u32| {
            let open = ingress.is_open(start + step * *number);
            if open {
                ingress.charge(bytes);
            }
            open
        };
        sent.filter(passes).count().try_into().unwrap()
    }

    #[test]
    fn a_camera_passes_and_a_flood_is_cut_to_the_limit() {
        let limit_bytes = limits::INGRESS_BYTES_PER_S * 10 + limits::INGRESS_BURST_BYTES;
        let limit = |bytes: usize| u32::try_from(limit_bytes).unwrap() / bytes as u32;
        let small = limits::INGRESS_PACKET_BYTES_MIN;
        for (packets_per_s, bytes, wanted) in [
            (600, 1200, 6000),
            (1200, 1200, 12_000),
            (5000, 1200, limit(1200)),
            (20_000, 60, limit(small)),
        ] {
            let passed = passed(packets_per_s, bytes);
            assert!(
                passed.abs_diff(wanted) <= 2,
                "{packets_per_s}/s of {bytes} bytes: {passed}, not {wanted}"
            );
        }
    }

    #[test]
    fn after_a_pause_a_burst_passes_but_not_all_that_was_saved_up() {
        let start = crate::test_clock::start();
        let mut ingress = Ingress::new(start);
        let now = start + Duration::from_secs(3600);
        let mut bytes = 0;
        while ingress.is_open(now) {
            ingress.charge(1000);
            bytes += 1000;
        }
        assert_eq!(bytes, limits::INGRESS_BURST_BYTES);
    }
}
