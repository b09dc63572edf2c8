//! How much may be sent again to one viewer.

use std::time::Instant;

use crate::limits;

/// Bytes saved up, a share of what the path carries: repairs that crowd out the picture that they
/// repair help nobody.
#[derive(Default)]
pub struct RepairBudget {
    bytes: u64,
    filled: Option<Instant>,
}

impl RepairBudget {
    /// Whether a packet may go again. `path_bps` is what the path carries, `None` where
    /// nothing is known of it.
    pub fn take(&mut self, bytes: usize, path_bps: Option<u64>, now: Instant) -> bool {
        let most_bps = limits::REPAIR_RATE_BPS_MAX;
        let rate_bps = path_bps.map_or(most_bps, |path| {
            most_bps.min(path * limits::REPAIR_PERCENT / 100)
        });
        let earned = |time: std::time::Duration| {
            let us = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
            us.min(10_000_000) * rate_bps / 8_000_000
        };
        let most = earned(limits::REPAIR_SAVED_TIME).max(limits::REPAIR_BYTES_MIN);
        let before = self.filled.replace(now);
        let passed = before.map(|before| now.saturating_duration_since(before));
        let gained = passed.map_or(most, earned);
        self.bytes = self.bytes.saturating_add(gained).min(most);
        let bytes = bytes as u64;
        let granted = bytes <= self.bytes;
        self.bytes -= if granted { bytes } else { 0 };
        granted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// What is granted in a second to one who asks for everything.
    fn granted_bps(path_bps: Option<u64>) -> u64 {
        let mut now = crate::test_clock::start();
        let mut budget = RepairBudget::default();
        let mut granted = 0;
        for step in 0..11_000 {
            let ask = budget.take(1000, path_bps, now);
            granted += if ask && step >= 1000 { 8000 } else { 0 };
            now += Duration::from_millis(1);
        }
        granted / 10
    }

    #[test]
    fn repairs_get_half_of_what_the_path_carries() {
        let cases = [
            ("a poor path", Some(300_000), 140_000..=160_000),
            ("a good one", Some(3_000_000), 1_450_000..=1_550_000),
            ("the best", Some(20_000_000), 3_900_000..=4_100_000),
            ("an unknown one", None, 3_900_000..=4_100_000),
        ];
        for (what, path_bps, expected) in cases {
            let found = granted_bps(path_bps);
            assert!(expected.contains(&found), "{what}: {found}");
        }
    }

    #[test]
    fn half_of_a_small_key_frame_is_repaired_at_once_on_any_path() {
        let now = crate::test_clock::start();
        let mut budget = RepairBudget::default();
        let granted = (0..100).filter(|_| budget.take(1000, Some(50_000), now));
        assert_eq!(granted.count(), 8);
    }
}
