//! What a receiver report says: how much came since the one before.

use std::time::Instant;

use media_core::far_end::ReceptionBlock;

#[derive(Default)]
pub struct Reception {
    base: Option<u64>,
    highest: u64,
    /// Since the report before.
    received: u64,
    missing: u64,
    /// Middle bits of the last sender report's time, and when it came.
    last_report: Option<(u32, Instant)>,
}

impl Reception {
    pub fn count(&mut self) {
        self.received += 1;
    }

    pub fn note_report(&mut self, ntp: u64, at: Instant) {
        #[expect(clippy::cast_possible_truncation, reason = "the middle 32 bits")]
        let middle = (ntp >> 16) as u32;
        self.last_report = Some((middle, at));
    }

    /// Counts anew. `highest` is the highest sequence number, without wraps.
    pub fn take_block(&mut self, source: u32, highest: u64, now: Instant) -> ReceptionBlock {
        let base = *self.base.get_or_insert(highest);
        if self.highest == 0 {
            self.highest = base;
        }
        let expected = highest - self.highest;
        let missing = expected.saturating_sub(self.received);
        let fraction = (missing * 256).checked_div(expected).unwrap_or(0).min(255);
        self.missing += missing;
        (self.highest, self.received) = (highest, 0);
        let since = self
            .last_report
            .map_or(0.0, |(_, at)| (now - at).as_secs_f64());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the fields are this wide"
        )]
        ReceptionBlock {
            ssrc: source,
            fraction_lost: fraction as u8,
            lost: self.missing.min(0x7f_ffff) as u32,
            highest_sequence: highest as u32,
            jitter: 0,
            last_sender_report: self.last_report.map_or(0, |(middle, _)| middle),
            delay_since_last: (since * 65_536.0) as u32,
        }
    }
}
