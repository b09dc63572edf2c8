//! What comes from a publisher: packets, and its clock.

use std::time::Instant;

use protocol::id::ReportId;

use super::{Pending, Publisher, kept};
use crate::{
    codec::{Codec, Kind},
    limits,
    recording::{Keeping, Recording},
    rtcp::Message,
    rtp::{Header, Packet},
    up::{Ladder, PayloadUse, SenderClock, Source},
};

impl Publisher {
    /// Takes a plain RTP packet; what is new waits for the room then.
    pub fn receive(&mut self, bytes: &[u8], keeping: Keeping<'_>, now: Instant) -> Option<Pending> {
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
        let number = track.media_type(header.payload_type);
        let begun = kept::keep(&mut self.recorded, track, (number, &packet), keeping, now);
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
        if begun && self.first_frame {
            // The journal of a stream that runs already begins with a picture.
            self.want_key_frames(u8::MAX);
        }
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
        (recording, room): (&mut Recording, ReportId),
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
        if let Some((_, number)) = track.recorded {
            recording.sender_report(room, number, (ntp, rtp), now);
        }
        Some((track.kind(), track.source(), clock))
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
