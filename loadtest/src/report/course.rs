//! How a run went over time: samples at equal distances, thinned when they become too many.

use serde::Serialize;

use crate::{limits, stats::gauge::Reading};

/// Counts are since the start.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sample {
    pub at_s: f64,
    pub callers: u32,
    pub viewers: u32,
    pub first_frames: u32,
    pub failed: u32,
    pub packets_received: u64,
    pub packets_lost: i64,
    pub bytes_received: u64,
    pub bytes_sent: u64,
    /// Of the frames that came since the sample before.
    pub delay_p50_ms: Option<f64>,
    pub delay_p99_ms: Option<f64>,
    pub client_cpu_s: f64,
    /// One for each process of the server, absent from its end on.
    pub server_cpu_s: Vec<Option<f64>>,
    pub server_memory_bytes: Vec<Option<u64>>,
}

#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Processes of the server: id and name.
    pub servers: Vec<(u32, String)>,
    pub samples: Vec<Sample>,
    pub delay: Reading,
    pub late: Reading,
    /// Every how many samples one is kept.
    stride: usize,
    skipped: usize,
}

impl Course {
    pub fn new(servers: Vec<(u32, String)>) -> Self {
        Self {
            servers,
            stride: 1,
            ..Self::default()
        }
    }

    pub fn push(&mut self, sample: Sample) {
        self.skipped += 1;
        if self.skipped < self.stride {
            return;
        }
        self.skipped = 0;
        self.samples.push(sample);
        if self.samples.len() > limits::SAMPLES_MAX {
            let mut keep = false;
            self.samples.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
    }

    /// First and last sample at which nearly all senders were up.
    pub fn steady(&self) -> Option<(&Sample, &Sample)> {
        let most = self.samples.iter().map(|sample| sample.callers).max()?;
        let up = |sample: &&Sample| most > 0 && sample.callers * 50 >= most * 49;
        let (first, last) = (
            self.samples.iter().find(up)?,
            self.samples.iter().rfind(up)?,
        );
        (last.at_s > first.at_s).then_some((first, last))
    }
}

/// CPU-seconds per second of all server processes that lived through both samples.
pub fn server_cpu(from: &Sample, to: &Sample) -> Option<f64> {
    let pairs = from.server_cpu_s.iter().zip(&to.server_cpu_s);
    let spent: Vec<f64> = pairs.filter_map(|(a, b)| Some((*b)? - (*a)?)).collect();
    let seconds = to.at_s - from.at_s;
    (!spent.is_empty() && seconds > 0.0).then(|| spent.iter().sum::<f64>() / seconds)
}

pub fn client_cpu(from: &Sample, to: &Sample) -> Option<f64> {
    let seconds = to.at_s - from.at_s;
    (seconds > 0.0).then(|| (to.client_cpu_s - from.client_cpu_s) / seconds)
}

pub fn server_memory(sample: &Sample) -> Option<u64> {
    let known: Vec<u64> = sample
        .server_memory_bytes
        .iter()
        .filter_map(|m| *m)
        .collect();
    (!known.is_empty()).then(|| known.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(at_s: f64, callers: u32, cpu_s: f64) -> Sample {
        Sample {
            at_s,
            callers,
            server_cpu_s: vec![Some(cpu_s), None],
            client_cpu_s: cpu_s / 2.0,
            ..Sample::default()
        }
    }

    #[test]
    fn the_steady_state_lasts_while_nearly_all_senders_are_up() {
        let mut course = Course::new(Vec::new());
        for (at_s, callers, cpu_s) in [
            (0.0, 0, 0.0),
            (1.0, 99, 1.0),
            (2.0, 100, 2.0),
            (4.0, 98, 5.0),
            (5.0, 3, 5.1),
        ] {
            course.push(sample(at_s, callers, cpu_s));
        }
        let (from, to) = course.steady().unwrap();
        assert_eq!((from.at_s, to.at_s), (1.0, 4.0));
        assert_eq!(server_cpu(from, to), Some(4.0 / 3.0));
        assert_eq!(client_cpu(from, to), Some(2.0 / 3.0));
        assert!(Course::new(Vec::new()).steady().is_none());
    }

    #[test]
    fn a_long_run_keeps_a_bounded_number_of_samples_over_its_whole_length() {
        let mut course = Course::new(Vec::new());
        let all = limits::SAMPLES_MAX * 5;
        (0..all).for_each(|i| course.push(sample(i as f64, 1, 0.0)));
        assert!(course.samples.len() <= limits::SAMPLES_MAX);
        assert!(course.samples.len() > limits::SAMPLES_MAX / 4);
        assert_eq!(course.samples[0].at_s, 0.0);
        assert!(course.samples.last().unwrap().at_s > all as f64 * 0.99);
        assert!(course.samples.is_sorted_by(|a, b| a.at_s < b.at_s));
    }
}
