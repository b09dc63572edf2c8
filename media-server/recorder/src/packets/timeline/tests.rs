use journal::record::Track as Declared;
use protocol::{id::WebrtcSessionId, time::UnixMs};
use uuid::Uuid;

use super::*;

const BEGIN_MS: i64 = 1_795_000_000_000;

#[derive(Default)]
struct Noted {
    zero_us: i64,
    samples: Vec<(Codec, i64)>,
}

impl Sink for Noted {
    fn begin(&mut self, at_us: i64) {
        self.zero_us = at_us;
    }

    fn take(&mut self, sample: Sample) -> Result<Flow, Failure> {
        let at_ms = (sample.at_us - self.zero_us) / 1000;
        self.samples.push((sample.codec, at_ms));
        Ok(Flow::Continue)
    }
}

#[derive(Default)]
struct Stream(Vec<u8>);

impl Stream {
    fn session(self, number: u16, at_ms: i64) -> Self {
        self.session_of(number, at_ms as u128, at_ms)
    }

    fn session_of(mut self, number: u16, id: u128, at_ms: i64) -> Self {
        let id = WebrtcSessionId(Uuid::from_u128(id));
        let at_ms = UnixMs(BEGIN_MS + at_ms);
        Record::Session { number, id, at_ms }.write(&mut self.0);
        self
    }

    fn ended(mut self, number: u16) -> Self {
        let at_ms = UnixMs(BEGIN_MS);
        Record::SessionEnded { number, at_ms }.write(&mut self.0);
        self
    }

    fn track(mut self, number: u16, session: u16, codec: Codec, layer: u8) -> Self {
        let track = Declared {
            number,
            session,
            codec,
            layer,
        };
        Record::Track(track).write(&mut self.0);
        self
    }

    fn rtp(mut self, track: u16, at_ms: i64, sequence: u16, payload: &[u8]) -> Self {
        let mut packet = vec![0x80, 0x80];
        packet.extend_from_slice(&sequence.to_be_bytes());
        packet.extend_from_slice(&(u32::from(sequence) * 960).to_be_bytes());
        packet.extend_from_slice(&[0; 4]);
        packet.extend_from_slice(payload);
        let at_us = ((BEGIN_MS + at_ms) * 1000) as u64;
        Record::Rtp {
            track,
            at_us,
            packet: &packet,
        }
        .write(&mut self.0);
        self
    }

    fn played(&self, wanted: Wanted) -> (Result<(), Failure>, Vec<(Codec, i64)>) {
        let mut noted = Noted::default();
        let mut records = Records::new(&self.0[..]);
        let played = play(&mut records, wanted, &mut noted, |_| {});
        (played, noted.samples)
    }
}

const KEY: &[u8] = &[0x10, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00];
const TONE: &[u8] = &[0xf8, 0, 0];
const VP8: Wanted = Wanted::Film(Codec::Vp8);

fn refusal(played: &Result<(), Failure>) -> Option<Refusal> {
    match played {
        Err(Failure::Refused(refusal)) => Some(*refusal),
        _ => None,
    }
}

#[test]
fn sessions_stand_at_their_time_and_numbers_may_be_used_again() {
    let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
    let stream = stream.rtp(1, 100, 1, KEY).ended(1).rtp(1, 120, 2, KEY);
    let stream = stream.session(1, 60_000).track(1, 1, Codec::Vp8, 0);
    let stream = stream.rtp(1, 60_100, 1, KEY);
    let (played, samples) = stream.played(VP8);
    assert!(played.is_ok());
    assert_eq!(samples, [(Codec::Vp8, 100), (Codec::Vp8, 60_100)]);
}

