use super::*;

/// Payloads of VP8: first byte is the descriptor (0x10 begins a frame), second the frame's head
/// (lowest bit zero in key frames).
const KEY: &[u8] = &[0x10, 0x00];
const DELTA: &[u8] = &[0x10, 0x01];
const REST: &[u8] = &[0x00, 0x01];

struct Stream {
    counter: FrameCounter,
    start: Instant,
}

impl Stream {
    fn new() -> Self {
        Self {
            counter: FrameCounter::new(Codec::Vp8),
            start: Instant::now(),
        }
    }

    fn packet(&mut self, sequence: u64, frame: u64, payload: &[u8], marker: bool) -> &mut Self {
        let at = self.start + Duration::from_millis(sequence);
        let rtp_time = frame * 3000;
        self.counter.handle_packet(Packet {
            sequence,
            rtp_time,
            marker,
            payload,
            at,
        });
        self
    }

    fn decodable(&self) -> u64 {
        self.counter.counts().decodable
    }
}

#[test]
fn whole_frames_behind_a_key_frame_are_decodable() {
    let mut stream = Stream::new();
    stream
        .packet(10, 1, KEY, false)
        .packet(11, 1, REST, true)
        .packet(12, 2, DELTA, true);
    assert_eq!(stream.decodable(), 2);
    assert_eq!(
        stream.counter.first_decodable_at(),
        Some(stream.start + Duration::from_millis(11))
    );
    assert_eq!(stream.counter.counts().lost, 0);
}

#[test]
fn nothing_is_decodable_before_a_key_frame() {
    let mut stream = Stream::new();
    stream.packet(10, 1, DELTA, true).packet(11, 2, DELTA, true);
    assert_eq!(stream.decodable(), 0);
    assert!(stream.counter.needs_key_frame());
    stream.packet(12, 3, KEY, true);
    assert_eq!(stream.decodable(), 1);
    assert_eq!(stream.counter.counts().broken, 2);
    assert!(!stream.counter.needs_key_frame());
}

#[test]
fn a_key_frame_without_its_first_packet_is_not_decodable() {
    let mut stream = Stream::new();
    stream.packet(11, 1, REST, false).packet(12, 1, REST, true);
    assert_eq!(stream.decodable(), 0);
}

#[test]
fn a_frame_with_a_hole_is_not_decodable_until_it_is_filled() {
    let mut stream = Stream::new();
    stream.packet(10, 1, KEY, false).packet(12, 1, REST, true);
    assert_eq!(stream.decodable(), 0);
    stream.packet(11, 1, REST, false);
    assert_eq!(stream.decodable(), 1);
}

#[test]
fn a_repaired_frame_releases_those_that_waited_for_it() {
    let mut stream = Stream::new();
    stream
        .packet(10, 1, KEY, true)
        .packet(12, 3, DELTA, true)
        .packet(13, 4, DELTA, true);
    assert_eq!((stream.decodable(), stream.counter.counts().lost), (1, 1));
    stream.packet(11, 2, DELTA, true);
    assert_eq!((stream.decodable(), stream.counter.counts().lost), (4, 0));
    assert_eq!(stream.counter.counts().broken, 0);
}

#[test]
fn a_hole_stops_decoding_until_the_next_key_frame() {
    let mut stream = Stream::new();
    stream
        .packet(10, 1, KEY, true)
        .packet(12, 3, DELTA, true)
        .packet(40, 9, KEY, true);
    assert_eq!(stream.decodable(), 2);
    let counts = stream.counter.counts();
    assert_eq!(
        (counts.broken, counts.longest_gap),
        (1, Duration::from_millis(30))
    );
}

#[test]
fn padding_between_frames_breaks_nothing() {
    let mut stream = Stream::new();
    stream
        .packet(10, 1, KEY, true)
        .packet(12, 1, &[], false)
        .packet(11, 1, &[], false);
    stream.packet(13, 2, DELTA, true);
    assert_eq!((stream.decodable(), stream.counter.counts().lost), (2, 0));
}

#[test]
fn a_hole_that_never_closes_asks_for_a_key_frame_and_holds_no_more_than_the_bound() {
    let mut stream = Stream::new();
    stream.packet(10, 1, KEY, true);
    for sequence in 12..12 + limits::OPEN_FRAMES_MAX as u64 {
        stream.packet(sequence, sequence, DELTA, true);
    }
    assert!(!stream.counter.needs_key_frame());
    stream.packet(500, 500, DELTA, true);
    assert!(stream.counter.needs_key_frame());
    assert_eq!(stream.counter.open.len(), limits::OPEN_FRAMES_MAX);
}
