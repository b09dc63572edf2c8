//! What a layer costs, how many frames it has, and whether it is still sent.

use std::time::{Duration, Instant};

/// Bytes and frames are counted in steps of this length.
const STEP: Duration = Duration::from_millis(100);
/// Steps of one window: a second, so that each holds several frames.
const STEPS: usize = 10;
/// A pause that a jittering path makes within a stream that goes on.
const SILENCE_TIME_MIN: Duration = Duration::from_millis(300);
/// A stream of 5 frames/s with a late frame is silent for 400 ms.
const SILENCE_TIME_MAX: Duration = Duration::from_millis(500);
/// An encoder drops a frame or two of one layer now and then, while the others go on.
const BEHIND_TIME_MIN: Duration = Duration::from_millis(150);
const BEHIND_FRAMES: f32 = 4.0;

#[derive(Clone, Copy, Default)]
struct Step {
    bytes: u32,
    frames: u16,
}

/// The last second of one layer.
#[derive(Default)]
pub struct Meter {
    steps: [Step; STEPS],
    place: usize,
    step_ends: Option<Instant>,
    /// Steps that are full, up to a window.
    filled: u16,
    /// Follows the window's rate slowly, so that a key frame does not pass for a dearer layer.
    smooth_bps: u32,
    heard: Option<Instant>,
    frame_ended: Option<Instant>,
    /// Time between frames: rises at once, falls slowly.
    frame_time: Duration,
}

impl Meter {
    pub fn record(&mut self, bytes: usize, ends_frame: bool, now: Instant) {
        self.advance(now);
        self.heard = Some(now);
        let step = &mut self.steps[self.place];
        step.bytes = step
            .bytes
            .saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        if !ends_frame {
            return;
        }
        step.frames = step.frames.saturating_add(1);
        if let Some(before) = self.frame_ended.replace(now) {
            let passed = now.saturating_duration_since(before);
            self.frame_time = passed.min(SILENCE_TIME_MAX).max(self.frame_time * 15 / 16);
        }
    }

    /// Bits per second, smoothed; 0 until the first step is over.
    pub fn bit_rate_bps(&mut self, now: Instant) -> u32 {
        self.advance(now);
        self.smooth_bps
    }

    pub fn frames_per_s(&mut self, now: Instant) -> f32 {
        self.advance(now);
        let full = self.steps.iter().enumerate();
        let frames: u16 = full
            .filter(|(place, _)| *place != self.place)
            .map(|(_, step)| step.frames)
            .sum();
        f32::from(frames) * 10.0 / f32::from(self.filled.min(STEPS as u16 - 1).max(1))
    }

    /// Whether the sender has stopped this layer: three frames are missing.
    pub fn is_silent(&self, now: Instant) -> bool {
        let patience = (self.frame_time * 3).clamp(SILENCE_TIME_MIN, SILENCE_TIME_MAX);
        self.heard
            .is_none_or(|heard| now.saturating_duration_since(heard) > patience)
    }

    /// Whether the sender has stopped this layer while others, heard until then, go on with so
    /// many frames a second: layers are filmed together, so this shows before the silence does.
    pub fn is_behind(&self, others_heard: Instant, frames_per_s: f32) -> bool {
        let frames = Duration::from_secs_f32(BEHIND_FRAMES / frames_per_s.max(1.0));
        let patience = frames.max(BEHIND_TIME_MIN);
        self.heard
            .is_some_and(|heard| others_heard.saturating_duration_since(heard) > patience)
    }

    pub fn heard(&self) -> Option<Instant> {
        self.heard
    }

    fn advance(&mut self, now: Instant) {
        let ends = *self.step_ends.get_or_insert(now + STEP);
        if now < ends {
            return;
        }
        if now >= ends + STEP * (STEPS as u32) {
            // Nothing of the window is left.
            *self = Self {
                step_ends: Some(now + STEP),
                heard: self.heard,
                frame_time: self.frame_time,
                ..Self::default()
            };
            return;
        }
        let mut ends = ends;
        while now >= ends {
            self.end_step();
            ends += STEP;
        }
        self.step_ends = Some(ends);
    }

