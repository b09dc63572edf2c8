//! What a session does that sends media to us.

mod intake;
mod kept;
mod reports;
mod statistics;

use std::time::{Duration, Instant};

use protocol::media::StreamTotals;

use crate::{
    codec::Kind,
    estimate::ReceiveSide,
    limits,
    rtcp::{ReceptionBlock, transport_cc::Arrivals},
    transmit::Transmits,
    transport::{
        Transport,
        sdp::{BandwidthFeedback, Choice},
    },
    up::{Arrival, Bindings, Ladder, Source, Stored, UpTrack, layer_bit},
};

pub struct Publisher {
    /// Layers of one video stand side by side.
    tracks: Vec<UpTrack>,
    bindings: Bindings,
    ladder: Ladder,
    ladder_due: Option<Instant>,
    first_frame: bool,
    arrivals: Option<(u8, Arrivals)>,
    bit_rate: Option<ReceiveSide>,
    /// Our own SSRC in feedback.
    ssrc: u32,
    next_report: Option<Instant>,
    next_statistics: Option<Instant>,
    video_heard: Option<Instant>,
    stalled: bool,
    counted: StreamTotals,
    pending: Vec<Pending>,
    /// The number of this session in its room's journal.
    recorded: Option<u16>,
    /// Of the report that is written; kept so that none allocates.
    blocks: Vec<ReceptionBlock>,
}

/// A packet that was taken from the publisher and waits for the room.
#[derive(Clone, Copy, Debug)]
pub struct Pending {
    pub kind: Kind,
    pub arrival: Arrival,
}

impl Publisher {
    pub fn new(choice: &Choice, session: u64, ssrc: u32, epoch: Instant) -> Self {
        let video = |accepted: &&crate::transport::sdp::Accepted| accepted.kind == Kind::Video;
        let bandwidth = choice
            .accepted()
            .find(video)
            .map(|accepted| accepted.bandwidth);
        let layers = choice
            .accepted()
            .find(video)
            .map(|accepted| accepted.layers.clone())
            .unwrap_or_default();
        let extension = choice
            .accepted()
            .find_map(|accepted| accepted.transport_cc_extension);
        Self {
            tracks: choice
                .accepted()
                .flat_map(|accepted| {
                    (0_u8..)
                        .take(accepted.layers.count())
                        .map(|layer| UpTrack::new(accepted.clone(), session, layer, epoch))
                })
                .collect(),
            bindings: Bindings::new(layers),
            ladder: Ladder::default(),
            ladder_due: None,
            first_frame: false,
            arrivals: extension.map(|extension| (extension, Arrivals::new(epoch))),
            bit_rate: (bandwidth == Some(BandwidthFeedback::Remb)).then(|| ReceiveSide::new(epoch)),
            ssrc,
            next_report: None,
            next_statistics: None,
            video_heard: None,
            stalled: false,
            counted: StreamTotals::default(),
            pending: Vec::new(),
            recorded: None,
            blocks: Vec::new(),
        }
    }

    pub fn connected(&mut self, now: Instant) {
        self.next_report = Some(now + limits::REPORT_TIME);
        self.next_statistics = Some(now + limits::STATISTICS_TIME);
        self.video_heard = self.has_video().then_some(now);
    }

    /// False for one that sends sound alone.
    pub fn has_video(&self) -> bool {
        self.tracks.iter().any(|track| track.kind() == Kind::Video)
    }

    /// The layers that are being sent.
    pub fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// The timestamp that the other stream would give the moment at which this one has its own;
    /// `None` where their clocks cannot be compared.
    pub fn aligned(&self, kind: Kind, timestamp: u32, own: Source, other: Source) -> Option<u32> {
        if own == other {
            return Some(timestamp);
        }
        let find = |source: Source| {
            let mut tracks = self.tracks.iter();
            tracks.find(|track| track.kind() == kind && track.source() == source)
        };
        let (own, other) = (find(own)?, find(other)?);
        let clock_hz = own.clock_hz();
        Some(own.clock?.translate(timestamp, &other.clock?, clock_hz))
    }

    /// Wants key frames of layers; how many nobody has wanted yet.
    pub fn want_key_frames(&mut self, layers: u8) -> u64 {
        self.layers_mut()
            .filter(|track| layers & layer_bit(track.source().layer) != 0)
            .map(|track| u64::from(track.key_frames.want()))
            .sum()
    }

    fn layer_mut(&mut self, layer: u8) -> Option<&mut UpTrack> {
        self.layers_mut()
            .find(|track| track.source().layer == layer)
    }

    fn layers_mut(&mut self) -> impl Iterator<Item = &mut UpTrack> {
        self.tracks
            .iter_mut()
            .filter(|track| track.kind() == Kind::Video)
    }

    pub fn stored(&self, kind: Kind, source: Source, index: u64) -> Option<Stored<'_>> {
        self.tracks
            .iter()
            .find(|track| track.kind() == kind && track.source().layer == source.layer)?
            .stored(source, index)
    }

    /// How much later than others repaired packets of a layer come.
    pub fn repair_delay(&self, layer: u8, now: Instant) -> Duration {
        let video = self
            .tracks
            .iter()
            .find(|track| track.kind() == Kind::Video && track.source().layer == layer);
        video.map_or(Duration::ZERO, |video| video.repair_delay(now))
    }

    /// Packets since the last forwarding, as they came.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    pub fn clear_pending(&mut self) {
        self.pending.clear();
    }

    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let stall = self
            .video_heard
            .filter(|_| !self.stalled)
            .map(|at| at + limits::STALL_TIME);
        let requests = self.tracks.iter().flat_map(|track| {
            [track.requests_due(), track.key_frames.due(now)]
                .into_iter()
                .flatten()
        });
        let feedback = self
            .arrivals
            .as_ref()
            .and_then(|(_, arrivals)| arrivals.due());
        [self.next_report, self.next_statistics, stall, feedback]
            .into_iter()
            .flatten()
            .chain(requests)
            .min()
    }

    /// Sends what is due; true when the video has just stalled.
    pub fn handle_timeout(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> bool {
        self.send_feedback(now, transport, transmits);
        self.send_requests(now, transport, transmits);
        self.send_report(now, transport, transmits);
        let silent = self
            .video_heard
            .is_some_and(|at| now >= at + limits::STALL_TIME);
        let stalls = silent && !self.stalled;
        self.stalled |= stalls;
        if stalls {
            // Nobody asks for packets this old, and whoever stays silent shall cost little.
            self.tracks.iter_mut().for_each(UpTrack::forget_packets);
        }
        stalls
    }

    #[cfg(test)]
    pub fn kept_bytes(&self) -> usize {
        self.tracks.iter().map(UpTrack::kept_bytes).sum()
    }
}
