//! A publisher as a journal keeps it: frames in RTP packets, sent and received at their times.

use journal::record::{Codec, Record, Track};
use protocol::{id::WebrtcSessionId, time::UnixMs};
use uuid::Uuid;

use super::coded::Frame;

pub const BEGIN_MS: i64 = 1_795_000_000_000;
const PACKET_BYTES: usize = 1000;

/// Records with the times at which they were written.
#[derive(Default)]
pub struct Journal {
    records: Vec<(i64, usize, Vec<u8>)>,
}

impl Journal {
    fn add(&mut self, at_us: i64, record: &Record<'_>) {
        let mut bytes = Vec::new();
        record.write(&mut bytes);
        self.records.push((at_us, self.records.len(), bytes));
    }

    pub fn session(&mut self, number: u16, at_ms: i64) {
        let id = WebrtcSessionId(Uuid::from_u128(self.records.len() as u128));
        let record = Record::Session {
            number,
            id,
            at_ms: UnixMs(BEGIN_MS + at_ms),
        };
        self.add(at_ms * 1000, &record);
    }

    pub fn ended(&mut self, number: u16, at_ms: i64) {
        let record = Record::SessionEnded {
            number,
            at_ms: UnixMs(BEGIN_MS + at_ms),
        };
        self.add(at_ms * 1000, &record);
    }

    /// In the order of time.
    pub fn bytes(&self) -> Vec<u8> {
        let mut records: Vec<_> = self.records.iter().collect();
        records.sort_by_key(|(at_us, place, _)| (*at_us, *place));
        records
            .iter()
            .flat_map(|(_, _, bytes)| bytes.clone())
            .collect()
    }
}

/// What the network does to a packet: nothing comes, or it comes so many milliseconds later.
pub type Network = fn(frame: usize, packet: usize) -> Option<i64>;

pub const GOOD: Network = |_, _| Some(0);

/// One stream of a session.
pub struct Sender {
    pub number: u16,
    pub session: u16,
    pub codec: Codec,
    pub layer: u8,
    /// When its first frame is taken.
    pub begin_ms: i64,
    /// How long its packets are on their way.
    pub travel_ms: i64,
    /// How often it says what its clock shows; never where zero.
    pub reports_ms: i64,
    pub network: Network,
}

impl Sender {
    pub fn new(number: u16, session: u16, codec: Codec, begin_ms: i64) -> Self {
        Self {
            number,
            session,
            codec,
            layer: 0,
            begin_ms,
            travel_ms: 20,
            reports_ms: 1000,
            network: GOOD,
        }
    }

    pub fn send(&self, journal: &mut Journal, frames: &[Frame]) {
        let declared = Track {
            number: self.number,
            session: self.session,
            codec: self.codec,
            layer: self.layer,
        };
        journal.add(self.begin_ms * 1000, &Record::Track(declared));
        // Near the ends of their ranges, so that both wrap around.
        let mut sequence = 65_500_u16;
        let base = u32::MAX - 20_000 + u32::from(self.number);
        let rtp = |at_ms: i64| {
            base.wrapping_add((at_ms * i64::from(self.codec.clock_rate_hz()) / 1000) as u32)
        };
        let mut reported_ms = -self.reports_ms;
        for (place, frame) in frames.iter().enumerate() {
            let received_ms = self.begin_ms + frame.at_ms + self.travel_ms;
            if self.reports_ms > 0 && frame.at_ms - reported_ms >= self.reports_ms {
                reported_ms = frame.at_ms;
                let record = Record::SenderReport {
                    track: self.number,
                    at_us: unix_us(received_ms),
                    ntp: ntp(self.begin_ms + frame.at_ms),
                    rtp: rtp(frame.at_ms),
                };
                journal.add(received_ms * 1000, &record);
            }
            let payloads = self.payloads(frame, place);
            for (at, payload) in payloads.iter().enumerate() {
                let marker = u8::from(at + 1 == payloads.len()) << 7;
                let mut packet = vec![0x80, marker | 96];
                packet.extend_from_slice(&sequence.to_be_bytes());
                packet.extend_from_slice(&rtp(frame.at_ms).to_be_bytes());
                packet.extend_from_slice(&u32::from(self.number).to_be_bytes());
                packet.extend_from_slice(payload);
                sequence = sequence.wrapping_add(1);
                if let Some(later_ms) = (self.network)(place, at) {
                    let at_ms = received_ms + later_ms;
                    let record = Record::Rtp {
                        track: self.number,
                        at_us: unix_us(at_ms),
                        packet: &packet,
                    };
                    journal.add(at_ms * 1000, &record);
                }
            }
        }
    }

    fn payloads(&self, frame: &Frame, place: usize) -> Vec<Vec<u8>> {
        match self.codec {
            Codec::H264 => h264(&frame.parts),
            Codec::Vp8 => vp8(&frame.parts[0], place as u16),
            Codec::Opus => frame.parts.clone(),
        }
    }
}

fn unix_us(at_ms: i64) -> u64 {
    ((BEGIN_MS + at_ms) * 1000) as u64
}

/// The publisher's clock is some years off.
fn ntp(at_ms: i64) -> u64 {
    let ms = (1_000_000_000_000 + at_ms) as u64;
    ((ms / 1000) << 32) | (((ms % 1000) << 32) / 1000)
}

/// Parameter sets together (STAP-A), large units in pieces (FU-A), the others alone.
fn h264(units: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    let is_set = |unit: &&Vec<u8>| matches!(unit[0] & 0x1f, 7 | 8);
    let mut together = vec![0x78];
    for set in units.iter().filter(is_set) {
        together.extend_from_slice(&(set.len() as u16).to_be_bytes());
        together.extend_from_slice(set);
    }
    if together.len() > 1 {
        payloads.push(together);
    }
    for unit in units.iter().filter(|unit| !is_set(unit)) {
        if unit.len() <= PACKET_BYTES {
            payloads.push(unit.clone());
            continue;
        }
        let pieces = unit[1..].chunks(PACKET_BYTES);
        let last = pieces.len() - 1;
        for (at, piece) in pieces.enumerate() {
            let ends = u8::from(at == 0) << 7 | u8::from(at == last) << 6;
            let head = [unit[0] & 0xe0 | 28, ends | unit[0] & 0x1f];
            payloads.push([&head, piece].concat());
        }
    }
    payloads
}

fn vp8(frame: &[u8], place: u16) -> Vec<Vec<u8>> {
    let [high, low] = (place | 0x8000).to_be_bytes();
    let payload = |(at, piece): (usize, &[u8])| {
        let begins = u8::from(at == 0) << 4;
        [&[0x80 | begins, 0x80, high, low], piece].concat()
    };
    frame
        .chunks(PACKET_BYTES)
        .enumerate()
        .map(payload)
        .collect()
}
