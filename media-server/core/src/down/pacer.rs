//! When how many bytes may go to one viewer: a bucket that holds one quantum.

use std::time::{Duration, Instant};

use crate::limits;

pub struct Pacer {
    rate_bps: u64,
    /// Bytes that may go now; below zero after a packet that was larger than what was left.
    allowance: i64,
    filled: Option<Instant>,
}

impl Default for Pacer {
    fn default() -> Self {
        Self {
            rate_bps: limits::PACING_RATE_BPS,
            allowance: 0,
            filled: None,
        }
    }
}

impl Pacer {
    pub fn set_rate(&mut self, rate_bps: u64) {
        self.rate_bps = rate_bps.clamp(limits::PACING_RATE_BPS_MIN, limits::PACING_RATE_BPS_MAX);
    }

    /// Whether a packet may go now.
    pub fn is_open(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.allowance > 0
    }

    /// Notes that a packet goes; true while another one may.
    pub fn spend(&mut self, bytes: usize) -> bool {
        self.allowance -= i64::try_from(bytes).unwrap_or(i64::MAX);
        self.allowance > 0
    }

    /// When to go on with `waiting_bytes`: once a whole quantum may go, or all that waits, so that
    /// packets leave in runs and not one by one.
    pub fn next_time(&self, waiting_bytes: usize) -> Option<Instant> {
        let filled = self.filled?;
        let wanted = self
            .quantum_bytes()
            .min(i64::try_from(waiting_bytes).unwrap_or(i64::MAX))
            .max(1);
        let missing = u64::try_from(wanted - self.allowance).unwrap_or(0);
        let wait_us = (missing * 8_000_000).div_ceil(self.rate_bps);
        Some(filled + Duration::from_micros(wait_us))
    }

    fn fill(&mut self, now: Instant) {
        let quantum = self.quantum_bytes();
        let passed = self.filled.map_or(limits::PACING_QUANTUM, |at| {
            now.saturating_duration_since(at)
        });
        self.filled = Some(now);
        let passed_us = u64::try_from(passed.as_micros()).unwrap_or(u64::MAX);
        let earned = passed_us.min(10_000_000) * self.rate_bps / 8_000_000;
        let earned = i64::try_from(earned).unwrap_or(i64::MAX);
        self.allowance = self.allowance.saturating_add(earned).min(quantum);
    }

    fn quantum_bytes(&self) -> i64 {
        let quantum_us = u64::try_from(limits::PACING_QUANTUM.as_micros()).unwrap_or(0);
        i64::try_from(self.rate_bps * quantum_us / 8_000_000).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends 1000-byte packets whenever the pacer says so; the times of all, in microseconds.
    fn play(rate_bps: u64, packets: usize) -> Vec<u128> {
        let start = crate::test_clock::start();
        let mut pacer = Pacer::default();
        pacer.set_rate(rate_bps);
        let (mut now, mut times) = (start, Vec::new());
        while times.len() < packets {
            let mut open = pacer.is_open(now);
            while open && times.len() < packets {
                times.push((now - start).as_micros());
                open = pacer.spend(1000);
            }
            let waiting = (packets - times.len()) * 1000;
            let next = pacer.next_time(waiting).unwrap();
            assert!(times.len() == packets || next > now, "time goes on");
            now = next;
        }
        times
    }

    #[test]
    fn packets_leave_in_quanta_at_the_rate() {
        let times = play(8_000_000, 1000);
        let passed_us = times[999];
        // 1000 packets of 1 ms each, the first quantum for free.
        assert!((985_000..=1_000_000).contains(&passed_us), "{passed_us}");
        let moments: std::collections::BTreeSet<_> = times.iter().collect();
        assert!(moments.len() <= 201, "{} moments", moments.len());
    }

    #[test]
    fn no_quantum_is_longer_than_five_milliseconds() {
        let times = play(8_000_000, 1000);
        let most = times
            .iter()
            .map(|at| times.iter().filter(|other| *other == at).count())
            .max();
        assert!(
            most.unwrap() <= 6,
            "{most:?}: five and the one that overdraws"
        );
    }

    #[test]
    fn a_slow_rate_still_sends_whole_packets() {
        let times = play(80_000, 5);
        assert_eq!(times[0], 0);
        let gap = times[4] - times[3];
        assert!((99_000..=101_000).contains(&gap), "{gap}");
    }

    #[test]
    fn idle_time_is_not_saved_up() {
        let start = crate::test_clock::start();
        let mut pacer = Pacer::default();
        pacer.set_rate(8_000_000);
        assert!(pacer.is_open(start));
        assert!(pacer.is_open(start + Duration::from_secs(60)));
        let burst = (0..100).take_while(|_| pacer.spend(1000)).count();
        assert_eq!(burst, 4, "and the fifth closes it");
    }
}
