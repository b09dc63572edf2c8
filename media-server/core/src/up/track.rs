//! One media stream from a publisher.

use std::time::{Duration, Instant};

use protocol::media::VideoLayer;

use super::{
    frames::Frames,
    key_frames::KeyFrameRequests,
    ladder::Rung,
    meter::Meter,
    nack::{Due, NackList},
    receive_log::{Logged, ReceiveLog},
    store::{Store, Stored},
};
use crate::{
    codec::{Codec, Kind, PictureSize},
    limits,
    rtcp::ReceptionBlock,
    rtp::Packet,
    transport::sdp::Accepted,
};

/// One unbroken line of packets of one layer. A viewer starts anew, at a key frame, when it
/// changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub session: u64,
    /// Place in the offered order of layers.
    pub layer: u8,
    pub generation: u32,
}

/// A packet that shall be forwarded; the track's store has it.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    pub source: Source,
    pub index: u64,
    pub codec: Codec,
    pub starts_key_frame: bool,
    /// The first complete key frame of this track ends with this packet.
    pub completes_first_frame: bool,
    /// The last packet of its picture in sending order.
    pub ends_frame: bool,
}

/// When the publisher's clocks showed what.
#[derive(Clone, Copy, Debug)]
pub struct SenderClock {
    pub ntp: u64,
    pub rtp: u32,
    pub heard: Instant,
}

impl SenderClock {
    /// A timestamp of this clock's stream as the other stream would have it (RFC 3550 §6.4.1).
    pub fn translate(&self, timestamp: u32, other: &Self, clock_hz: u32) -> u32 {
        let ntp = i128::from(self.ntp) - i128::from(other.ntp);
        let ticks = (ntp * i128::from(clock_hz)) >> 32;
        // Modulo 2^32, like timestamps.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "modulo 2^32"
        )]
        let ticks = ticks as u32;
        let since = timestamp.wrapping_sub(self.rtp);
        other.rtp.wrapping_add(ticks).wrapping_add(since)
    }
}

pub struct UpTrack {
    pub accepted: Accepted,
    pub key_frames: KeyFrameRequests,
    pub clock: Option<SenderClock>,
    pub bytes: u64,
    pub meter: Meter,
    /// Of the last key frame.
    pub size: Option<PictureSize>,
    /// The number in the room's journal, with this codec.
    pub recorded: Option<(Codec, u16)>,
    source: Source,
    ssrc: Option<u32>,
    codec: Option<Codec>,
    log: ReceiveLog,
    nack: NackList,
    store: Store,
    frames: Frames,
    epoch: Instant,
    /// Loss of lines that ended, so that totals never shrink.
    lost_before: u64,
    received_before: u64,
}

/// What a payload type stands for in this track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadUse {
    Media(Codec),
    Retransmission(Codec),
}

impl UpTrack {
    pub fn new(accepted: Accepted, session: u64, layer: u8, epoch: Instant) -> Self {
        let clock_hz = accepted
            .payloads
            .first()
            .map_or(90_000, |first| first.codec.clock_hz());
        Self {
            store: store(accepted.kind),
            accepted,
            key_frames: KeyFrameRequests::default(),
            clock: None,
            bytes: 0,
            meter: Meter::default(),
            size: None,
            source: Source {
                session,
                layer,
                generation: 0,
            },
            ssrc: None,
            codec: None,
            recorded: None,
            log: ReceiveLog::new(clock_hz, epoch),
            nack: NackList::default(),
            frames: Frames::default(),
            epoch,
            lost_before: 0,
            received_before: 0,
        }
    }

    pub fn kind(&self) -> Kind {
        self.accepted.kind
    }

    pub fn clock_hz(&self) -> u32 {
        self.codec.map_or(90_000, Codec::clock_hz)
    }

    pub fn source(&self) -> Source {
        self.source
    }

    pub fn ssrc(&self) -> Option<u32> {
        self.ssrc
    }

    /// The payload type of media, also for that of its retransmissions.
    pub fn media_type(&self, payload_type: u8) -> u8 {
        let payloads = &self.accepted.payloads;
        let repeated = payloads.iter().find(|of| of.rtx == Some(payload_type));
        repeated.map_or(payload_type, |of| of.number)
    }

    /// Place among the layers, the lowest first; offers name the highest first.
    pub fn height(&self) -> u8 {
        let above = u8::try_from(self.accepted.layers.count()).unwrap_or(u8::MAX);
        above.saturating_sub(1).saturating_sub(self.source.layer)
    }

    pub fn payload_use(&self, payload_type: u8) -> Option<PayloadUse> {
        self.accepted.payloads.iter().find_map(|payload| {
            if payload.number == payload_type {
                Some(PayloadUse::Media(payload.codec))
            } else if payload.rtx == Some(payload_type) {
                Some(PayloadUse::Retransmission(payload.codec))
            } else {
                None
            }
        })
    }

