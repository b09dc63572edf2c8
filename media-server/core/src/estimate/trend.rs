//! Whether the delay grows: a line through the last groups, against a threshold that learns
//! (draft-ietf-rmcat-gcc-02 §5.3 to §5.5, with libwebrtc's trendline in place of the filter).

use super::groups::Delta;

/// Groups that the line goes through.
const WINDOW: usize = 20;
const SMOOTHING: f64 = 0.9;
const GAIN: f64 = 4.0;
const DELTAS_MAX: u32 = 60;

const THRESHOLD_START_MS: f64 = 12.5;
const THRESHOLD_MIN_MS: f64 = 6.0;
const THRESHOLD_MAX_MS: f64 = 600.0;
/// How fast the threshold follows per millisecond, upwards and downwards.
const THRESHOLD_GAIN_UP: f64 = 0.0087;
const THRESHOLD_GAIN_DOWN: f64 = 0.039;
/// A peak this far above the threshold teaches it nothing.
const PEAK_MS: f64 = 15.0;
/// The delay must grow for this long.
const OVERUSE_MS: f64 = 10.0;

/// What the path is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    #[default]
    Normal,
    /// A queue grows.
    Over,
    /// A queue drains.
    Under,
}

#[derive(Clone, Copy, Default)]
struct Point {
    at_ms: f64,
    delay_ms: f64,
}

pub struct Trend {
    points: [Point; WINDOW],
    next: usize,
    deltas: u32,
    first_at_us: Option<i64>,
    accumulated_ms: f64,
    smoothed_ms: f64,
    slope_before: f64,
    threshold_ms: f64,
    adapted_ms: Option<f64>,
    over_for_ms: Option<f64>,
    over_count: u32,
    usage: Usage,
}

impl Default for Trend {
    fn default() -> Self {
        Self {
            points: [Point::default(); WINDOW],
            next: 0,
            deltas: 0,
            first_at_us: None,
            accumulated_ms: 0.0,
            smoothed_ms: 0.0,
            slope_before: 0.0,
            threshold_ms: THRESHOLD_START_MS,
            adapted_ms: None,
            over_for_ms: None,
            over_count: 0,
            usage: Usage::Normal,
        }
    }
}

impl Trend {
    pub fn update(&mut self, delta: Delta) -> Usage {
        let first_at_us = *self.first_at_us.get_or_insert(delta.at_us);
        let at_ms = ms(delta.at_us - first_at_us);
        self.deltas = (self.deltas + 1).min(DELTAS_MAX);
        self.accumulated_ms += ms(delta.arrived_us - delta.sent_us);
        self.smoothed_ms = SMOOTHING * self.smoothed_ms + (1.0 - SMOOTHING) * self.accumulated_ms;
        self.points[self.next] = Point {
            at_ms,
            delay_ms: self.smoothed_ms,
        };
        self.next = (self.next + 1) % WINDOW;
        let full = self.deltas as usize >= WINDOW;
        let slope = if full { slope(&self.points) } else { None };
        self.detect(slope.unwrap_or(0.0), ms(delta.sent_us), at_ms);
        self.usage
    }

    pub fn usage(&self) -> Usage {
        self.usage
    }

    fn detect(&mut self, slope: f64, sent_ms: f64, at_ms: f64) {
        let growth_ms = f64::from(self.deltas) * slope * GAIN;
        if growth_ms > self.threshold_ms {
            let over_for_ms = self.over_for_ms.map_or(sent_ms / 2.0, |ms| ms + sent_ms);
            self.over_for_ms = Some(over_for_ms);
            self.over_count += 1;
            if over_for_ms > OVERUSE_MS && self.over_count > 1 && slope >= self.slope_before {
                self.over_for_ms = Some(0.0);
                self.over_count = 0;
                self.usage = Usage::Over;
            }
        } else {
            self.over_for_ms = None;
            self.over_count = 0;
            self.usage = if growth_ms < -self.threshold_ms {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.slope_before = slope;
        self.adapt(growth_ms.abs(), at_ms);
    }

    fn adapt(&mut self, growth_ms: f64, at_ms: f64) {
        let passed_ms = (at_ms - self.adapted_ms.replace(at_ms).unwrap_or(at_ms)).min(100.0);
        if growth_ms > self.threshold_ms + PEAK_MS {
            return;
        }
        let gain = if growth_ms < self.threshold_ms {
            THRESHOLD_GAIN_DOWN
        } else {
            THRESHOLD_GAIN_UP
        };
        self.threshold_ms += gain * (growth_ms - self.threshold_ms) * passed_ms;
        self.threshold_ms = self.threshold_ms.clamp(THRESHOLD_MIN_MS, THRESHOLD_MAX_MS);
    }
}

/// Least squares; the order of points does not matter.
fn slope(points: &[Point; WINDOW]) -> Option<f64> {
    let count = WINDOW as f64;
    let mean_at = points.iter().map(|point| point.at_ms).sum::<f64>() / count;
    let mean_delay = points.iter().map(|point| point.delay_ms).sum::<f64>() / count;
    let (mut above, mut below) = (0.0, 0.0);
    for point in points {
        let at = point.at_ms - mean_at;
        above += at * (point.delay_ms - mean_delay);
        below += at * at;
    }
    (below > 0.0).then(|| above / below)
}

fn ms(us: i64) -> f64 {
    us as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames 33 ms apart, each late by what `late_us` says more than the one before.
    fn usages(count: i64, late_us: impl Fn(i64) -> i64) -> Vec<Usage> {
        let mut trend = Trend::default();
        let mut at_us = 0;
        (0..count)
            .map(|step| {
                let arrived_us = 33_000 + late_us(step);
                at_us += arrived_us;
                trend.update(Delta {
                    sent_us: 33_000,
                    arrived_us,
                    at_us,
                })
            })
            .collect()
    }

    #[test]
    fn a_delay_that_grows_is_overuse_and_one_that_shrinks_is_underuse() {
        let growing = usages(60, |_| 3000);
        assert_eq!(growing[59], Usage::Over);
        let first = growing.iter().position(|usage| *usage == Usage::Over);
        assert!(first < Some(25), "{first:?}");
        let shrinking = usages(60, |_| -3000);
        assert_eq!(shrinking[59], Usage::Under);
    }

    #[test]
    fn a_steady_delay_and_small_noise_are_normal() {
        let quiet = usages(300, |_| 0);
        assert!(quiet.iter().all(|usage| *usage == Usage::Normal));
        let noisy = usages(300, |step| if step % 2 == 0 { 4000 } else { -4000 });
        assert!(noisy.iter().all(|usage| *usage != Usage::Over));
    }
}
