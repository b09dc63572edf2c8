//! From RTP time to the time of the node that received it.
//!
//! A sender report names one moment in the publisher's own clock and in a track's RTP time, so
//! tracks of one session are in step with each other whatever that clock says. How far the clock
//! is from ours is what the fastest report suggests. Before the first report, and where a clock
//! makes no sense, times are those of arrival.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::limits;

/// The clock of one publisher, for all its tracks.
#[derive(Default)]
pub struct PublisherClock {
    /// Arrival less the publisher's time, of the last reports.
    distances_us: VecDeque<i64>,
}

impl PublisherClock {
    fn reported(&mut self, distance_us: i64) {
        // Somebody set the clock.
        if self
            .distance_us()
            .is_some_and(|known| known.abs_diff(distance_us) > limits::CLOCK_SET_US)
        {
            self.distances_us.clear();
        }
        if self.distances_us.len() == limits::REPORTS_MAX {
            self.distances_us.pop_front();
        }
        self.distances_us.push_back(distance_us);
    }

    fn distance_us(&self) -> Option<i64> {
        self.distances_us.iter().min().copied()
    }
}

/// The clock of one track.
pub struct TrackClock {
    publisher: Rc<RefCell<PublisherClock>>,
    rate_hz: u32,
    last: Option<(u32, i64)>,
    /// RTP time less the publisher's, by the newest report.
    report_us: Option<i64>,
    /// Arrival less RTP time, of the fastest packet.
    arrival_us: Option<i64>,
    /// What is added to RTP time at present.
    used_us: Option<i64>,
}

impl TrackClock {
    pub fn new(publisher: Rc<RefCell<PublisherClock>>, rate_hz: u32) -> Self {
        Self {
            publisher,
            rate_hz,
            last: None,
            report_us: None,
            arrival_us: None,
            used_us: None,
        }
    }

    /// RTP time without its wrap, in microseconds.
    pub fn rtp_us(&mut self, timestamp: u32) -> i64 {
        let ticks = match self.last {
            None => i64::from(timestamp),
            Some((last, ticks)) => {
                ticks.saturating_add(i64::from(timestamp.wrapping_sub(last) as i32))
            }
        };
        self.last = Some((timestamp, ticks));
        let us = i128::from(ticks) * 1_000_000 / i128::from(self.rate_hz);
        // Half of the range leaves room for sums.
        us.clamp(i128::from(i64::MIN / 4), i128::from(i64::MAX / 4)) as i64
    }

    pub fn arrived(&mut self, timestamp: u32, at_us: i64) {
        let distance_us = at_us - self.rtp_us(timestamp);
        self.arrival_us = Some(
            self.arrival_us
                .map_or(distance_us, |known| known.min(distance_us)),
        );
    }

    pub fn reported(&mut self, ntp: u64, timestamp: u32, at_us: i64) {
        // Senders without a clock write nothing.
        if ntp == 0 {
            return;
        }
        let seconds = (ntp >> 32) * 1_000_000;
        let fraction = ((ntp & 0xffff_ffff) * 1_000_000) >> 32;
        let ntp_us = (seconds + fraction) as i64;
        self.publisher.borrow_mut().reported(at_us - ntp_us);
        self.report_us = Some(self.rtp_us(timestamp) - ntp_us);
    }

