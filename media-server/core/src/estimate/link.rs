//! A simulated link for the tests: rate, queue, delay, loss and noise, equal for equal seeds.

use std::time::{Duration, Instant};

use super::{Estimator, Probe, SentPacket};
use crate::rtcp::{transport_cc::Arrivals, transport_cc::Feedback};

const US: Duration = Duration::from_micros(1);

/// What the link does from now on.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub rate_bps: f64,
    /// One way.
    pub delay_us: i64,
    pub queue_us: i64,
    pub loss_percent: f64,
    /// The receiver sleeps up to this long and then reads all that waits.
    pub sleep_us: i64,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            rate_bps: 10e6,
            delay_us: 20_000,
            queue_us: 300_000,
            loss_percent: 0.0,
            sleep_us: 0,
        }
    }
}

struct Sent {
    at: Instant,
    packet: SentPacket,
}

/// A sender with its pacer, a link, and a receiver that sends feedback.
pub struct Sender {
    pub estimator: Estimator,
    pub link: Link,
    /// What the stream brings; the stream is as large as the estimate allows when `adapts`.
    pub stream_bps: f64,
    pub adapts: bool,
    pub delivered: u64,
    pub probe_bytes: u64,
    pub sent_bytes: u64,
    /// Longest wait in the link's queue of the last second run.
    pub wait_us_max: i64,
    start: Instant,
    now_us: i64,
    next_frame_us: i64,
    frame: u64,
    queue: std::collections::VecDeque<u16>,
    credit_bytes: f64,
    probe: Option<Probe>,
    log: Vec<Sent>,
    free_us: i64,
    awake_us: i64,
    on_the_way: std::collections::VecDeque<(i64, u16, u16)>,
    arrivals: Arrivals,
    feedback: std::collections::VecDeque<(i64, Vec<u8>)>,
    state: u64,
}

impl Sender {
    pub fn new(link: Link, stream_bps: f64, seed: u64) -> Self {
        let start = crate::test_clock::start();
        Self {
            estimator: Estimator::new(start),
            link,
            stream_bps,
            adapts: false,
            delivered: 0,
            probe_bytes: 0,
            sent_bytes: 0,
            wait_us_max: 0,
            start,
            now_us: 0,
            next_frame_us: 0,
            frame: 0,
            queue: std::collections::VecDeque::new(),
            credit_bytes: 0.0,
            probe: None,
            log: Vec::new(),
            free_us: 0,
            awake_us: 0,
            on_the_way: std::collections::VecDeque::new(),
            arrivals: Arrivals::new(start),
            feedback: std::collections::VecDeque::new(),
            state: seed,
        }
    }

    pub fn now(&self) -> Instant {
        self.at(self.now_us)
    }

    pub fn run_ms(&mut self, ms: i64) {
        let end_us = self.now_us + ms * 1000;
        self.wait_us_max = 0;
        while self.now_us < end_us {
            self.now_us += 1000;
            self.film();
            self.pace();
            self.receive();
            self.learn();
        }
    }

    fn at(&self, us: i64) -> Instant {
        self.start + US * u32::try_from(us).unwrap()
    }

    /// Thirty frames a second, every hundredth a key frame of six times the size.
    fn film(&mut self) {
        if self.now_us < self.next_frame_us {
            return;
        }
        self.next_frame_us += 33_333;
        let mut rate = self.stream_bps;
        if self.adapts {
            rate = rate.min(f64::from(self.estimator.estimate_bps()) * 0.95);
        }
        let key = self.frame.is_multiple_of(100);
        self.frame += 1;
        let noise = 0.8 + 0.4 * self.random();
        let bytes = rate / 8.0 / 30.0 * noise * if key { 6.0 } else { 0.95 };
        let packets = (bytes / 1100.0).ceil().max(1.0);
        for _ in 0..packets as u32 {
            self.queue.push_back((bytes / packets) as u16 + 60);
        }
        // Older than 600 ms of the rate: drop, as the queue towards a viewer does.
        let most = f64::from(self.estimator.pacing_rate_bps()) / 8.0 * 0.6;
        if self
            .queue
            .iter()
            .map(|bytes| f64::from(*bytes))
            .sum::<f64>()
            > most
        {
            self.queue.clear();
        }
        let wanted = (self.stream_bps * 1.5).max(3e6);
        self.estimator
            .set_demand(self.stream_bps as u64, wanted as u64);
    }

