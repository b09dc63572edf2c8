//! Films in, MP4 out that every browser plays.

mod support;

use std::fs::{self, File};
use std::path::Path;

use support::{QUARTERS, corners, corners_of, ffmpeg, film, outcome, path, poster, probe, start};

const TONE: &str = "sine=440:d=1";

/// One second of the four quarters with a tone.
fn quarters(encoders: &[&str], name: &str) -> std::path::PathBuf {
    let inputs = ["-f", "lavfi", "-i", QUARTERS, "-f", "lavfi", "-i", TONE];
    ffmpeg(&[&inputs[..], encoders, &[name]].concat())
}

fn position(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|w| w == what)
        .expect("the box is there")
}

fn assert_plays_everywhere(copy: &Path) {
    let picture = probe(copy, "stream=codec_name,pix_fmt,profile");
    assert_eq!(picture, "h264\nHigh\nyuv420p\naac\nLC", "{copy:?}");
    let bytes = fs::read(copy).expect("the copy was made");
    assert!(
        position(&bytes, b"moov") < position(&bytes, b"mdat"),
        "{copy:?}"
    );
    assert_eq!(corners(copy), "rgbw", "{copy:?}");
}

#[test]
fn films_of_every_common_kind_become_the_same_mp4() {
    for (encoders, name) in [
        (
            &["-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "aac"][..],
            "h264.mp4",
        ),
        (
            &[
                "-c:v",
                "libx265",
                "-x265-params",
                "log-level=none",
                "-c:a",
                "alac",
            ],
            "hevc.mov",
        ),
        (&["-c:v", "libvpx", "-c:a", "libopus"], "vp8.webm"),
        (
            &["-c:v", "libvpx-vp9", "-c:a", "libvorbis", "-cpu-used", "8"],
            "vp9.mkv",
        ),
        (&["-c:v", "mpeg4", "-q:v", "2", "-c:a", "mp3"], "mpeg4.avi"),
        (
            &["-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac", "-ar", "8000"],
            "old.3gp",
        ),
        (
            &["-c:v", "mjpeg", "-q:v", "2", "-c:a", "pcm_s16le"],
            "camera.mov",
        ),
    ] {
        let copy = path(&format!("{name}.copy.mp4"));
        let outcome = film(&quarters(encoders, name), &copy);
        let done = outcome.done();
        assert_eq!(
            (&done["width_px"], &done["height_px"]),
            (&160.into(), &120.into()),
            "{name}"
        );
        assert!(
            (950..=1100).contains(&done["duration_ms"].as_i64().unwrap()),
            "{name}: {done}"
        );
        assert_eq!(done["has_sound"], true, "{name}");
        assert_plays_everywhere(&copy);
    }
}

#[test]
fn a_ten_bit_hevc_film_held_upright_comes_out_upright() {
    let hevc = [
        "-c:v",
        "libx265",
        "-x265-params",
        "log-level=none",
        "-pix_fmt",
        "yuv420p10le",
    ];
    let flat = quarters(
        &[&hevc[..], &["-tag:v", "hvc1", "-c:a", "aac"]].concat(),
        "flat.mov",
    );
    let flat = flat.to_str().unwrap();
    for (rotate, expected) in [("90", "gwrb"), ("180", "wbgr"), ("270", "brwg")] {
        let rotated = format!("rotate={rotate}");
        let turned = ffmpeg(&[
            "-i",
            flat,
            "-c",
            "copy",
            "-metadata:s:v",
            &rotated,
            "turned.mov",
        ]);
        let copy = path("upright.mp4");
        let outcome = film(&turned, &copy);
        // FFmpeg's own player turns what it is given; the two must agree.
        assert_eq!(corners(&turned), expected, "{rotate}");
        assert_eq!(corners(&copy), expected, "{rotate}");
        let upright = if rotate == "180" {
            "160\n120"
        } else {
            "120\n160"
        };
        assert_eq!(
            probe(&copy, "stream=width,height"),
            upright,
            "{rotate}: {:?}",
            outcome.lines
        );
        assert_eq!(probe(&copy, "stream_side_data=rotation"), "", "{rotate}");
        assert_eq!(corners_of(poster(&turned).jpeg()), expected, "{rotate}");
    }
}

#[test]
fn large_and_fast_films_are_brought_within_the_limits() {
    let fast = ["-f", "lavfi", "-i", "testsrc2=s=2560x1440:r=120:d=0.5"];
    let fast = ffmpeg(
        &[
            &fast[..],
            &["-c:v", "libx264", "-preset", "ultrafast", "fast.mp4"],
        ]
        .concat(),
    );
    let copy = path("slower.mp4");
    let outcome = film(&fast, &copy);
    assert_eq!(outcome.done()["has_sound"], false);
    assert_eq!(probe(&copy, "stream=width,height"), "1920\n1080");
    let frames: u32 = probe(&copy, "stream=nb_frames").parse().unwrap();
    assert!(
        (15..=16).contains(&frames),
        "{frames} frames in half a second"
    );
    let percents: Vec<_> = outcome
        .lines
        .iter()
        .filter_map(|l| l["percent"].as_i64())
        .collect();
    assert!(!percents.is_empty() && percents.is_sorted(), "{percents:?}");
}

#[test]
fn sound_that_begins_late_stays_in_step() {
    let late = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=64x64:d=3",
        "-itsoffset",
        "2",
        "-f",
        "lavfi",
        "-i",
        TONE,
    ];
    let late = ffmpeg(&[&late[..], &["-c:v", "libx264", "-c:a", "aac", "late.mov"]].concat());
    let copy = path("in-step.mp4");
    assert_eq!(film(&late, &copy).done()["has_sound"], true);
    let loudness = |from: &str| {
        let piece = [
            "-ss",
            from,
            "-t",
            "0.5",
            "-i",
            copy.to_str().unwrap(),
            "-f",
            "f32le",
            "-ac",
            "1",
        ];
        let raw = fs::read(ffmpeg(&[&piece[..], &["piece.raw"]].concat())).unwrap();
        let samples = raw
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b).abs());
        samples.fold(0.0, f32::max)
    };
    assert!(loudness("1.2") < 0.01, "sound comes too early");
    assert!(loudness("2.3") > 0.05, "sound comes too late");
}