    /// Takes a media packet; `None` for one that was there already.
    pub fn receive(
        &mut self,
        packet: &Packet<'_>,
        repaired: bool,
        now: Instant,
    ) -> Option<Arrival> {
        if self.ssrc != Some(packet.ssrc) {
            self.begin_line(packet.ssrc);
        }
        if self.codec != Some(packet.codec) && !packet.payload.is_empty() {
            let changed = self.codec.replace(packet.codec).is_some();
            self.source.generation += u32::from(changed);
        }
        let index = self.log(packet.sequence, repaired, now)?;
        if !repaired {
            self.log.record_transit(packet.timestamp, now);
        }
        self.bytes += packet.payload.len() as u64;
        self.meter.record(packet.payload.len(), packet.marker, now);
        let starts_key_frame = packet.codec.starts_key_frame(packet.payload);
        let mut completes_first_frame = false;
        if !self.store.put(index, packet, now) {
            return None;
        }
        if self.kind() == Kind::Video {
            completes_first_frame = self
                .frames
                .record(packet, index, starts_key_frame, &self.log);
            if starts_key_frame {
                self.size = packet.codec.picture_size(packet.payload).or(self.size);
                self.key_frames.came();
            }
        }
        Some(Arrival {
            source: self.source,
            index,
            codec: packet.codec,
            starts_key_frame,
            completes_first_frame,
            ends_frame: packet.marker,
        })
    }

    /// Gives back what the kept packets take.
    pub fn forget_packets(&mut self) {
        self.store = store(self.accepted.kind);
    }

    #[cfg(test)]
    pub fn kept_bytes(&self) -> usize {
        self.store.kept_bytes()
    }

    pub fn stored(&self, source: Source, index: u64) -> Option<Stored<'_>> {
        (source == self.source)
            .then(|| self.store.get(index))
            .flatten()
    }

    pub fn requests_due(&self) -> Option<Instant> {
        self.nack.next_due()
    }

    pub fn take_requests(&mut self, now: Instant) -> Due<'_> {
        let due = self.nack.take_due(now);
        if due.gave_up {
            self.key_frames.want();
        }
        due
    }

    /// How much later than others packets come that were lost at first.
    pub fn repair_delay(&self, now: Instant) -> Duration {
        self.nack.repair_delay(now)
    }

    pub fn statistics(&mut self, now: Instant) -> VideoLayer {
        VideoLayer {
            bit_rate_bps: self.meter.bit_rate_bps(now),
            frames_per_s: self.meter.frames_per_s(now),
            width: self.size.map_or(0, |size| size.width),
            height: self.size.map_or(0, |size| size.height),
        }
    }

    /// This layer as it is sent now.
    pub fn rung(&mut self, now: Instant) -> Rung {
        Rung {
            layer: self.source.layer,
            bit_rate_bps: self.meter.bit_rate_bps(now),
            pixels: self.size.map_or(0, PictureSize::pixels),
        }
    }

    pub fn report(&mut self, now: Instant) -> Option<ReceptionBlock> {
        let mut block = self.log.report(self.ssrc?);
        if let Some(clock) = self.clock {
            block.last_sender_report = u32::try_from(clock.ntp >> 16 & 0xffff_ffff).unwrap_or(0);
            let delay = now.saturating_duration_since(clock.heard).as_micros() * 65_536 / 1_000_000;
            block.delay_since_last = u32::try_from(delay).unwrap_or(u32::MAX);
        }
        Some(block)
    }

    pub fn received(&self) -> u64 {
        self.received_before + self.log.received()
    }

    pub fn lost(&self) -> u64 {
        self.lost_before + self.log.lost()
    }

    fn log(&mut self, sequence: u16, repaired: bool, now: Instant) -> Option<u64> {
        match self.log.record(sequence) {
            Logged::Duplicate => None,
            Logged::Jump { index } => {
                self.source.generation += 1;
                self.nack.clear();
                self.key_frames.want();
                Some(index)
            }
            Logged::Fresh { index, gap } => {
                self.nack.arrived(index, repaired, now);
                let repairable = self.kind() == Kind::Video;
                if repairable && !gap.is_empty() && !self.nack.add(gap, now) {
                    self.key_frames.want();
                }
                Some(index)
            }
        }
    }

    fn begin_line(&mut self, ssrc: u32) {
        if self.ssrc.replace(ssrc).is_some() {
            self.source.generation += 1;
            self.received_before += self.log.received();
            self.lost_before += self.log.lost();
            self.log = ReceiveLog::new(self.clock_hz(), self.epoch);
            self.nack.clear();
            self.store = store(self.accepted.kind);
            self.clock = None;
            self.key_frames.want();
        }
    }
}

/// Sound is not sent again; it only waits in queues.
fn store(kind: Kind) -> Store {
    match kind {
        Kind::Audio => Store::new(limits::STORE_AUDIO_PACKETS, limits::STORE_AUDIO_CHUNKS),
        Kind::Video => Store::new(limits::STORE_PACKETS_MAX, limits::STORE_CHUNKS_MAX),
    }
}
