//! What a viewer's feedback means for what is sent to it: the rate, probes, and how long its
//! player waits.

use std::time::{Duration, Instant};

use crate::{
    down::{Answered, SentLog},
    estimate::{Estimator, Legs, PlayoutControl, Probe, SentPacket},
    limits,
    rtcp::{ReceptionBlock, transport_cc::Feedback},
};

/// What the picture that goes to a viewer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// What it brings now.
    pub input_bps: u64,
    /// What would be of use at most: a higher layer, or some headroom.
    pub wanted_bps: u64,
}

pub struct Congestion {
    estimator: Estimator,
    /// The viewer tells of every packet, and takes repeated ones as padding.
    can_probe: bool,
    /// The probe that is being sent; its bytes count down.
    probe: Option<Probe>,
    answered: Answered,
    playout: PlayoutControl,
    playout_due: Option<Instant>,
}

impl Congestion {
    pub fn new(can_probe: bool, epoch: Instant) -> Self {
        Self {
            estimator: Estimator::new(epoch),
            can_probe,
            probe: None,
            answered: Answered::default(),
            playout: PlayoutControl::default(),
            playout_due: None,
        }
    }

    pub fn feedback(&mut self, feedback: &Feedback<'_>, log: &SentLog, now: Instant) {
        let sent = |number| {
            let found = log.get(log.unwrap(number))?;
            let packet = SentPacket {
                sent_us: 0,
                bytes: found.bytes,
                cluster: found.cluster,
            };
            Some((found.number, found.sent, packet))
        };
        self.estimator.transport_feedback(feedback, sent, now);
    }

    pub fn reception(&mut self, block: &ReceptionBlock, now: Instant) {
        self.estimator.reception(block, now);
    }

    pub fn bitrate_estimate(&mut self, bit_rate_bps: u64) {
        self.estimator.bitrate_estimate(bit_rate_bps);
    }

    pub fn report_sent(&mut self, ntp: u64, now: Instant) {
        self.estimator.report_sent(ntp, now);
    }

    /// What the path carries, in bit/s; `None` where the viewer tells nothing. One that will
    /// tell begins with a small picture and climbs when a probe has shown more.
    pub fn estimate_bps(&self) -> Option<u64> {
        let estimate = u64::from(self.estimator.estimate_bps());
        (self.can_probe || self.estimator.is_told()).then_some(estimate)
    }

    /// What repairs may take a share of, in bit/s; `None` where nothing is known of the path.
    pub fn repairable_bps(&self) -> Option<u64> {
        let estimate = self.estimate_bps()?;
        Some(estimate.max(self.estimator.smallest_bps()))
    }

    /// Follows what there is to send; the rate to send it at, in bit/s.
    pub fn rate_bps(&mut self, demand: &Demand, sends: bool, now: Instant) -> u64 {
        self.estimator
            .set_demand(demand.input_bps, demand.wanted_bps);
        // Before the first feedback a key frame goes faster than a try, and tells as much.
        if self.can_probe && sends && self.probe.is_none() && self.estimator.is_told() {
            self.probe = self.estimator.poll_probe(now);
        }
        let pacing = self.estimator.pacing_rate_bps();
        u64::from(self.probe.map_or(pacing, |probe| probe.rate_bps))
    }

    /// The probe that packets belong to now; zero for none.
    pub fn cluster(&self) -> u16 {
        self.probe.map_or(0, |probe| probe.cluster)
    }

    /// Bytes that the running probe still needs.
    pub fn probe_bytes(&self) -> usize {
        self.probe
            .map_or(0, |probe| usize::try_from(probe.bytes).unwrap_or(0))
    }

    pub fn spend(&mut self, bytes: usize) {
        if let Some(probe) = &mut self.probe {
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            probe.bytes = probe.bytes.saturating_sub(bytes);
            if probe.bytes == 0 {
                self.probe = None;
            }
        }
    }

    /// There is nothing to fill the probe with.
    pub fn end_probe(&mut self) {
        self.probe = None;
    }

    /// Whether a packet that the viewer asks for may go again.
    pub fn may_answer(&mut self, number: u64, now: Instant) -> bool {
        let round_trip = self.estimator.round_trip(now);
        self.answered.allow(number, round_trip, now)
    }

    /// Whether repairs are lost so often that each goes twice. A full path has no room for it.
    pub fn needs_copies(&self) -> bool {
        self.estimator.loss_share() > limits::REPAIR_COPY_LOSS && self.estimator.has_room()
    }

    /// How long the player shall wait at least, in milliseconds; `None` while there is no news.
    pub fn playout_ms(
        &mut self,
        repair_delay: impl FnOnce() -> Duration,
        now: Instant,
    ) -> Option<u32> {
        if self.playout_due.is_some_and(|due| due > now) {
            return None;
        }
        self.playout_due = Some(now + limits::PLAYOUT_LOOK_TIME);
        let legs = Legs {
            up_repair_delay: repair_delay(),
            down_round_trip: self.estimator.round_trip(now),
            down_loss: self.estimator.loss_share(),
        };
        Some(self.playout.update(&legs, now))
    }
}
