//! What a session does that sends media to us.

use std::time::{Duration, Instant};

use protocol::media::{MediaEvent, StreamTotals, VideoLayer, ViewerLayer};

use crate::{
    codec::{Codec, Kind},
    estimate::ReceiveSide,
    limits,
    rtcp::{self, Message, ReceptionBlock, transport_cc::Arrivals},
    rtp::{Header, Packet},
    transmit::Transmits,
    transport::{
        Transport,
        sdp::{BandwidthFeedback, Choice},
    },
    up::{Arrival, Bindings, Ladder, PayloadUse, SenderClock, Source, Stored, UpTrack, layer_bit},
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

    pub fn totals(&self) -> StreamTotals {
        StreamTotals {
            bytes: self.tracks.iter().map(|track| track.bytes).sum(),
            packets: self.tracks.iter().map(UpTrack::received).sum(),
            packets_lost: self.tracks.iter().map(UpTrack::lost).sum(),
        }
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

    /// Takes a plain RTP packet; what is new waits for the room then.
    pub fn receive(&mut self, bytes: &[u8], now: Instant) -> Option<Pending> {
        let header = Header::parse(bytes)?;
        if let Some((extension, arrivals)) = &mut self.arrivals
            && let Some(value) = header.extension(bytes, *extension)
            && let Some(sequence) = value.first_chunk::<2>()
        {
            arrivals.record(u16::from_be_bytes(*sequence), bytes.len(), now);
        }
        let (first, payload_use) = self.tracks.iter().enumerate().find_map(|(place, track)| {
            let payload_use = track.payload_use(header.payload_type)?;
            Some((place, payload_use))
        })?;
        let layer = if self.tracks[first].kind() == Kind::Video {
            let repairs = matches!(payload_use, PayloadUse::Retransmission(_));
            self.bindings.layer(&header, bytes, repairs)?
        } else {
            0
        };
        let track = self.tracks.get_mut(first + layer)?;
        let payload = header.payload(bytes)?;
        let (packet, repaired) = match payload_use {
            PayloadUse::Media(codec) => (media(&header, codec, payload), false),
            PayloadUse::Retransmission(codec) => {
                (retransmitted(&header, codec, payload, track.ssrc()?)?, true)
            }
        };
        if let Some(bit_rate) = &mut self.bit_rate
            && track.kind() == Kind::Video
            && !repaired
        {
            bit_rate.arrived(packet.ssrc, packet.timestamp, bytes.len(), now);
        }
        let mut arrival = track.receive(&packet, repaired, now)?;
        // Each layer has a first frame, the session has one.
        arrival.completes_first_frame &= !self.first_frame;
        self.first_frame |= arrival.completes_first_frame;
        let kind = track.kind();
        let pending = Pending { kind, arrival };
        // Room for a whole turn at once, so that a burst does not allocate.
        self.pending
            .reserve_exact(limits::PENDING_MAX.saturating_sub(self.pending.len()));
        self.pending.push(pending);
        self.refresh_ladder(now);
        Some(pending)
    }

    /// Looks now and then which layers are sent.
    fn refresh_ladder(&mut self, now: Instant) {
        if self.ladder_due.is_some_and(|due| now < due) {
            return;
        }
        self.ladder_due = Some(now + limits::LADDER_TIME);
        let newest = self.layers_mut().filter_map(|track| track.meter.heard());
        let newest = newest.max().unwrap_or(now);
        let frames = self
            .layers_mut()
            .map(|track| track.meter.frames_per_s(now))
            .fold(0.0, f32::max);
        let sent = self
            .layers_mut()
            .filter(|track| !track.meter.is_silent(now) && !track.meter.is_behind(newest, frames));
        let ladder = Ladder::new(sent.map(|track| track.rung(now)));
        // Silence everywhere is the network's, not the encoder's.
        if !ladder.rungs().is_empty() {
            self.ladder = ladder;
        }
    }

    /// Notes video; tells when it goes on after a stall.
    pub fn heard_video(&mut self, now: Instant) -> bool {
        self.video_heard = Some(now);
        std::mem::take(&mut self.stalled)
    }

    /// Takes the publisher's sender report; the clock of the stream it is about.
    pub fn receive_report(
        &mut self,
        message: &Message<'_>,
        now: Instant,
    ) -> Option<(Kind, Source, SenderClock)> {
        let Message::SenderReport { ssrc, ntp, rtp } = *message else {
            return None;
        };
        let track = self
            .tracks
            .iter_mut()
            .find(|track| track.ssrc() == Some(ssrc))?;
        let clock = SenderClock {
            ntp,
            rtp,
            heard: now,
        };
        track.clock = Some(clock);
        Some((track.kind(), track.source(), clock))
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

    pub fn statistics_are_due(&self, now: Instant) -> bool {
        self.next_statistics.is_some_and(|due| due <= now)
    }

    /// The statistics entry; counts anew.
    pub fn take_statistics(
        &mut self,
        now: Instant,
        session: protocol::id::WebrtcSessionId,
        views: Vec<ViewerLayer>,
    ) -> MediaEvent {
        self.next_statistics = Some(now + limits::STATISTICS_TIME);
        let (totals, before) = (self.totals(), self.counted);
        self.counted = totals;
        let seconds = limits::STATISTICS_TIME.as_secs();
        let bits = totals.bytes.saturating_sub(before.bytes) * 8 / seconds;
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let ladder = self.ladder;
        let layers: Vec<VideoLayer> = ladder
            .rungs()
            .iter()
            .filter_map(|rung| Some(self.layer_mut(rung.layer)?.statistics(now)))
            .collect();
        let frames = layers.iter().map(|layer| layer.frames_per_s);
        MediaEvent::Statistics {
            session,
            bit_rate_bps: number(bits),
            packets: number(totals.packets.saturating_sub(before.packets)),
            packets_lost: number(totals.packets_lost.saturating_sub(before.packets_lost)),
            frames_per_s: frames.fold(0.0, f32::max),
            viewers: u32::try_from(views.len()).unwrap_or(u32::MAX),
            layers,
            views,
        }
    }

    fn send_feedback(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        let media = self.tracks.iter().find_map(UpTrack::ssrc).unwrap_or(0);
        let Some((_, arrivals)) = &mut self.arrivals else {
            return;
        };
        if arrivals.due().is_some_and(|due| due <= now) {
            transport.send_rtcp(transmits, |buffer| {
                arrivals.write(buffer, self.ssrc, media, now);
            });
        }
    }

    fn send_requests(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        let own = self.ssrc;
        for track in &mut self.tracks {
            let Some(media) = track.ssrc() else { continue };
            let due = track.take_requests(now);
            if !due.requests.is_empty() {
                transport.send_rtcp(transmits, |buffer| {
                    rtcp::write_receiver_report(buffer, own, &[]);
                    rtcp::write_nack(buffer, own, media, due.requests);
                });
            }
            if track.key_frames.take_due(now) {
                transport.send_rtcp(transmits, |buffer| {
                    rtcp::write_receiver_report(buffer, own, &[]);
                    rtcp::write_picture_loss(buffer, own, media);
                });
            }
        }
    }

    fn send_report(&mut self, now: Instant, transport: &mut Transport, transmits: &mut Transmits) {
        if self.next_report.is_none_or(|due| due > now) {
            return;
        }
        self.next_report = Some(now + limits::REPORT_TIME);
        self.blocks.clear();
        let blocks = self.tracks.iter_mut().filter_map(|track| track.report(now));
        self.blocks.extend(blocks);
        let blocks = &self.blocks;
        let Some(first) = blocks.first() else { return };
        let fraction_lost = blocks
            .iter()
            .map(|block| block.fraction_lost)
            .max()
            .unwrap_or(0);
        let estimate = self
            .bit_rate
            .as_mut()
            .map(|control| control.update(fraction_lost, now));
        transport.send_rtcp(transmits, |buffer| {
            rtcp::write_receiver_report(buffer, self.ssrc, blocks);
            if let Some(bit_rate_bps) = estimate {
                rtcp::write_bitrate_estimate(buffer, self.ssrc, bit_rate_bps, first.ssrc);
            }
        });
    }
}

fn media<'a>(header: &Header, codec: Codec, payload: &'a [u8]) -> Packet<'a> {
    Packet {
        codec,
        marker: header.marker,
        sequence: header.sequence,
        timestamp: header.timestamp,
        ssrc: header.ssrc,
        payload,
    }
}

/// The packet inside a retransmission (RFC 4588 §4); browsers also send empty ones as probes.
fn retransmitted<'a>(
    header: &Header,
    codec: Codec,
    payload: &'a [u8],
    ssrc: u32,
) -> Option<Packet<'a>> {
    let (original, payload) = payload.split_first_chunk::<2>()?;
    let packet = Packet {
        codec,
        marker: header.marker,
        sequence: u16::from_be_bytes(*original),
        timestamp: header.timestamp,
        ssrc,
        payload,
    };
    (!payload.is_empty()).then_some(packet)
}