    /// When what has this RTP time was taken, as far as is known now.
    pub fn at_us(&mut self, rtp_us: i64, arrived_us: i64) -> i64 {
        let publisher_us = self.publisher.borrow().distance_us();
        let by_report = self
            .report_us
            .zip(publisher_us)
            .map(|(rtp, distance)| distance - rtp);
        let best_us = by_report.or(self.arrival_us).unwrap_or(arrived_us - rtp_us);
        let used_us = match self.used_us {
            Some(used) if used.abs_diff(best_us) <= limits::CLOCK_STEP_US => used,
            _ => best_us,
        };
        let at_us = rtp_us + used_us;
        let plausible = arrived_us - limits::TRAVEL_US_MAX..=arrived_us + limits::AHEAD_US_MAX;
        if plausible.contains(&at_us) {
            self.used_us = Some(used_us);
            return at_us;
        }
        let distance_us = arrived_us - rtp_us;
        (self.report_us, self.arrival_us) = (None, Some(distance_us));
        self.used_us = Some(distance_us);
        arrived_us
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN_US: i64 = 1_795_000_000_000_000;
    const MS: i64 = 1000;
    /// Ticks of a video clock in a millisecond.
    const TICKS: u32 = 90;

    fn two() -> (TrackClock, TrackClock) {
        let publisher = Rc::new(RefCell::new(PublisherClock::default()));
        (
            TrackClock::new(publisher.clone(), 90_000),
            TrackClock::new(publisher, 48_000),
        )
    }

    fn ntp(ms: i64) -> u64 {
        // A publisher whose clock is years behind.
        let us = 100_000_000_000 + ms * MS;
        ((us as u64 / 1_000_000) << 32) | (((us as u64 % 1_000_000) << 32) / 1_000_000)
    }

    fn at(clock: &mut TrackClock, timestamp: u32, arrived_ms: i64) -> i64 {
        let arrived_us = BEGIN_US + arrived_ms * MS;
        clock.arrived(timestamp, arrived_us);
        let rtp_us = clock.rtp_us(timestamp);
        clock.at_us(rtp_us, arrived_us) - BEGIN_US
    }

    #[test]
    fn before_a_report_the_fastest_packet_tells_the_time() {
        let (mut video, _) = two();
        assert_eq!(at(&mut video, 0, 100), 100 * MS);
        assert_eq!(at(&mut video, 1000 * TICKS, 1050), 1050 * MS);
        assert_eq!(at(&mut video, 2000 * TICKS, 2200), 2050 * MS);
    }

    #[test]
    fn tracks_with_reports_are_in_step_however_late_they_arrive() {
        let (mut video, mut sound) = two();
        let start = u32::MAX - 500 * TICKS;
        at(&mut video, start, 400);
        at(&mut sound, 7, 20);
        video.reported(ntp(0), start, BEGIN_US + 400 * MS);
        sound.reported(ntp(0), 7, BEGIN_US + 20 * MS);
        let picture = at(&mut video, start.wrapping_add(1000 * TICKS), 1400);
        let tone = at(&mut sound, 7 + 48_000, 1020);
        assert!((picture - tone).abs() < 2, "{picture} and {tone}");
        assert!((tone - 1020 * MS).abs() < 2);
    }

    #[test]
    fn small_steps_of_a_clock_are_not_followed_and_large_ones_are() {
        let (mut video, _) = two();
        at(&mut video, 0, 0);
        video.reported(ntp(0), 0, BEGIN_US);
        assert_eq!(at(&mut video, 0, 0), 0);
        video.reported(ntp(1005), 1000 * TICKS, BEGIN_US + 1005 * MS);
        assert_eq!(at(&mut video, 1000 * TICKS, 1010), 1000 * MS);
        video.reported(ntp(2050), 2000 * TICKS, BEGIN_US + 2050 * MS);
        assert!((at(&mut video, 2000 * TICKS, 2050) - 2050 * MS).abs() < 2);
    }

    #[test]
    fn what_a_clock_claims_stays_near_the_arrival() {
        let (mut video, _) = two();
        at(&mut video, 0, 0);
        video.reported(ntp(0), 500_000 * TICKS, BEGIN_US);
        assert_eq!(at(&mut video, 100 * TICKS, 100), 100 * MS);
        assert_eq!(
            at(&mut video, 0x7000_0000, 200),
            200 * MS,
            "a jump in RTP time"
        );
        video.reported(ntp(0), 0, BEGIN_US + 300 * MS);
        video.reported(
            ntp(3_600_000),
            0x7000_0000 + 100 * TICKS,
            BEGIN_US + 300 * MS,
        );
        let after = at(&mut video, 0x7000_0000 + 200 * TICKS, 410);
        assert!((300 * MS..=420 * MS).contains(&after), "{after}");
    }

    #[test]
    fn no_numbers_overflow() {
        let (mut video, _) = two();
        for turn in 0..100_u32 {
            let timestamp = turn.wrapping_mul(0x7fff_fff1);
            video.reported(u64::MAX - u64::from(turn), timestamp, BEGIN_US);
            at(&mut video, timestamp, 0);
        }
    }
}
