//! One media stream to a viewer.

use std::time::{Duration, Instant};

use super::rewrite::Rewriter;
use crate::{
    codec::Kind,
    limits, rtcp, rtp,
    rtp::Packet,
    transmit::Transmits,
    transport::{Transport, sdp::Accepted},
    up::{Arrival, SenderClock, Source, Stored},
};

pub struct DownTrack {
    accepted: Accepted,
    route: Route,
    rewriter: Rewriter,
    rtx_next: u64,
    packets: u64,
    octets: u64,
    budget: Budget,
}

/// The SSRCs that the answer named.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub ssrc: u32,
    pub rtx_ssrc: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    Sent,
    /// The viewer waits for the start of a key frame.
    Waiting,
    /// The viewer lacks the codec.
    NoCodec,
}

impl DownTrack {
    pub fn new(accepted: Accepted, route: Route, first_sequence: u16, rtx_sequence: u16) -> Self {
        let clock_hz = accepted
            .payloads
            .first()
            .map_or(90_000, |first| first.codec.clock_hz());
        Self {
            accepted,
            route,
            rewriter: Rewriter::new(clock_hz, first_sequence),
            rtx_next: u64::from(rtx_sequence & 0x7fff),
            packets: 0,
            octets: 0,
            budget: Budget::default(),
        }
    }

    pub fn kind(&self) -> Kind {
        self.accepted.kind
    }

    pub fn is_route(&self, ssrc: u32) -> bool {
        self.route.ssrc == ssrc
    }

    /// Forgets the source: after a hold or a decoder's complaint nothing older fits.
    pub fn stop(&mut self) {
        self.rewriter.stop();
    }

    pub fn forward(
        &mut self,
        packet: &Packet<'_>,
        arrival: &Arrival,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> Forwarded {
        let Some(payload) = self
            .accepted
            .payloads
            .iter()
            .find(|payload| payload.codec == packet.codec)
        else {
            return Forwarded::NoCodec;
        };
        if self.rewriter.source() != Some(arrival.source) {
            if !arrival.starts_key_frame {
                return Forwarded::Waiting;
            }
            self.rewriter
                .start(arrival.source, arrival.index, packet.timestamp, now);
        }
        let Some((sent, timestamp)) = self.rewriter.rewrite(arrival.index, packet.timestamp, now)
        else {
            return Forwarded::Sent;
        };
        self.packets += 1;
        self.octets += packet.payload.len() as u64;
        let (number, ssrc) = (payload.number, self.route.ssrc);
        transport.send_rtp(sent, transmits, |buffer| {
            rtp::write_header(buffer, packet.marker, number, low16(sent), timestamp, ssrc);
            buffer.extend_from_slice(packet.payload);
        });
        Forwarded::Sent
    }

    /// The packet that a viewer asks for, and the number it was sent under.
    pub fn wanted(&mut self, sequence: u16, now: Instant) -> Option<(Source, u64, u64)> {
        let found = self.rewriter.original(sequence)?;
        self.budget.take(now).then_some(found)
    }

    /// Sends a packet again: as RTX (RFC 4588) where the viewer knows it, else as it was.
    pub fn repeat(
        &mut self,
        stored: &Stored<'_>,
        sent: u64,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        let payload = self
            .accepted
            .payloads
            .iter()
            .find(|found| found.codec == stored.codec);
        let (Some(payload), Some(timestamp)) = (payload, self.rewriter.timestamp(stored.timestamp))
        else {
            return;
        };
        if let (Some(number), Some(ssrc)) = (payload.rtx, self.route.rtx_ssrc) {
            let index = self.rtx_next;
            self.rtx_next += 1;
            transport.send_rtp(index, transmits, |buffer| {
                rtp::write_header(buffer, stored.marker, number, low16(index), timestamp, ssrc);
                buffer.extend_from_slice(&low16(sent).to_be_bytes());
                buffer.extend_from_slice(stored.payload);
            });
        } else {
            let (number, ssrc) = (payload.number, self.route.ssrc);
            transport.send_rtp(sent, transmits, |buffer| {
                rtp::write_header(buffer, stored.marker, number, low16(sent), timestamp, ssrc);
                buffer.extend_from_slice(stored.payload);
            });
        }
    }

    /// Passes the publisher's clock on, on the viewer's line.
    pub fn send_clock(
        &self,
        source: Source,
        clock: &SenderClock,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        if self.rewriter.source() != Some(source) {
            return;
        }
        let Some(rtp) = self.rewriter.timestamp(clock.rtp) else {
            return;
        };
        let (packets, octets) = (low32(self.packets), low32(self.octets));
        transport.send_rtcp(transmits, |buffer| {
            rtcp::write_sender_report(buffer, self.route.ssrc, clock.ntp, rtp, packets, octets);
        });
    }
}

/// Retransmissions that a viewer may still ask for.
struct Budget {
    since: Option<Instant>,
    left: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            since: None,
            left: limits::RETRANSMISSIONS_PER_S_MAX,
        }
    }
}

impl Budget {
    fn take(&mut self, now: Instant) -> bool {
        let over = self
            .since
            .is_none_or(|since| now >= since + Duration::from_secs(1));
        if over {
            *self = Self {
                since: Some(now),
                ..Self::default()
            };
        }
        let granted = self.left > 0;
        self.left = self.left.saturating_sub(1);
        granted
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
fn low16(index: u64) -> u16 {
    index as u16
}

#[expect(clippy::cast_possible_truncation, reason = "report counters wrap")]
fn low32(count: u64) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retransmissions_are_bounded_per_second() {
        let start = crate::test_clock::start();
        let mut budget = Budget::default();
        let granted = (0..10_000).filter(|_| budget.take(start)).count();
        assert_eq!(granted, limits::RETRANSMISSIONS_PER_S_MAX as usize);
        assert!(budget.take(start + Duration::from_secs(1)));
    }
}
