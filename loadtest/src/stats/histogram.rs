//! Durations counted in equal steps: constant memory for any number of samples.

use std::time::Duration;

const STEP_US: u128 = 10;
/// Up to 100 ms; what is longer counts in the last step and in the maximum.
const STEPS: usize = 10_000;

pub struct Histogram {
    counts: Box<[u64]>,
    total: u64,
    max: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; STEPS].into(),
            total: 0,
            max: Duration::ZERO,
        }
    }
}

impl Histogram {
    pub fn add(&mut self, sample: Duration) {
        let step = usize::try_from(sample.as_micros() / STEP_US)
            .unwrap_or(STEPS)
            .min(STEPS - 1);
        self.counts[step] += 1;
        self.total += 1;
        self.max = self.max.max(sample);
    }

    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
        self.max = self.max.max(other.max);
    }

    /// The upper edge of the step that holds the percentile; zero without samples.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts stay far below 2^52"
    )]
    pub fn percentile_ms(&self, percent: f64) -> f64 {
        let wanted = ((self.total as f64 * percent / 100.0).ceil() as u64).max(1);
        let mut seen = 0;
        for (step, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                let edge_ms = (step + 1) as f64 * STEP_US as f64 / 1000.0;
                return if step == STEPS - 1 {
                    self.max_ms()
                } else {
                    edge_ms
                };
            }
        }
        0.0
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "microseconds stay far below 2^52"
    )]
    pub fn max_ms(&self) -> f64 {
        self.max.as_micros() as f64 / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_upper_edges_of_their_steps() {
        let mut histogram = Histogram::default();
        for us in 0..1000 {
            histogram.add(Duration::from_micros(us));
        }
        assert_eq!(histogram.percentile_ms(50.0), 0.50);
        assert_eq!(histogram.percentile_ms(99.0), 0.99);
        assert_eq!(histogram.max_ms(), 0.999);
    }

    #[test]
    fn what_is_beyond_the_last_step_shows_as_the_maximum() {
        let mut histogram = Histogram::default();
        histogram.add(Duration::from_secs(3));
        assert_eq!(histogram.percentile_ms(50.0), 3000.0);
    }

    #[test]
    fn two_histograms_make_one() {
        let (mut all, mut other) = (Histogram::default(), Histogram::default());
        all.add(Duration::from_millis(1));
        other.add(Duration::from_millis(3));
        all.merge(&other);
        assert_eq!(all.percentile_ms(50.0), 1.01);
        assert_eq!(all.max_ms(), 3.0);
    }

    #[test]
    fn nothing_measured_is_zero() {
        assert_eq!(Histogram::default().percentile_ms(99.0), 0.0);
    }
}
