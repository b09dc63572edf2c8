//! When to try whether the path carries more, and at which rate.

use std::collections::VecDeque;

use super::train::Measured;
use crate::limits;

/// A try: so many bytes, sent at this rate under this number. Media goes first, padding fills up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Never zero.
    pub cluster: u16,
    pub rate_bps: u32,
    pub bytes: u32,
}

/// The first two tries, as multiples of the rate at the start.
const FIRST: [f64; 2] = [3.0, 6.0];
/// After a success the next try is this much higher.
const STEP: f64 = 2.0;
/// A result above this share of what was tried invites a further try.
const FURTHER: f64 = 0.7;
/// After a sudden fall, this share of the rate before is tried.
const AFTER_FALL: f64 = 0.85;

/// What the decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    pub estimate_bps: f64,
    /// What would be of use: the best layer and some headroom.
    pub wanted_bps: f64,
    /// No queue grows and none stands.
    pub calm: bool,
    pub at_us: i64,
}

pub struct Probes {
    started: bool,
    next_cluster: u16,
    queue: VecDeque<f64>,
    running: Option<(Probe, i64)>,
    tried_us: i64,
    /// Wait until the next try without a new reason; doubles with each failure.
    pause_us: i64,
    fell: Option<(f64, i64)>,
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            started: false,
            next_cluster: 1,
            queue: VecDeque::with_capacity(FIRST.len()),
            running: None,
            tried_us: 0,
            pause_us: limits::PROBE_PAUSE_US,
            fell: None,
        }
    }
}

impl Probes {
    /// The probe to send now; each is given once.
    pub fn poll(&mut self, need: &Need) -> Option<Probe> {
        if let Some((_, since_us)) = self.running {
            if need.at_us - since_us < limits::PROBE_TIME_US_MAX {
                return None;
            }
            self.fail();
        }
        self.plan(need);
        let rate = self.queue.pop_front()?.min(need.wanted_bps);
        if rate <= need.estimate_bps {
            return None;
        }
        let probe = Probe {
            cluster: self.next_cluster,
            rate_bps: rate as u32,
            bytes: ((rate / 8e6 * limits::PROBE_LENGTH_US as f64) as u32)
                .max(limits::PROBE_BYTES_MIN),
        };
        self.next_cluster = self.next_cluster.checked_add(1).unwrap_or(1);
        self.running = Some((probe, need.at_us));
        self.tried_us = need.at_us;
        Some(probe)
    }

    /// Whether a train is the probe that runs, and long enough.
    pub fn is_complete(&self, cluster: u16, bytes: u32) -> bool {
        self.running
            .is_some_and(|(probe, _)| probe.cluster == cluster && bytes >= probe.bytes / 10 * 9)
    }

    /// What the path carried; `None` when the train was not the probe that runs.
    pub fn concluded(&mut self, measured: &Measured, need: &Need) -> Option<f64> {
        let (probe, _) = self
            .running
            .filter(|(probe, _)| probe.cluster == measured.cluster)?;
        self.running = None;
        let proven = measured.proven_bps();
        let tried = f64::from(probe.rate_bps);
        if proven > tried * FURTHER {
            self.pause_us = limits::PROBE_AGAIN_US;
            if self.queue.is_empty() && proven < need.wanted_bps {
                self.queue.push_back(proven * STEP);
            }
        } else {
            self.fail();
        }
        Some(proven)
    }

    /// The estimate fell from this rate.
    pub fn fell_from(&mut self, bps: f64, at_us: i64) {
        let higher = self.fell.is_none_or(|(before, _)| bps > before);
        if higher {
            self.fell = Some((bps, at_us));
        } else if let Some((_, since_us)) = &mut self.fell {
            *since_us = at_us;
        }
        self.queue.clear();
    }

    /// The link is too full for tries.
    fn fail(&mut self) {
        self.running = None;
        self.queue.clear();
        self.pause_us =
            (self.pause_us * 2).clamp(limits::PROBE_PAUSE_US, limits::PROBE_PAUSE_US_MAX);
    }

