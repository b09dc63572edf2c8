use super::*;
use crate::packets::rtp::Packet;

const SPS: &[u8] = &[0x67, 1];
const PPS: &[u8] = &[0x68, 2];
const STAP: &[u8] = &[0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 2];
const IDR: &[u8] = &[0x65, 0x88, 3];
const DELTA: &[u8] = &[0x41, 0x9a, 4];

struct Feed {
    h264: H264,
    out: Vec<Frame>,
}

impl Feed {
    fn new() -> Self {
        Self {
            h264: H264::default(),
            out: Vec::new(),
        }
    }

    fn packet(mut self, timestamp: u32, end: &str, payload: &[u8]) -> Self {
        let ordered = Ordered {
            packet: Packet {
                marker: end.contains('m'),
                sequence: 0,
                timestamp,
                ssrc: 0,
                payload: payload.to_vec(),
            },
            at_us: 0,
            after_loss: end.contains('*'),
        };
        self.h264.push(&ordered, &mut self.out);
        self
    }

    /// Timestamps of what came out, key frames in capitals of their own: `k`.
    fn came(mut self) -> String {
        self.h264.end();
        let name = |f: &Frame| format!("{}{}", f.timestamp, if f.is_key { "k" } else { "" });
        self.out.iter().map(name).collect::<Vec<_>>().join(" ")
    }
}

fn stored(units: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for unit in units {
        bytes.extend_from_slice(&(unit.len() as u32).to_be_bytes());
        bytes.extend_from_slice(unit);
    }
    bytes
}

#[test]
fn single_units_aggregates_and_pieces_become_one_picture() {
    let feed = Feed::new()
        .packet(1, "", STAP)
        .packet(1, "", &[0x7c, 0x85, 0x88])
        .packet(1, "", &[0x7c, 0x05, 7])
        .packet(1, "m", &[0x7c, 0x45, 8]);
    let frame = &feed.out[0];
    let expected = stored(&[SPS, PPS, &[0x65, 0x88, 7, 8]]);
    assert_eq!((frame.is_key, &frame.bytes), (true, &expected));
    assert_eq!(parameter_sets(&frame.bytes), Some((SPS, PPS)));
    assert_eq!(&to_byte_stream(&frame.bytes)[..6], &[0, 0, 0, 1, 0x67, 1]);
}

#[test]
fn pictures_end_by_their_marker_or_by_the_next_timestamp() {
    let feed = Feed::new().packet(1, "", STAP).packet(1, "", IDR);
    let feed = feed.packet(2, "m", DELTA).packet(3, "", DELTA);
    assert_eq!(feed.came(), "1k 2", "the last may be half a picture");
}

#[test]
fn a_loss_costs_everything_until_the_next_key_frame() {
    let begun = || Feed::new().packet(1, "", STAP).packet(1, "m", IDR);
    let lost = begun()
        .packet(2, "m", DELTA)
        .packet(3, "*m", DELTA)
        .packet(4, "m", DELTA);
    let lost = lost
        .packet(5, "", STAP)
        .packet(5, "m", IDR)
        .packet(6, "m", DELTA);
    assert_eq!(lost.came(), "1k 2 5k 6");
    let within = begun()
        .packet(2, "", DELTA)
        .packet(2, "*m", DELTA)
        .packet(3, "m", DELTA);
    assert_eq!(within.came(), "1k");
    let piece = begun()
        .packet(2, "", &[0x5c, 0x81, 0x9a])
        .packet(3, "m", DELTA);
    assert_eq!(piece.came(), "1k", "a unit that never ends");
    let headless = begun()
        .packet(2, "*m", &[0x7c, 0x45, 8])
        .packet(3, "m", DELTA);
    assert_eq!(headless.came(), "1k", "a unit that never began");
    let slice = begun()
        .packet(2, "*", STAP)
        .packet(2, "m", &[0x65, 0x08, 3]);
    assert_eq!(slice.came(), "1k", "the first slice is missing");
}

#[test]
fn key_frames_carry_their_parameter_sets() {
    let before = Feed::new().packet(1, "m", STAP).packet(2, "m", IDR);
    assert_eq!(before.out[0].bytes, stored(&[SPS, PPS, IDR]));
    let apart = Feed::new().packet(1, "m", SPS).packet(2, "m", PPS);
    let apart = apart.packet(3, "m", PPS).packet(4, "m", IDR);
    assert_eq!(apart.out[0].bytes, stored(&[SPS, PPS, IDR]));
    let never = Feed::new().packet(1, "m", IDR).packet(2, "m", DELTA);
    assert_eq!(never.came(), "");
    let begun = Feed::new().packet(1, "", STAP).packet(1, "m", IDR);
    assert_eq!(
        begun.packet(2, "*m", IDR).came(),
        "1k",
        "its sets may be lost"
    );
}

#[test]
fn no_payload_makes_it_panic() {
    let mut random = 1_u32;
    let mut feed = Feed::new();
    for turn in 0..20_000 {
        let mut next = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 24) as u8
        };
        let kinds = [0x78, 0x7c, 0x65, 0x67, next()];
        let mut payload = vec![kinds[usize::from(next() % 5)]];
        payload.extend((0..next() % 12).map(|_| next() & 0x87));
        let end = if next() % 3 == 0 { "m" } else { "" };
        feed = feed.packet(turn / 3, end, &payload);
    }
}
