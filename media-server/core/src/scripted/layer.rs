//! One layer of a scripted camera. The last bytes of each payload tell which part of which frame
//! it is.

use std::collections::BTreeMap;

use crate::{codec::Codec, rtcp, rtp, transport::srtp::SrtpOutbound};

const TRANSPORT_CC: u8 = 4;
const RID: u8 = 10;
const REPAIRED_RID: u8 = 11;
/// Packets that carry the layer's name.
const NAMED_PACKETS: u64 = 30;

pub struct Layer {
    pub sends: bool,
    pub ssrc: u32,
    pub key: bool,
    pub key_requests: u32,
    codec: Codec,
    shape: Shape,
    /// Where sequence numbers begin, and the number of the next packet.
    first_index: u64,
    index: u64,
    rtx_index: u64,
    /// Random in a real sender, and different in each layer.
    timestamp_offset: u32,
    picture: u16,
    sent: BTreeMap<u16, Sent>,
}

#[derive(Clone, Copy)]
struct Shape {
    rid: Option<u8>,
    number: u8,
    parts: u8,
    /// Of a key frame.
    key_parts: u8,
    part_bytes: usize,
    size: (u16, u16),
}

struct Sent {
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

/// What the end of a payload tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    pub parts: u8,
    pub layer: u8,
}

impl Tag {
    pub fn read(payload: &[u8]) -> Self {
        let [parts, layer] = *payload.last_chunk().unwrap();
        Self { parts, layer }
    }
}

impl Layer {
    pub fn single(codec: Codec) -> Self {
        Self::new(codec, shape(None, 0, 6, 900, (1280, 720)))
    }

    pub fn three(codec: Codec) -> Vec<Self> {
        [
            shape(Some(b'h'), 0, 6, 900, (1280, 720)),
            shape(Some(b'm'), 1, 2, 900, (640, 360)),
            shape(Some(b'l'), 2, 1, 600, (320, 180)),
        ]
        .map(|shape| Self::new(codec, shape))
        .into()
    }

    fn new(codec: Codec, shape: Shape) -> Self {
        let number = u32::from(shape.number);
        Self {
            sends: true,
            ssrc: 0x1000 + number,
            key: true,
            key_requests: 0,
            codec,
            shape,
            first_index: 65_500,
            index: 65_500,
            rtx_index: 0,
            timestamp_offset: number * 1_000_000,
            picture: 0x7ff0 - shape.number as u16 * 1000,
            sent: BTreeMap::new(),
        }
    }

    /// From now on so many packets a frame.
    pub fn set_parts(&mut self, parts: u8) {
        self.shape.parts = parts;
        self.shape.key_parts = parts;
    }

    /// From now on so many packets a key frame.
    pub fn set_key_parts(&mut self, parts: u8) {
        self.shape.key_parts = parts;
    }

    /// Bits per second of payload.
    pub fn bit_rate_bps(&self) -> u64 {
        u64::from(self.shape.parts) * self.shape.part_bytes as u64 * 8 * 1000 / 33
    }

    /// What was sent, without extensions and protection.
    pub fn packets(&self) -> impl Iterator<Item = Vec<u8>> {
        self.sent.iter().map(|(sequence, sent)| {
            let (number, marker) = (self.number(), sent.marker);
            let mut packet = Vec::new();
            rtp::write_header(
                &mut packet,
                marker,
                number,
                *sequence,
                sent.timestamp,
                self.ssrc,
            );
            packet.extend_from_slice(&sent.payload);
            packet
        })
    }

    /// The payload type of the fixtures.
    fn number(&self) -> u8 {
        match self.codec {
            Codec::H264 => 108,
            Codec::Vp8 => 96,
            Codec::Opus => 111,
        }
    }

    pub fn film(
        &mut self,
        frame: u32,
        ticks: u32,
        transport_cc: &mut u16,
        outbound: &mut SrtpOutbound,
        outgoing: &mut Vec<Vec<u8>>,
    ) {
        let key = std::mem::take(&mut self.key);
        self.picture = (self.picture + 1) & 0x7fff;
        let timestamp = ticks.wrapping_add(self.timestamp_offset);
        let parts = if key {
            self.shape.key_parts
        } else {
            self.shape.parts
        };
        for part in 0..parts {
            let mut packet = Vec::new();
            let number = self.number();
            let sequence = self.index as u16;
            let marker = part == parts - 1;
            rtp::write_header(&mut packet, marker, number, sequence, timestamp, self.ssrc);
            let named = self.index < self.first_index + NAMED_PACKETS;
            let name = self.shape.rid.filter(|_| named).map(|rid| (RID, rid));
            write_extensions(&mut packet, Some(*transport_cc), name);
            let payload = self.payload(frame, key, (part, parts));
            packet.extend_from_slice(&payload);
            outbound.seal_rtp(self.index, &mut packet, 0).unwrap();
            outgoing.push(packet);
            let sent = Sent {
                timestamp,
                marker,
                payload,
            };
            self.sent.insert(sequence, sent);
            self.index += 1;
            *transport_cc = transport_cc.wrapping_add(1);
        }
    }