    fn plan(&mut self, need: &Need) {
        if !self.queue.is_empty() || !need.calm {
            return;
        }
        if !self.started {
            // Before there is something to gain, the first tries would be spent for nothing.
            if need.wanted_bps <= need.estimate_bps {
                return;
            }
            self.started = true;
            let start = f64::from(limits::ESTIMATE_BPS_START);
            self.queue.extend(FIRST.map(|factor| factor * start));
            return;
        }
        if let Some((before_bps, since_us)) = self.fell
            && need.at_us - since_us >= limits::PROBE_AFTER_FALL_US
        {
            self.fell = None;
            if need.estimate_bps < before_bps * AFTER_FALL * 0.8 {
                return self.queue.push_back(before_bps * AFTER_FALL);
            }
        }
        let rested = need.at_us - self.tried_us >= self.pause_us;
        if rested && need.estimate_bps * 1.05 < need.wanted_bps {
            self.queue.push_back(need.estimate_bps * STEP);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(estimate_bps: f64, at_ms: i64) -> Need {
        Need {
            estimate_bps,
            wanted_bps: 4e6,
            calm: true,
            at_us: at_ms * 1000,
        }
    }

    fn carried(probe: Probe, bps: f64) -> Measured {
        Measured {
            cluster: probe.cluster,
            sent_bps: f64::from(probe.rate_bps),
            arrived_bps: bps.min(f64::from(probe.rate_bps)),
            bytes: probe.bytes,
        }
    }

    #[test]
    fn the_first_tries_climb_to_what_is_wanted() {
        let mut probes = Probes::default();
        let mut tried = Vec::new();
        let mut estimate = 0.6e6;
        for step in 0..100 {
            let need = need(estimate, step * 100);
            if let Some(probe) = probes.poll(&need) {
                tried.push(probe.rate_bps);
                estimate = probes.concluded(&carried(probe, 1e9), &need).unwrap();
            }
        }
        assert_eq!(tried, [1_800_000, 3_600_000, 4_000_000]);
    }

    #[test]
    fn a_wait_before_there_is_a_picture_costs_no_tries() {
        let mut probes = Probes::default();
        let waiting = |at_ms| Need {
            wanted_bps: 0.0,
            ..need(0.6e6, at_ms)
        };
        assert!((0..50).all(|step| probes.poll(&waiting(step * 100)).is_none()));
        let first = probes.poll(&need(0.6e6, 5000)).unwrap();
        assert_eq!(first.rate_bps, 1_800_000);
    }

    #[test]
    fn a_failed_try_is_repeated_more_rarely() {
        let mut probes = Probes::default();
        let mut tried_ms = Vec::new();
        for step in 0..2400 {
            let need = need(0.6e6, step * 50);
            if let Some(probe) = probes.poll(&need) {
                tried_ms.push(step * 50);
                probes.concluded(&carried(probe, 0.7e6), &need);
            }
        }
        assert!((23..=26).contains(&tried_ms.len()), "{tried_ms:?}");
        let pauses: Vec<_> = tried_ms.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(
            pauses.windows(2).all(|pair| pair[1] >= pair[0]),
            "{pauses:?}"
        );
    }

    #[test]
    fn after_a_success_more_is_tried_as_soon_as_it_is_of_use() {
        let mut probes = Probes::default();
        let wanted = |wanted_bps, at_ms| Need {
            wanted_bps,
            ..need(0.6e6, at_ms)
        };
        let first = probes.poll(&wanted(1.2e6, 0)).unwrap();
        let estimate_bps = probes.concluded(&carried(first, 1e9), &wanted(1.2e6, 100));
        assert_eq!(estimate_bps, Some(1.2e6));
        let content = Need {
            estimate_bps: 1.2e6,
            ..wanted(1.2e6, 500)
        };
        assert_eq!(probes.poll(&content), None);
        let climbed = Need {
            estimate_bps: 1.2e6,
            ..wanted(4e6, 1000)
        };
        assert_eq!(probes.poll(&climbed).unwrap().rate_bps, 2_400_000);
    }

    #[test]
    fn nothing_is_tried_on_a_full_link_or_without_need() {
        let mut probes = Probes::default();
        let full = Need {
            calm: false,
            ..need(0.6e6, 0)
        };
        assert_eq!(probes.poll(&full), None);
        for step in 0..1000 {
            assert_eq!(probes.poll(&need(4e6, step * 100)), None);
        }
    }

    #[test]
    fn after_a_fall_the_rate_before_is_tried() {
        let mut probes = Probes::default();
        let first = probes.poll(&need(0.6e6, 0)).unwrap();
        probes.concluded(&carried(first, 1e9), &need(0.6e6, 50));
        probes.fell_from(3e6, 100_000);
        probes.fell_from(1e6, 300_000);
        assert_eq!(probes.poll(&need(0.5e6, 400)), None);
        let probe = probes.poll(&need(0.5e6, 3000)).unwrap();
        assert_eq!(probe.rate_bps, 2_550_000);
    }

    #[test]
    fn a_try_that_nobody_tells_about_has_failed() {
        let mut probes = Probes::default();
        assert!(probes.poll(&need(0.6e6, 0)).is_some());
        assert_eq!(probes.poll(&need(0.6e6, 500)), None);
        assert_eq!(
            probes.poll(&need(0.6e6, 2600)),
            None,
            "the pause has doubled"
        );
        assert!(probes.poll(&need(0.6e6, 20_000)).is_some());
    }
}
