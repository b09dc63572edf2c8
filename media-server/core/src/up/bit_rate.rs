//! The rate that REMB asks for, from loss alone: for senders without transport-wide feedback.

use crate::limits;

/// Below this share of 256 the path has room, above the other it is overloaded; the thresholds
/// are those of libwebrtc's loss-based control (2 % and 10 %).
const LOSS_LOW: u8 = 5;
const LOSS_HIGH: u8 = 26;

pub struct BitRateController {
    estimate_bps: u32,
}

impl Default for BitRateController {
    fn default() -> Self {
        Self {
            estimate_bps: limits::BIT_RATE_BPS_MAX / 2,
        }
    }
}

impl BitRateController {
    /// One second's loss, of 256, and what arrived.
    pub fn update(&mut self, fraction_lost: u8, received_bps: u32) -> u32 {
        let estimate = self.estimate_bps;
        let next = if fraction_lost >= LOSS_HIGH {
            estimate.min(received_bps) / 100 * 85
        } else if fraction_lost <= LOSS_LOW {
            estimate / 100 * 108
        } else {
            estimate
        };
        self.estimate_bps = next.clamp(limits::BIT_RATE_BPS_MIN, limits::BIT_RATE_BPS_MAX);
        self.estimate_bps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_climbs_without_loss_and_falls_with_it() {
        let mut controller = BitRateController::default();
        for _ in 0..30 {
            controller.update(0, 2_000_000);
        }
        assert_eq!(controller.update(0, 2_000_000), limits::BIT_RATE_BPS_MAX);
        assert_eq!(controller.update(50, 1_000_000), 850_000);
        assert_eq!(controller.update(10, 1_000_000), 850_000);
        for _ in 0..30 {
            controller.update(200, 50_000);
        }
        assert_eq!(controller.update(200, 50_000), limits::BIT_RATE_BPS_MIN);
    }
}