    fn pace(&mut self) {
        if self.probe.is_none() && !self.queue.is_empty() {
            let now = self.now();
            self.probe = self.estimator.poll_probe(now);
            if self.probe.is_some() {
                self.credit_bytes = self.credit_bytes.max(0.0);
            }
        }
        let rate = self
            .probe
            .map_or(self.estimator.pacing_rate_bps(), |probe| probe.rate_bps);
        let quantum = f64::from(rate) / 8.0 * 0.005;
        self.credit_bytes = (self.credit_bytes + quantum / 5.0).min(quantum.max(1500.0));
        if self.now_us % 5000 != 0 && self.credit_bytes < quantum {
            return;
        }
        while self.credit_bytes > 0.0 {
            let (bytes, padding) = match (self.queue.pop_front(), self.probe) {
                (Some(bytes), _) => (bytes, false),
                (None, Some(_)) => (255, true),
                (None, None) => return,
            };
            self.credit_bytes -= f64::from(bytes);
            let cluster = self.probe.map_or(0, |probe| probe.cluster);
            if let Some(probe) = &mut self.probe {
                probe.bytes = probe.bytes.saturating_sub(u32::from(bytes));
                if padding {
                    self.probe_bytes += u64::from(bytes);
                }
                if probe.bytes == 0 {
                    self.probe = None;
                }
            }
            self.send(bytes, cluster);
        }
    }

    fn send(&mut self, bytes: u16, cluster: u16) {
        let number = (self.log.len() & 0xffff) as u16;
        let packet = SentPacket {
            sent_us: self.now_us,
            bytes,
            cluster,
        };
        let at = self.now();
        self.log.push(Sent { at, packet });
        self.sent_bytes += u64::from(bytes);
        let wait_us = (self.free_us - self.now_us).max(0);
        self.wait_us_max = self.wait_us_max.max(wait_us);
        if wait_us > self.link.queue_us {
            return;
        }
        let takes_us = f64::from(bytes) * 8e6 / self.link.rate_bps;
        self.free_us = self.now_us + wait_us + takes_us as i64;
        if self.random() * 100.0 < self.link.loss_percent {
            return;
        }
        let arrives_us = self.free_us + self.link.delay_us;
        self.on_the_way.push_back((arrives_us, number, bytes));
    }

    fn receive(&mut self) {
        if self.now_us < self.awake_us {
            return;
        }
        let mut read = 0;
        while let Some((arrived_us, number, bytes)) = self.on_the_way.front().copied() {
            if arrived_us > self.now_us {
                break;
            }
            self.on_the_way.pop_front();
            // A receiver that slept reads late and in a row.
            let seen_us = if self.link.sleep_us > 0 {
                self.now_us + read * 20
            } else {
                arrived_us
            };
            read += 1;
            self.delivered += u64::from(bytes);
            let seen = self.at(seen_us);
            self.arrivals.record(number, usize::from(bytes), seen);
        }
        if self.link.sleep_us > 0 {
            let sleeps = self.random() * self.random() * self.link.sleep_us as f64;
            self.awake_us = self.now_us + sleeps as i64;
        }
        let now = self.now();
        if self.arrivals.due().is_some_and(|due| due <= now) {
            let mut message = Vec::new();
            self.arrivals.write(&mut message, 1, 2, now);
            let arrives_us = self.now_us + self.link.delay_us;
            self.feedback.push_back((arrives_us, message));
        }
    }

    fn learn(&mut self) {
        while self
            .feedback
            .front()
            .is_some_and(|(at_us, _)| *at_us <= self.now_us)
        {
            let (_, message) = self.feedback.pop_front().unwrap();
            let Some(feedback) = Feedback::parse(&message[4..]) else {
                continue;
            };
            let next = self.log.len() as u64;
            let now = self.now();
            let log = &self.log;
            let sent = |number: u16| {
                let number = crate::sequence::nearest(next, number);
                let sent = log.get(usize::try_from(number).ok()?)?;
                Some((number, sent.at, sent.packet))
            };
            self.estimator.transport_feedback(&feedback, sent, now);
        }
    }

    /// From 0 to 1.
    fn random(&mut self) -> f64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 40) as f64 / (1_u64 << 24) as f64
    }
}