    fn end_step(&mut self) {
        self.filled = (self.filled + 1).min(STEPS as u16);
        let bytes: u64 = self.steps.iter().map(|step| u64::from(step.bytes)).sum();
        let window_bps = bytes * 80 / u64::from(self.filled);
        let window_bps = u32::try_from(window_bps).unwrap_or(u32::MAX);
        self.smooth_bps = if usize::from(self.filled) < STEPS {
            window_bps
        } else {
            let (old, new) = (u64::from(self.smooth_bps), u64::from(window_bps));
            u32::try_from((old * 7 + new) / 8).unwrap_or(u32::MAX)
        };
        self.place = (self.place + 1) % STEPS;
        self.steps[self.place] = Step::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Plays frames of equal size, one per `interval_ms`, up to `until_ms`.
    fn play(
        meter: &mut Meter,
        start: Instant,
        span_ms: std::ops::Range<u32>,
        interval_ms: u32,
        bytes: usize,
    ) {
        for at_ms in span_ms.step_by(interval_ms as usize) {
            meter.record(bytes, true, start + MS * at_ms);
        }
    }

    #[test]
    fn a_steady_layer_shows_its_rate_and_frames() {
        let start = crate::test_clock::start();
        let mut meter = Meter::default();
        play(&mut meter, start, 0..3000, 40, 2500);
        let rate = meter.bit_rate_bps(start + 3000 * MS);
        assert!((475_000..=525_000).contains(&rate), "{rate}");
        let frames = meter.frames_per_s(start + 3000 * MS);
        assert!((24.0..=26.0).contains(&frames), "{frames}");
    }

    #[test]
    fn a_new_layer_has_a_rate_after_a_tenth_of_a_second() {
        let start = crate::test_clock::start();
        let mut meter = Meter::default();
        play(&mut meter, start, 0..200, 20, 1250);
        let rate = meter.bit_rate_bps(start + 200 * MS);
        assert!((400_000..=600_000).contains(&rate), "{rate}");
    }

    #[test]
    fn one_key_frame_is_not_a_dearer_layer() {
        let start = crate::test_clock::start();
        let mut meter = Meter::default();
        play(&mut meter, start, 0..3000, 40, 2500);
        meter.record(25_000, true, start + 3000 * MS);
        play(&mut meter, start, 3040..3400, 40, 2500);
        let rate = meter.bit_rate_bps(start + 3400 * MS);
        assert!(rate < 625_000, "{rate}");
    }

    #[test]
    fn a_layer_is_behind_when_others_went_on_for_four_frames() {
        let start = crate::test_clock::start();
        let mut meter = Meter::default();
        play(&mut meter, start, 0..2000, 33, 1000);
        let last = meter.heard.unwrap();
        for (frames_per_s, patience_ms) in [(30.0, 150), (20.0, 200), (5.0, 800), (0.0, 4000)] {
            let others = last + patience_ms * MS;
            assert!(!meter.is_behind(others, frames_per_s), "{frames_per_s}");
            assert!(meter.is_behind(others + MS, frames_per_s));
        }
        let unheard = Meter::default();
        assert!(!unheard.is_behind(last, 30.0));
    }

    #[test]
    fn silence_is_noticed_within_half_a_second_whatever_the_frame_rate() {
        for (interval_ms, noticed_ms) in [(33, 300), (66, 300), (125, 375), (200, 500)] {
            let start = crate::test_clock::start();
            let mut meter = Meter::default();
            play(&mut meter, start, 0..2000, interval_ms, 1000);
            let last = meter.heard.unwrap();
            assert!(!meter.is_silent(last + noticed_ms * MS), "{interval_ms}");
            assert!(
                meter.is_silent(last + (noticed_ms + 10) * MS),
                "{interval_ms}"
            );
        }
    }

    #[test]
    fn a_layer_that_returns_is_measured_anew() {
        let start = crate::test_clock::start();
        let mut meter = Meter::default();
        play(&mut meter, start, 0..2000, 40, 10_000);
        assert_eq!(meter.bit_rate_bps(start + 5000 * MS), 0);
        play(&mut meter, start, 5000..5400, 40, 2500);
        let rate = meter.bit_rate_bps(start + 5400 * MS);
        assert!((400_000..=600_000).contains(&rate), "{rate}");
    }
}