#[test]
fn sound_goes_with_the_pictures_of_its_session() {
    let stream = Stream::default().session(1, 0).session(2, 0).session(3, 0);
    let stream = stream
        .track(1, 1, Codec::Vp8, 0)
        .track(2, 1, Codec::Opus, 0);
    let stream = stream
        .track(3, 2, Codec::H264, 0)
        .track(4, 2, Codec::Opus, 0);
    let stream = stream
        .rtp(1, 10, 1, KEY)
        .rtp(2, 20, 1, TONE)
        .rtp(4, 3000, 1, TONE);
    let stream = stream.track(5, 3, Codec::Opus, 0).rtp(5, 9000, 1, TONE);
    let (_, samples) = stream.played(VP8);
    let expected = [(Codec::Vp8, 10), (Codec::Opus, 20), (Codec::Opus, 9000)];
    assert_eq!(samples, expected);
    assert_eq!(stream.played(Wanted::Pictures).1, [(Codec::Vp8, 10)]);
}

#[test]
fn streams_that_lie_are_refused_and_what_came_before_is_kept() {
    let begun = || {
        let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
        stream.rtp(1, 100, 1, KEY)
    };
    let too_many = (0..=limits::TRACKS_MAX as u16).fold(begun(), |stream, number| {
        stream.track(10 + number, 1, Codec::Opus, 0)
    });
    for (what, stream) in [
        ("no such track", begun().rtp(2, 100, 1, KEY)),
        ("no such session", begun().track(2, 2, Codec::Vp8, 0)),
        ("an end of nothing", begun().ended(7)),
        ("no packet", begun().rtp(1, 150, 2, &[]).rtp(9, 0, 0, &[])),
        ("too many tracks", too_many),
    ] {
        let (played, samples) = stream.played(VP8);
        assert_eq!(refusal(&played), Some(Refusal::Damaged), "{what}");
        assert_eq!(samples, [(Codec::Vp8, 100)], "{what}");
    }
    let days = begun().session(2, 30 * 24 * 3_600_000);
    assert_eq!(
        refusal(&days.played(VP8).0),
        Some(Refusal::RecordingTooLong)
    );
    let first = Stream::default().rtp(1, 0, 1, KEY).played(VP8);
    assert_eq!(refusal(&first.0), Some(Refusal::Damaged));
}

#[test]
fn a_million_sessions_are_refused() {
    let mut stream = Stream::default();
    for number in 0..=limits::SESSIONS_MAX {
        stream = stream.session_of(number as u16, number.into(), 0);
    }
    assert_eq!(refusal(&stream.played(VP8).0), Some(Refusal::Damaged));
}

#[test]
fn a_sink_that_has_enough_ends_the_reading() {
    struct Once(u32);
    impl Sink for Once {
        fn begin(&mut self, _: i64) {}
        fn take(&mut self, _: Sample) -> Result<Flow, Failure> {
            self.0 += 1;
            Ok(Flow::Stop)
        }
    }
    let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
    let stream = stream
        .rtp(1, 0, 1, KEY)
        .rtp(1, 9000, 2, KEY)
        .rtp(1, 9020, 3, KEY);
    let mut once = Once(0);
    let mut records = Records::new(&stream.0[..]);
    play(&mut records, VP8, &mut once, |_| {}).unwrap();
    assert_eq!(once.0, 1);
}

#[test]
fn a_session_that_is_named_again_in_a_new_file_goes_on() {
    const DELTA: &[u8] = &[0x10, 1, 0, 0];
    let begun = Stream::default()
        .session_of(1, 7, 0)
        .track(1, 1, Codec::Vp8, 0);
    let begun = begun.rtp(1, 100, 1, KEY).rtp(1, 111, 2, DELTA);
    let same = begun.session_of(1, 7, 0).track(1, 1, Codec::Vp8, 0);
    let (played, samples) = same.rtp(1, 122, 3, DELTA).played(VP8);
    assert!(played.is_ok());
    assert_eq!(samples.len(), 3);
    let begun = Stream::default()
        .session_of(1, 7, 0)
        .track(1, 1, Codec::Vp8, 0);
    let begun = begun.rtp(1, 100, 1, KEY).rtp(1, 111, 2, DELTA);
    let other = begun.session_of(1, 8, 0).track(1, 1, Codec::Vp8, 0);
    assert_eq!(other.rtp(1, 122, 3, DELTA).played(VP8).1.len(), 2);
}

