//! Films frames of equal parts, repeats parts and makes key frames when asked.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::PARTS;
use crate::{
    codec::Codec,
    rtcp::{self, Message},
    rtp,
    transport::srtp::SrtpOutbound,
};

const FRAME: Duration = Duration::from_millis(33);
const MEDIA_SSRC: u32 = 0x1000;
const RTX_SSRC: u32 = 0x2000;

pub struct Camera {
    codec: Codec,
    next_frame: Instant,
    index: u64,
    rtx_index: u64,
    transport_cc: u16,
    key: bool,
    sent: BTreeMap<u16, Vec<u8>>,
    pub frames: u32,
    pub key_requests: u32,
    pub nacks: u32,
    pub transport_feedback: u32,
}

impl Camera {
    pub fn new(codec: Codec, now: Instant) -> Self {
        Self {
            codec,
            next_frame: now,
            index: 65_500,
            rtx_index: 0,
            transport_cc: 0,
            key: true,
            sent: BTreeMap::new(),
            frames: 0,
            key_requests: 0,
            nacks: 0,
            transport_feedback: 0,
        }
    }

    pub fn film(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        if now < self.next_frame {
            return;
        }
        self.next_frame = now + FRAME;
        self.frames += 1;
        let key = std::mem::take(&mut self.key);
        for part in 0..PARTS {
            let mut packet = Vec::new();
            let number = if self.codec == Codec::H264 { 108 } else { 96 };
            let timestamp = self.frames.wrapping_mul(2970);
            let sequence = self.index as u16;
            let marker = part == PARTS - 1;
            rtp::write_header(&mut packet, marker, number, sequence, timestamp, MEDIA_SSRC);
            packet[0] |= 0x10;
            packet.extend_from_slice(&[0xbe, 0xde, 0, 1, 0x41]);
            packet.extend_from_slice(&self.transport_cc.to_be_bytes());
            packet.push(0);
            packet.extend_from_slice(&payload(self.codec, key, part));
            self.sent.insert(sequence, packet[20..].to_vec());
            outbound.seal_rtp(self.index, &mut packet, 0).unwrap();
            outgoing.push(packet);
            self.index += 1;
            self.transport_cc = self.transport_cc.wrapping_add(1);
        }
        let mut report = Vec::new();
        if self.frames.is_multiple_of(30) {
            let ntp = u64::from(self.frames) << 32;
            rtcp::write_sender_report(&mut report, MEDIA_SSRC, ntp, self.frames * 2970, 1, 1);
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
    }

    pub fn obey(
        &mut self,
        report: &[u8],
        outbound: &mut SrtpOutbound,
        outgoing: &mut Vec<Vec<u8>>,
    ) {
        self.transport_feedback += u32::from(report[0] & 0x1f == 15 && report[1] == 205);
        for message in rtcp::messages(report) {
            match message {
                Message::KeyFrameRequest { media: MEDIA_SSRC } => {
                    self.key_requests += 1;
                    self.key = true;
                }
                Message::Nack(nack) => {
                    for sequence in nack.sequences() {
                        self.nacks += 1;
                        self.repeat(sequence, outbound, outgoing);
                    }
                }
                _ => {}
            }
        }
    }

    fn repeat(&mut self, sequence: u16, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        let Some(payload) = self.sent.get(&sequence) else {
            return;
        };
        let mut packet = Vec::new();
        let number = if self.codec == Codec::H264 { 109 } else { 97 };
        // The timestamp is that of the original packet.
        let behind = (self.index as u16).wrapping_sub(sequence);
        let frame = self.frames - u32::from((behind - 1) / PARTS);
        let marker = (behind - 1).is_multiple_of(PARTS);
        let rtx = self.rtx_index as u16;
        rtp::write_header(
            &mut packet,
            marker,
            number,
            rtx,
            frame.wrapping_mul(2970),
            RTX_SSRC,
        );
        packet.extend_from_slice(&sequence.to_be_bytes());
        packet.extend_from_slice(payload);
        outbound.seal_rtp(self.rtx_index, &mut packet, 0).unwrap();
        self.rtx_index += 1;
        outgoing.push(packet);
    }
}

fn payload(codec: Codec, key: bool, part: u16) -> Vec<u8> {
    let mut payload = match (codec, key, part) {
        (Codec::Vp8, true, 0) => vec![0x10, 0x10],
        (Codec::Vp8, false, 0) => vec![0x10, 0x11],
        (Codec::Vp8, _, _) => vec![0x00, 0x10],
        (_, true, 0) => vec![0x67, 0x42],
        (_, true, 1) => vec![0x7c, 0x85],
        (_, true, _) => vec![0x7c, 0x05],
        (_, false, 0) => vec![0x7c, 0x81],
        (_, false, _) => vec![0x7c, 0x01],
    };
    payload.resize(900, 0);
    payload
}