#[test]
fn time_and_place_are_told_and_nothing_of_the_original_stays_in_the_copy() {
    let facts = [
        "-metadata",
        "location=+35.6812+139.7671/",
        "-metadata",
        "creation_time=2026-05-01T01:02:03Z",
    ];
    let traces = [
        "-metadata",
        "title=SecretTitle",
        "-c:v",
        "libx264",
        "-c:a",
        "aac",
    ];
    let original = quarters(&[&facts[..], &traces].concat(), "facts.mov");
    let copy = path("plain.mp4");
    let outcome = film(&original, &copy);
    let told = &outcome.done()["facts"];
    assert_eq!(told["taken_ms"], 1_777_597_323_000_i64);
    assert_eq!(
        (&told["latitude_deg"], &told["longitude_deg"]),
        (&35.6812.into(), &139.7671.into())
    );
    assert_eq!(poster(&original).head()["latitude_deg"], 35.6812);
    let bytes = fs::read(&copy).unwrap();
    for trace in [&b"SecretTitle"[..], b"+35.6812", b"Lavf"] {
        assert!(
            !bytes.windows(trace.len()).any(|w| w == trace),
            "{}",
            String::from_utf8_lossy(trace)
        );
    }
}

#[test]
fn what_is_no_film_is_refused_and_opens_nothing_else() {
    let program = fs::read(env!("CARGO_BIN_EXE_genba-recorder")).unwrap();
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("HTML", b"<!doctype html><script>alert(1)</script>"),
        ("program", &program[..100_000]),
        (
            "playlist",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        ),
        ("concat script", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        (
            "session description",
            b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        ),
        (
            "DASH manifest",
            b"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>",
        ),
        ("picture", b"\xff\xd8\xff\xe0"),
    ] {
        let file = path("stranger.mp4");
        fs::write(&file, bytes).unwrap();
        assert_eq!(
            film(&file, &path("none.mp4")).refusal(),
            "not_a_film",
            "{what}"
        );
        assert_eq!(poster(&file).refusal(), "not_a_film", "{what}");
    }
}