#[test]
fn where_something_was_lost_unknown_numbers_are_no_lie() {
    let mut stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
    let at_ms = UnixMs(BEGIN_MS);
    Record::Lost { at_ms, records: 1 }.write(&mut stream.0);
    let stream = stream
        .rtp(2, 50, 1, KEY)
        .track(3, 9, Codec::Vp8, 0)
        .ended(9);
    let (played, samples) = stream.rtp(1, 100, 1, KEY).played(VP8);
    assert!(played.is_ok());
    assert_eq!(samples, [(Codec::Vp8, 100)]);
}

#[test]
fn a_sender_that_begins_anew_has_a_new_clock() {
    let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
    let mut stream = stream.rtp(1, 100, 1, KEY).rtp(1, 111, 2, KEY);
    // Another source, whose RTP time is a second behind at the same moment.
    let mut packet = vec![0x80, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9];
    packet.extend_from_slice(KEY);
    let at_us = ((BEGIN_MS + 5000) * 1000) as u64;
    let packet = &packet[..];
    let track = 1;
    Record::Rtp {
        track,
        at_us,
        packet,
    }
    .write(&mut stream.0);
    let times: Vec<_> = stream
        .played(VP8)
        .1
        .iter()
        .map(|(_, at_ms)| *at_ms)
        .collect();
    assert_eq!(times, [100, 110, 5000]);
}

#[test]
fn a_clock_that_is_set_moves_nothing_in_a_film() {
    const DAY_MS: i64 = 24 * 3_600_000;
    const YEARS_MS: i64 = 6 * 365 * DAY_MS;
    for jump_ms in [DAY_MS, -DAY_MS, YEARS_MS, -YEARS_MS] {
        // RTP time goes on by 10 ms a packet.
        let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
        let stream = stream.rtp(1, 100, 1, KEY).rtp(1, 110, 2, KEY);
        let stream = stream.rtp(1, jump_ms + 120, 3, KEY);
        let stream = stream.rtp(1, jump_ms + 130, 4, KEY);
        // The phone comes back, and the clock is set right again.
        let stream = stream.ended(1).session(2, jump_ms + 9_000);
        let stream = stream.track(2, 2, Codec::Vp8, 0);
        let stream = stream.rtp(2, jump_ms + 9_100, 1, KEY);
        let (played, samples) = stream.rtp(2, 9_110, 2, KEY).played(VP8);
        assert!(played.is_ok(), "{jump_ms}");
        let times: Vec<_> = samples.iter().map(|(_, at_ms)| *at_ms).collect();
        let expected = [100, 110, 120, 130, 9_100, 9_110];
        assert_eq!(times.len(), expected.len(), "{jump_ms}: {times:?}");
        for (at_ms, expected) in times.iter().zip(expected) {
            assert!((at_ms - expected).abs() <= 40, "{jump_ms}: {times:?}");
        }
    }
}

#[test]
fn sessions_of_another_node_at_an_earlier_time_are_no_clock_that_was_set() {
    let stream = Stream::default().session(1, 0).track(1, 1, Codec::Vp8, 0);
    let stream = stream.rtp(1, 100, 1, KEY).rtp(1, 60_000, 2, KEY);
    // Another file, begun while the session before went on, and told of an older session.
    let stream = stream.session(2, 20_000).track(2, 2, Codec::Vp8, 0);
    let (played, samples) = stream.rtp(2, 30_000, 1, KEY).played(VP8);
    assert!(played.is_ok());
    assert!(
        samples.iter().any(|(_, at_ms)| *at_ms == 30_000),
        "{samples:?}"
    );
}

#[test]
fn where_the_first_session_was_lost_the_next_one_is_the_beginning() {
    let mut stream = Stream::default();
    let at_ms = UnixMs(BEGIN_MS);
    Record::Lost { at_ms, records: 0 }.write(&mut stream.0);
    let stream = stream
        .rtp(1, 50, 1, KEY)
        .track(1, 1, Codec::Vp8, 0)
        .ended(1);
    let stream = stream.session(2, 1000).track(2, 2, Codec::Vp8, 0);
    let (played, samples) = stream.rtp(2, 1100, 1, KEY).played(VP8);
    assert!(played.is_ok());
    assert_eq!(samples, [(Codec::Vp8, 100)]);
}
