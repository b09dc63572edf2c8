//! When the members of a group come.

use std::time::Duration;

use rand::RngExt as _;
use rand_pcg::Pcg64Mcg;

use crate::scenario::{Arrival, Process};

/// One time for each member, in order, counted from the start of the run.
pub fn times(arrival: &Arrival, count: u32, random: &mut Pcg64Mcg) -> Vec<Duration> {
    let gap_s = arrival.per_s.map_or(0.0, |rate| 1.0 / rate);
    let mut at_s = arrival.after_s;
    let mut times = Vec::with_capacity(count as usize);
    for _ in 0..count {
        times.push(Duration::from_secs_f64(at_s));
        at_s += match arrival.process {
            Process::AtOnce => 0.0,
            Process::Linear => gap_s,
            // Inverse of the exponential distribution; 1 − u is never zero.
            Process::Poisson => -gap_s * (1.0 - random.random::<f64>()).ln(),
        };
    }
    times
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    fn drawn(process: Process, per_s: Option<f64>, count: u32) -> Vec<f64> {
        let arrival = Arrival {
            process,
            per_s,
            after_s: 2.0,
        };
        let mut random = Pcg64Mcg::seed_from_u64(7);
        let times = times(&arrival, count, &mut random);
        times.iter().map(Duration::as_secs_f64).collect()
    }

    #[test]
    fn at_once_and_one_after_the_other() {
        assert_eq!(drawn(Process::AtOnce, None, 3), [2.0, 2.0, 2.0]);
        assert_eq!(drawn(Process::Linear, Some(4.0), 3), [2.0, 2.25, 2.5]);
    }

    #[test]
    fn poisson_arrivals_have_the_asked_rate_and_its_spread() {
        let times = drawn(Process::Poisson, Some(10.0), 20_001);
        let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mean = gaps.iter().sum::<f64>() / 20_000.0;
        assert!((mean - 0.1).abs() < 0.003, "{mean}");
        // The standard deviation of an exponential distribution is its mean.
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((variance.sqrt() - 0.1).abs() < 0.005, "{}", variance.sqrt());
    }
}