    pub fn report(
        &self,
        ntp: u64,
        ticks: u32,
        outbound: &mut SrtpOutbound,
        outgoing: &mut Vec<Vec<u8>>,
    ) {
        let mut report = Vec::new();
        let timestamp = ticks.wrapping_add(self.timestamp_offset);
        rtcp::write_sender_report(&mut report, self.ssrc, ntp, timestamp, 1, 1);
        outbound.seal_rtcp(&mut report, 0).unwrap();
        outgoing.push(report);
    }

    pub fn repeat(
        &mut self,
        sequence: u16,
        outbound: &mut SrtpOutbound,
        outgoing: &mut Vec<Vec<u8>>,
    ) {
        let Some(sent) = self.sent.get(&sequence) else {
            return;
        };
        let mut packet = Vec::new();
        let number = if self.codec == Codec::H264 { 109 } else { 97 };
        let (rtx, ssrc) = (self.rtx_index as u16, self.ssrc + 0x1000);
        rtp::write_header(&mut packet, sent.marker, number, rtx, sent.timestamp, ssrc);
        if let Some(rid) = self.shape.rid {
            write_extensions(&mut packet, None, Some((REPAIRED_RID, rid)));
        }
        packet.extend_from_slice(&sequence.to_be_bytes());
        packet.extend_from_slice(&sent.payload);
        outbound.seal_rtp(self.rtx_index, &mut packet, 0).unwrap();
        self.rtx_index += 1;
        outgoing.push(packet);
    }

    fn payload(&self, frame: u32, key: bool, (part, parts): (u8, u8)) -> Vec<u8> {
        let mut payload = match self.codec {
            Codec::Vp8 => self.vp8(frame, key, part),
            Codec::H264 | Codec::Opus => h264(key, part),
        };
        payload.resize(self.shape.part_bytes - 2, 0);
        payload.extend_from_slice(&[parts, self.shape.number]);
        payload
    }

    fn vp8(&self, frame: u32, key: bool, part: u8) -> Vec<u8> {
        let [high, low] = self.picture.to_be_bytes();
        let starts = if part == 0 { 0x10 } else { 0 };
        let base = (frame & 0xff) as u8;
        let mut payload = vec![0x80 | starts, 0xe0, high | 0x80, low, base, 0x00];
        if part == 0 && key {
            let (width, height) = self.shape.size;
            payload.extend_from_slice(&[0x50, 0, 0, 0x9d, 0x01, 0x2a]);
            payload.extend_from_slice(&width.to_le_bytes());
            payload.extend_from_slice(&height.to_le_bytes());
        } else {
            payload.push(0x51);
        }
        payload
    }
}

fn shape(rid: Option<u8>, number: u8, parts: u8, part_bytes: usize, size: (u16, u16)) -> Shape {
    Shape {
        rid,
        number,
        parts,
        key_parts: parts,
        part_bytes,
        size,
    }
}

fn h264(key: bool, part: u8) -> Vec<u8> {
    match (key, part) {
        (true, 0) => vec![0x67, 0x42],
        (true, 1) => vec![0x7c, 0x85],
        (true, _) => vec![0x7c, 0x05],
        (false, 0) => vec![0x7c, 0x81],
        (false, _) => vec![0x7c, 0x01],
    }
}

/// One-byte header extensions (RFC 8285 §4.2).
fn write_extensions(packet: &mut Vec<u8>, transport_cc: Option<u16>, name: Option<(u8, u8)>) {
    let mut data = Vec::new();
    if let Some(number) = transport_cc {
        data.push(TRANSPORT_CC << 4 | 1);
        data.extend_from_slice(&number.to_be_bytes());
    }
    if let Some((id, name)) = name {
        data.extend_from_slice(&[id << 4, name]);
    }
    data.resize(data.len().next_multiple_of(4), 0);
    packet[0] |= 0x10;
    packet.extend_from_slice(&[0xbe, 0xde, 0, (data.len() / 4) as u8]);
    packet.extend_from_slice(&data);
}
