//! What a viewer tells about the packets that came.

use std::time::Instant;

use crate::{
    rtcp::{self, transport_cc::Arrivals},
    rtp::Header,
    transport::{sdp::Accepted, srtp::SrtpOutbound},
};

pub struct Feedback {
    transport_cc: Option<u8>,
    playout_delay: Option<u8>,
    arrivals: Arrivals,
    /// What it says that the path carries, and nothing else then.
    pub believed_bps: Option<u32>,
    /// The least delays that the player was asked for, in milliseconds, as they changed.
    pub playout_ms: Vec<u32>,
}

impl Feedback {
    pub fn new(accepted: &Accepted, now: Instant) -> Self {
        Self {
            transport_cc: accepted.transport_cc_extension,
            playout_delay: accepted.playout_delay_extension,
            arrivals: Arrivals::new(now),
            believed_bps: None,
            playout_ms: Vec::new(),
        }
    }

    pub fn hear(&mut self, header: &Header, bytes: &[u8], now: Instant) {
        let value = |id: Option<u8>| header.extension(bytes, id?);
        if let Some(number) = value(self.transport_cc) {
            let number = u16::from_be_bytes(*number.first_chunk().unwrap());
            self.arrivals.record(number, bytes.len(), now);
        }
        if let Some(delay) = value(self.playout_delay) {
            let min_ms = u32::from(u16::from_be_bytes([delay[0], delay[1]]) >> 4) * 10;
            if self.playout_ms.last() != Some(&min_ms) {
                self.playout_ms.push(min_ms);
            }
        }
    }

    pub fn tell(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        if self.arrivals.due().is_some_and(|due| due <= now) {
            let mut report = Vec::new();
            self.arrivals.write(&mut report, 1, 0, now);
            if let Some(believed_bps) = self.believed_bps {
                report.clear();
                rtcp::write_bitrate_estimate(&mut report, 1, believed_bps, 0);
            }
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
    }
}
