//! A histogram that many tasks fill and one empties, without a lock.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// Up to two seconds; what is longer counts in the last step.
const STEPS: usize = 2000;

/// In steps of a millisecond.
pub struct Gauge(Box<[AtomicU32]>);

/// What a gauge held; figures are the upper edges of their steps.
#[derive(Clone, Debug)]
pub struct Reading(Vec<u64>);

impl Default for Gauge {
    fn default() -> Self {
        Self((0..STEPS).map(|_| AtomicU32::new(0)).collect())
    }
}

impl Gauge {
    pub fn add(&self, sample: Duration) {
        let step = usize::try_from(sample.as_millis()).unwrap_or(STEPS);
        self.0[step.min(STEPS - 1)].fetch_add(1, Ordering::Relaxed);
    }

    /// What came since the last time.
    pub fn take(&self) -> Reading {
        let steps = self.0.iter();
        Reading(
            steps
                .map(|step| step.swap(0, Ordering::Relaxed).into())
                .collect(),
        )
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self(vec![0; STEPS])
    }
}

impl Reading {
    pub fn add(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(&other.0) {
            *sum += count;
        }
    }

    pub fn samples(&self) -> u64 {
        self.0.iter().sum()
    }

    /// By nearest rank; nothing without samples.
    pub fn percentile_ms(&self, percent: u64) -> Option<f64> {
        let rank = (self.samples() * percent).div_ceil(100);
        let mut seen = 0;
        let step = self.0.iter().position(|count| {
            seen += count;
            seen >= rank && seen > 0
        })?;
        #[allow(clippy::cast_precision_loss, reason = "at most two thousand")]
        Some((step + 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_upper_edges_and_a_reading_empties_the_gauge() {
        let gauge = Gauge::default();
        (0..100).for_each(|ms| gauge.add(Duration::from_millis(ms)));
        let reading = gauge.take();
        assert_eq!(reading.percentile_ms(50), Some(50.0));
        assert_eq!(reading.percentile_ms(99), Some(99.0));
        assert_eq!(gauge.take().percentile_ms(50), None);
    }

    #[test]
    fn readings_add_up_and_what_is_long_counts_in_the_last_step() {
        let gauge = Gauge::default();
        gauge.add(Duration::from_secs(60));
        let mut sum = gauge.take();
        gauge.add(Duration::ZERO);
        sum.add(&gauge.take());
        assert_eq!((sum.samples(), sum.percentile_ms(100)), (2, Some(2000.0)));
        assert_eq!(sum.percentile_ms(50), Some(1.0));
    }
}
