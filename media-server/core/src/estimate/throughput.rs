//! What arrives, in bit/s: measured in windows, each weighed by how well it agrees with the past.

use crate::limits;

/// How much a window that differs from the estimate is doubted.
const DOUBT: f64 = 10.0;
/// Variance that an estimate gains per window, in (kbit/s)².
const DRIFT: f64 = 5.0;

#[derive(Default)]
pub struct Throughput {
    window_since_us: Option<i64>,
    bytes: u64,
    kbps: Option<f64>,
    variance: f64,
    last_kbps: f64,
}

impl Throughput {
    pub fn add(&mut self, arrived_us: i64, bytes: u16) {
        let since_us = *self.window_since_us.get_or_insert(arrived_us);
        let passed_us = arrived_us - since_us;
        if passed_us < 0 {
            // Overtaken on the way; it counts for the window that is open.
            self.bytes += u64::from(bytes);
            return;
        }
        let window_us = if self.kbps.is_none() {
            limits::THROUGHPUT_FIRST_WINDOW_US
        } else {
            limits::THROUGHPUT_WINDOW_US
        };
        if passed_us >= window_us {
            let silent = passed_us > 4 * window_us;
            if !silent {
                self.weigh(self.bytes as f64 * 8000.0 / passed_us as f64);
            }
            self.window_since_us = Some(arrived_us);
            self.bytes = 0;
        }
        self.bytes += u64::from(bytes);
    }

    /// `None` until enough has arrived.
    pub fn bps(&self) -> Option<f64> {
        self.kbps.map(|kbps| kbps * 1000.0)
    }

    /// The last window alone: what a link that has just become slow carries.
    pub fn last_bps(&self) -> Option<f64> {
        self.kbps.map(|kbps| kbps.min(self.last_kbps) * 1000.0)
    }

    fn weigh(&mut self, sample: f64) {
        self.last_kbps = sample;
        let Some(kbps) = self.kbps else {
            self.kbps = Some(sample);
            self.variance = 50.0;
            return;
        };
        let doubt = DOUBT * (kbps - sample).abs() / kbps.max(1.0);
        let sample_variance = doubt * doubt;
        let predicted = self.variance + DRIFT;
        let sum = (sample_variance + predicted).max(f64::MIN_POSITIVE);
        self.kbps = Some((sample_variance * kbps + predicted * sample) / sum);
        self.variance = sample_variance * predicted / sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_has_its_rate_and_a_slower_one_is_followed() {
        let mut throughput = Throughput::default();
        assert_eq!(throughput.bps(), None);
        let mut at_us = 0;
        for _ in 0..1000 {
            at_us += 8000;
            throughput.add(at_us, 1000);
        }
        let found = throughput.bps().unwrap();
        assert!((found - 1e6).abs() < 2e4, "{found}");
        for _ in 0..50 {
            at_us += 20_000;
            throughput.add(at_us, 1000);
        }
        let (found, last) = (throughput.bps().unwrap(), throughput.last_bps().unwrap());
        assert!((350e3..550e3).contains(&found), "{found}");
        assert!((390e3..410e3).contains(&last), "{last}");
    }

    #[test]
    fn silence_is_not_a_slow_link() {
        let mut throughput = Throughput::default();
        for step in 0..200 {
            throughput.add(8000 * step, 1000);
        }
        let before = throughput.bps();
        throughput.add(60_000_000, 1000);
        assert_eq!(throughput.bps(), before);
    }
}
