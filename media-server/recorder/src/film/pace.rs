//! Which frames stay when a film has more of them a second than the copy may have.

use crate::film::TICKS_PER_SECOND;
use crate::limits;

const INTERVAL_TICKS: i64 = TICKS_PER_SECOND / limits::FILM_FRAME_RATE_MAX;
/// A frame this much too early still counts as on time: phones' clocks jitter.
const JITTER_TICKS: i64 = INTERVAL_TICKS / 3;

#[derive(Default)]
pub struct Pace {
    due_ticks: Option<i64>,
    last_ticks: Option<i64>,
}

impl Pace {
    /// Whether the frame stays. Times that do not go forward cannot be shown in order and are left out.
    pub fn keep(&mut self, at_ticks: i64) -> bool {
        let forward = self.last_ticks.is_none_or(|last| at_ticks > last);
        let on_time = self
            .due_ticks
            .is_none_or(|due| at_ticks.saturating_add(JITTER_TICKS) >= due);
        if !forward || !on_time {
            return false;
        }
        self.last_ticks = Some(at_ticks);
        let late = at_ticks.saturating_add(INTERVAL_TICKS - JITTER_TICKS);
        let due = self
            .due_ticks
            .unwrap_or(at_ticks)
            .saturating_add(INTERVAL_TICKS);
        self.due_ticks = Some(due.max(late));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(frames_per_second: f64, jitter: &[i64]) -> usize {
        let mut pace = Pace::default();
        let count = (frames_per_second * 10.0) as usize;
        let times = (0..count).map(|i| {
            (i as f64 * TICKS_PER_SECOND as f64 / frames_per_second) as i64
                + jitter[i % jitter.len()]
        });
        times.filter(|&at| pace.keep(at)).count()
    }

    #[test]
    fn ten_seconds_keep_every_frame_up_to_thirty_a_second_and_thirty_beyond() {
        for (rate, expected) in [
            (10.0, 100),
            (24.0, 240),
            (25.0, 250),
            (29.97, 299),
            (30.0, 300),
            (50.0, 300),
            (60.0, 300),
            (240.0, 300),
        ] {
            let kept = kept(rate, &[0]);
            assert!(
                kept.abs_diff(expected) <= 3,
                "{rate} a second: {kept} instead of {expected}"
            );
        }
    }

    #[test]
    fn jitter_of_a_phones_clock_costs_no_frame() {
        assert_eq!(kept(30.0, &[0, 700, -700, 300]), 300);
    }

    #[test]
    fn times_that_go_back_or_stand_still_are_left_out() {
        let mut pace = Pace::default();
        let times = [0, 0, 3000, 1000, -5, 9000, i64::MAX, i64::MIN];
        let kept: Vec<_> = times.into_iter().filter(|&at| pace.keep(at)).collect();
        assert_eq!(kept, [0, 3000, 9000, i64::MAX]);
    }
}
