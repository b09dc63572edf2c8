//! Journals in, films out: every picture that arrived, at its time, without an error.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs::{self, File};
use std::process::{Command, Stdio};

use journal::record::Codec;
use serde_json::Value;
use support::journal::{BEGIN_MS, Journal, Sender};
use support::recorded::{
    BOTH, SMALL, assert_plays, film, name, pictures, seen_and_heard, session, shown,
};
use support::{outcome, path, probe, recording, run, start};

#[test]
fn every_picture_and_the_sound_are_there_at_their_time() {
    for codec in BOTH {
        let mut journal = Journal::default();
        session(&mut journal, 1, codec, 0, |_, _| Some(0));
        let (film, done) = film(codec, &journal, "whole");
        assert_plays(&film);
        let shown = shown(&film);
        assert_eq!(shown.len(), 100, "{codec:?}");
        assert_eq!(done["frames"], 100);
        assert_eq!(
            (&done["width_px"], &done["height_px"]),
            (&160.into(), &120.into())
        );
        assert_eq!(done["begun_ms"], BEGIN_MS);
        assert_eq!(done["has_sound"], true);
        assert_eq!(done["gaps"], Value::Array(vec![]));
        let duration_ms = done["duration_ms"].as_i64().unwrap();
        assert!((4180..=4280).contains(&duration_ms), "{duration_ms}");
        for (place, (at_ms, _)) in shown.iter().enumerate() {
            let expected = 220 + place as i64 * 40;
            assert!(
                (at_ms - expected).abs() <= 12,
                "{codec:?}: {at_ms}, not {expected}"
            );
        }
        let codecs = probe(&film, "stream=codec_name");
        assert_eq!(codecs, format!("{}\nopus", name(codec)));
    }
}

#[test]
fn films_say_nothing_of_the_program_that_made_them() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::H264, 0, |_, _| Some(0));
    let (film, _) = film(Codec::H264, &journal, "plain");
    let bytes = fs::read(&film).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"Lavf"));
    assert!(bytes.windows(4).any(|window| window == b"avc3"));
}

#[test]
fn a_film_that_grows_plays_as_far_as_it_goes() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::H264, 0, |_, _| Some(0));
    let (film, _) = film(Codec::H264, &journal, "growing");
    let bytes = fs::read(&film).unwrap();
    let pieces: Vec<_> = (0..bytes.len() - 4)
        .filter(|at| &bytes[*at..at + 4] == b"moof")
        .map(|at| at - 4)
        .collect();
    assert!(pieces.len() >= 3, "{} pieces", pieces.len());
    let mut before = 0;
    for piece in &pieces[1..] {
        let grown = path("grown.mp4");
        fs::write(&grown, &bytes[..*piece]).unwrap();
        assert_plays(&grown);
        let frames = shown(&grown).len();
        assert!(frames > before, "{frames} after {before}");
        before = frames;
    }
}

#[test]
fn a_webm_has_its_length_and_its_cues() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::Vp8, 0, |_, _| Some(0));
    let (film, done) = film(Codec::Vp8, &journal, "cues");
    let bytes = fs::read(&film).unwrap();
    let cues = bytes
        .windows(4)
        .rposition(|window| window == [0x1c, 0x53, 0xbb, 0x6b]);
    assert!(cues.is_some_and(|at| at > bytes.len() / 2));
    let seconds: f64 = probe(&film, "format=duration").parse().unwrap();
    let told = done["duration_ms"].as_f64().unwrap() / 1000.0;
    assert!((seconds - told).abs() < 0.05, "{seconds} and {told}");
    // Half of it, cut anywhere, is a film too, as a player sees it that loads it while it grows.
    let half = path("half.webm");
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    let frames = shown(&half).len();
    assert!((30..70).contains(&frames), "{frames}");
}

/// Big-endian numbers of 32 bits.
fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

#[test]
fn a_player_that_seeks_finds_its_bytes_in_the_index() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::H264, 0, |_, _| Some(0));
    session(&mut journal, 2, Codec::H264, 60_000, |_, _| Some(0));
    let (film, done) = film(Codec::H264, &journal, "seek");
    let bytes = fs::read(&film).unwrap();
    let at = bytes
        .windows(4)
        .position(|window| window == b"sidx")
        .unwrap()
        - 4;
    let mut piece = at + number(&bytes, at) + number(&bytes, at + 32);
    let mut ticks = 0;
    let entries = number(&bytes, at + 36);
    for entry in 0..entries {
        let entry = at + 40 + entry * 12;
        assert_eq!(&bytes[piece + 4..piece + 8], b"moof");
        piece += number(&bytes, entry);
        ticks += number(&bytes, entry + 4);
    }
    assert!(entries > 20);
    assert_eq!(
        &bytes[piece + 4..piece + 8],
        b"mfra",
        "nothing but the end is left"
    );
    let duration_ms = done["duration_ms"].as_i64().unwrap();
    assert!((ticks as i64 / 48 - duration_ms).abs() <= 20);

    let arguments = [
        "-loglevel",
        "error",
        "-select_streams",
        "v",
        "-of",
        "csv=p=0",
    ];
    let wanted = [
        "-show_entries",
        "packet=pts_time",
        "-read_intervals",
        "62.0%+#1",
    ];
    let first = run(Command::new("ffprobe")
        .args(arguments)
        .args(wanted)
        .arg(&film));
    let first: f64 = String::from_utf8(first).unwrap().trim().parse().unwrap();
    // Key frames and pieces are a second apart.
    assert!((60.2..=62.1).contains(&first), "{first}");
}

#[test]
fn a_report_without_sound_has_a_silent_track_and_says_so() {
    let mut journal = Journal::default();
    journal.session(1, 0);
    let frames = pictures(Codec::H264, SMALL, "mute");
    Sender::new(1, 1, Codec::H264, 0).send(&mut journal, &frames);
    let (film, done) = film(Codec::H264, &journal, "mute");
    assert_plays(&film);
    assert_eq!(done["has_sound"], false);
    assert_eq!(seen_and_heard(&film).1, Vec::<i64>::new());
}

#[test]
fn the_other_codec_and_nothing_at_all_are_refused() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::Vp8, 0, |_, _| Some(0));
    let output = path("none.mp4");
    assert_eq!(
        recording("h264", &journal.bytes(), &output).refusal(),
        "no_pictures"
    );
    assert_eq!(recording("h264", &[], &output).refusal(), "no_pictures");
}

#[test]
fn progress_is_told_and_a_full_disk_is_a_failure() {
    let mut journal = Journal::default();
    session(&mut journal, 1, Codec::H264, 0, |_, _| Some(0));
    let told = recording("h264", &journal.bytes(), &path("told.mp4"));
    let percents: Vec<_> = told
        .lines
        .iter()
        .filter_map(|l| l["percent"].as_i64())
        .collect();
    assert!(percents.len() > 10 && percents.is_sorted(), "{percents:?}");

    let records = path("records");
    fs::write(&records, journal.bytes()).unwrap();
    let input = File::open(records).unwrap();
    let full = File::options()
        .read(true)
        .write(true)
        .open("/dev/full")
        .unwrap();
    let outcome = outcome(start(
        &["recording", "--codec", "h264"],
        input.into(),
        Stdio::from(full),
    ));
    assert_eq!(outcome.status.code(), Some(1), "{:?}", outcome.lines);
    assert!(outcome.line("failed")["message"].as_str().is_some());
}
