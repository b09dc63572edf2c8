//! Median, 95th percentile and maximum of a few samples, by nearest rank.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    pub samples: usize,
    pub median_ms: f64,
    pub p95_ms: f64,
    pub max_ms: f64,
}

impl Percentiles {
    /// Nothing without samples: an absent figure is not a good one.
    pub fn of(samples_ms: &[f64]) -> Option<Self> {
        let mut sorted = samples_ms.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            samples: sorted.len(),
            median_ms: nearest_rank(&sorted, 50)?,
            p95_ms: nearest_rank(&sorted, 95)?,
            max_ms: *sorted.last()?,
        })
    }
}

fn nearest_rank(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest_and_order_does_not_matter() {
        let samples: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let found = Percentiles::of(&samples).unwrap();
        assert_eq!(
            found,
            Percentiles {
                samples: 100,
                median_ms: 50.0,
                p95_ms: 95.0,
                max_ms: 100.0
            }
        );
    }

    #[test]
    fn one_sample_is_every_figure() {
        let found = Percentiles::of(&[7.0]).unwrap();
        assert_eq!(
            (found.median_ms, found.p95_ms, found.max_ms),
            (7.0, 7.0, 7.0)
        );
    }

    #[test]
    fn few_samples_round_up_to_the_worse_one() {
        let found = Percentiles::of(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((found.median_ms, found.p95_ms), (2.0, 4.0));
    }

    #[test]
    fn no_sample_is_no_figure() {
        assert_eq!(Percentiles::of(&[]), None);
    }
}
