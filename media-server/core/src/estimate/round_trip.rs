//! The time to the viewer and back.

use crate::limits;

/// Sender reports that a receiver report may answer.
const REPORTS: usize = 4;

#[derive(Default)]
pub struct RoundTrip {
    /// Middle 32 bits of the NTP time that a report showed, and when it was sent.
    sent: [Option<(u32, i64)>; REPORTS],
    next: usize,
    smoothed_us: Option<i64>,
    reported_us: Option<i64>,
    /// Lowest times from sending to feedback; they include the receiver's wait.
    feedback: [Option<i64>; 2],
    feedback_since_us: i64,
}

impl RoundTrip {
    pub fn report_sent(&mut self, ntp: u64, at_us: i64) {
        self.sent[self.next % REPORTS] = Some((middle(ntp), at_us));
        self.next = (self.next + 1) % REPORTS;
    }

    /// Takes a receiver report's answer (RFC 3550 §6.4.1, LSR and DLSR).
    pub fn reported(&mut self, last_sender_report: u32, delay_since_last: u32, at_us: i64) {
        let sent = self.sent.iter().flatten();
        let Some((_, sent_us)) = sent.copied().find(|(ntp, _)| *ntp == last_sender_report) else {
            return;
        };
        let waited_us = i64::from(delay_since_last) * 1_000_000 / 65_536;
        let taken_us = at_us - sent_us - waited_us;
        if last_sender_report == 0 || !(0..=limits::ROUND_TRIP_US_MAX).contains(&taken_us) {
            return;
        }
        self.smoothed_us = Some(
            self.smoothed_us
                .map_or(taken_us, |us| (us * 7 + taken_us) / 8),
        );
        self.reported_us = Some(at_us);
    }

    /// A feedback's youngest packet was sent this long ago.
    pub fn feedback_took(&mut self, taken_us: i64, at_us: i64) {
        if !(0..=limits::ROUND_TRIP_US_MAX).contains(&taken_us) {
            return;
        }
        if at_us - self.feedback_since_us >= limits::ROUND_TRIP_TIME_US {
            self.feedback = [None, self.feedback[0]];
            self.feedback_since_us = at_us;
        }
        self.feedback[0] = Some(self.feedback[0].map_or(taken_us, |us| us.min(taken_us)));
    }

    pub fn us(&self, at_us: i64) -> i64 {
        let fresh = |reported_us: &i64| at_us - reported_us < 5 * limits::ROUND_TRIP_TIME_US;
        let reported = self.reported_us.filter(fresh).and(self.smoothed_us);
        let shown = self.feedback.into_iter().flatten().min();
        match (reported, shown) {
            // The feedback's includes a wait, so the lower one is nearer to the truth.
            (Some(reported), Some(shown)) => reported.min(shown),
            (one, other) => one.or(other).unwrap_or(limits::ROUND_TRIP_US_START),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the middle 32 bits are meant"
)]
fn middle(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_and_feedback_tell_the_round_trip() {
        let mut round_trip = RoundTrip::default();
        assert_eq!(round_trip.us(0), limits::ROUND_TRIP_US_START);
        round_trip.report_sent(0x1_2345_6789_0000, 1_000_000);
        round_trip.reported(0x2345_6789, 65_536 / 2, 1_580_000);
        assert_eq!(round_trip.us(1_580_000), 80_000);
        round_trip.reported(0x1111, 0, 1_900_000);
        assert_eq!(round_trip.us(1_900_000), 80_000, "an answer to nothing");
        round_trip.feedback_took(140_000, 1_900_000);
        assert_eq!(round_trip.us(1_900_000), 80_000);
        round_trip.feedback_took(70_000, 1_900_000);
        assert_eq!(round_trip.us(1_900_000), 70_000);
    }

    #[test]
    fn lies_are_not_believed() {
        let mut round_trip = RoundTrip::default();
        round_trip.report_sent(7 << 16, 1_000_000);
        round_trip.reported(7, u32::MAX, 1_100_000);
        round_trip.feedback_took(-5, 1_100_000);
        round_trip.feedback_took(60_000_000, 1_100_000);
        assert_eq!(round_trip.us(1_100_000), limits::ROUND_TRIP_US_START);
    }
}
