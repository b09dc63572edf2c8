//! Reports in: the round trip for everyone, and all that there is where a receiver has no
//! transport-wide feedback.

use std::time::Instant;

use super::Estimator;
use crate::{limits, rtcp::ReceptionBlock};

/// Above this share of losses a receiver's belief does not raise the estimate.
const LOSSY: f64 = 0.02;

impl Estimator {
    /// Notes a sender report that goes out, so that its answer tells the round trip.
    pub fn report_sent(&mut self, ntp: u64, now: Instant) {
        let at_us = self.us(now);
        self.round_trip.report_sent(ntp, at_us);
    }

    /// Takes what a receiver report says about the picture. Where there is transport-wide
    /// feedback only the round trip is new in it.
    pub fn reception(&mut self, block: &ReceptionBlock, now: Instant) {
        let at_us = self.us(now);
        self.round_trip
            .reported(block.last_sender_report, block.delay_since_last, at_us);
        if self.reference_us.is_some() {
            return;
        }
        let before = self.reported_sequence.replace(block.highest_sequence);
        let packets = before.map_or(0, |before| block.highest_sequence.wrapping_sub(before));
        if packets < limits::REPORTED_PACKETS_MAX {
            let lost = packets * u32::from(block.fraction_lost) / 256;
            self.loss.count(packets - lost, lost);
            self.reported_loss = f64::from(block.fraction_lost) / 256.0;
        }
        self.control(at_us);
    }

    /// Takes what the receiver believes that the path carries (REMB), where it tells no more.
    pub fn bitrate_estimate(&mut self, bit_rate_bps: u64) {
        if self.reference_us.is_none() {
            let believed = bit_rate_bps.min(u64::from(limits::ESTIMATE_BPS_MAX)) as f64;
            self.believed_bps = Some(believed);
            let lossy = self.loss.smoothed() > LOSSY;
            if believed < self.rate.bps() || !lossy {
                self.rate.set(believed);
            }
            self.full |= self.rate.bps() < self.input_bps;
        }
    }

    /// What arrives at a receiver that only counts losses, once it does so.
    pub(super) fn supposed_bps(&self) -> Option<f64> {
        let sent = self.input_bps.min(self.rate.bps());
        let most = self.believed_bps.unwrap_or(f64::INFINITY);
        self.reported_sequence
            .map(|_| (sent * (1.0 - self.reported_loss)).min(most))
    }
}