#[test]
fn playlists_disguised_as_films_are_refused() {
    for disguise in [
        &b"\0\0\0\x18ftypmp42"[..],
        b"\x1a\x45\xdf\xa3",
        b"RIFF....AVI ",
    ] {
        let file = path("disguised.mp4");
        fs::write(
            &file,
            [disguise, b"\n#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"].concat(),
        )
        .unwrap();
        let outcome = film(&file, &path("none.mp4"));
        assert!(
            matches!(outcome.refusal(), "damaged" | "not_a_film"),
            "{:?}",
            outcome.lines
        );
    }
}

#[test]
fn sound_alone_is_no_film() {
    let song = ffmpeg(&["-f", "lavfi", "-i", TONE, "-c:a", "aac", "song.m4a"]);
    assert_eq!(film(&song, &path("none.mp4")).refusal(), "not_a_film");
}

#[test]
fn films_that_are_too_long_are_refused_even_when_they_do_not_say_how_long_they_are() {
    let long = [
        "-f",
        "lavfi",
        "-i",
        "color=gray:s=32x32:r=1:d=1900",
        "-c:v",
        "libvpx",
        "-cpu-used",
        "8",
    ];
    let honest = ffmpeg(&[&long[..], &["honest.webm"]].concat());
    let outcome = film(&honest, &path("none.mp4"));
    assert_eq!(outcome.refusal(), "too_long");
    assert!(
        outcome.lines.iter().all(|l| l.get("percent").is_none()),
        "decoded although it said its length"
    );
    let silent = ffmpeg(&[&long[..], &["-live", "1", "silent.webm"]].concat());
    assert_eq!(film(&silent, &path("none.mp4")).refusal(), "too_long");
}

#[test]
fn cut_films_are_shown_as_far_as_they_go_or_refused_as_damaged() {
    let webm = fs::read(quarters(
        &["-c:v", "libvpx", "-c:a", "libopus"],
        "whole.webm",
    ))
    .unwrap();
    let cut = path("cut.webm");
    fs::write(&cut, &webm[..webm.len() * 2 / 3]).unwrap();
    let copy = path("as-far.mp4");
    assert!(film(&cut, &copy).done()["duration_ms"].as_i64().unwrap() > 0);
    assert_plays_everywhere(&copy);

    let mp4 = fs::read(quarters(&["-c:v", "libx264", "-c:a", "aac"], "whole.mp4")).unwrap();
    let headless = path("headless.mp4");
    fs::write(&headless, &mp4[..mp4.len() / 2]).unwrap();
    assert_eq!(film(&headless, &copy).refusal(), "damaged");
}

#[test]
fn a_full_disk_is_a_failure_and_not_a_refusal() {
    let original = quarters(&["-c:v", "libx264", "-c:a", "aac"], "fits.mp4");
    let full = File::options()
        .read(true)
        .write(true)
        .open("/dev/full")
        .unwrap();
    let input = File::open(original).unwrap();
    let outcome = outcome(start(&["film"], input.into(), full.into()));
    assert_eq!(outcome.status.code(), Some(1), "{:?}", outcome.lines);
    assert!(outcome.line("failed")["message"].as_str().is_some());
}

#[test]
fn a_poster_is_not_the_black_first_moment() {
    let fade = [
        "-f",
        "lavfi",
        "-i",
        "color=black:s=160x120:d=1[a];color=red:s=160x120:d=1[b];[a][b]concat",
    ];
    let fade = ffmpeg(&[&fade[..], &["-c:v", "libx264", "dark-first.mp4"]].concat());
    let outcome = poster(&fade);
    assert_eq!(corners_of(outcome.jpeg()), "rrrr");
    assert_eq!(outcome.head()["duration_ms"], 2000);

    let night = ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "color=black:s=160x120:d=1",
        "-c:v",
        "libx264",
        "night.mp4",
    ]);
    assert_eq!(corners_of(poster(&night).jpeg()), "kkkk");
}
