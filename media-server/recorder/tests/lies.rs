//! Films that lie about their length and size, and pictures that unfold to more than a machine has:
//! a copy of what is really there or a refusal, within little memory and time.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use support::{Outcome, QUARTERS, ffmpeg, film, heif, path, poster, probe, quarters, still};

const MIB: u64 = 1 << 20;
/// Decoder, encoder and their libraries for a film of 160 by 120.
const FILM_BYTES_MAX: u64 = 400 * MIB;
const TIME_MAX: Duration = Duration::from_secs(20);

/// Two seconds with a tone.
fn honest(encoders: &[&str], name: &str) -> PathBuf {
    let picture = QUARTERS.replace(":d=1", ":d=2");
    let inputs = [
        "-f",
        "lavfi",
        "-i",
        &picture,
        "-f",
        "lavfi",
        "-i",
        "sine=440:d=2",
    ];
    ffmpeg(&[&inputs[..], encoders, &[name]].concat())
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    let found = bytes.windows(what.len()).position(|window| window == what);
    found.unwrap_or_else(|| panic!("{:?} is there", String::from_utf8_lossy(what)))
}

/// A film of what is really there, or one of some refusals; told in bounded time and memory.
fn assert_told(outcome: &Outcome, refusals: &[&str], what: &str) {
    assert!(outcome.took < TIME_MAX, "{what}: {:?}", outcome.took);
    let peak = outcome.peak_bytes / MIB;
    assert!(outcome.peak_bytes < FILM_BYTES_MAX, "{what}: {peak} MiB");
    match outcome.status.code() {
        Some(0) => {
            let duration_ms = outcome.done()["duration_ms"].as_i64().unwrap();
            assert!(
                (0..=2_200).contains(&duration_ms),
                "{what}: {duration_ms} ms"
            );
        }
        _ => assert!(
            refusals.contains(&outcome.refusal()),
            "{what}: {:?}",
            outcome.lines
        ),
    }
}

/// Writes some bytes so far behind the name of each such box, or the id of each such element.
type Lie = (&'static str, &'static [u8], isize, &'static [u8]);

fn told(original: &[u8], lies: &[Lie], ending: &str) -> Vec<(String, Outcome)> {
    let mut told = Vec::new();
    for (what, name, behind, put) in lies {
        let mut bytes = original.to_vec();
        let places: Vec<_> = (0..bytes.len() - name.len())
            .filter(|at| bytes[*at..].starts_with(name))
            .collect();
        assert!(!places.is_empty(), "{what}");
        for place in places {
            let at = (place + name.len()).saturating_add_signed(*behind);
            bytes[at..at + put.len()].copy_from_slice(put);
        }
        let file = path(&format!("lies.{ending}"));
        fs::write(&file, &bytes).unwrap();
        let copy = path("lies.copy.mp4");
        let outcome = film(&file, &copy);
        if outcome.status.success() {
            let seconds: f64 = probe(&copy, "format=duration").parse().unwrap();
            assert!(seconds < 2.3, "{what}: the copy says {seconds} s");
        }
        let poster = poster(&file);
        let code = poster.status.code();
        assert!(matches!(code, Some(0 | 2)), "{what}: {:?}", poster.lines);
        assert!(
            poster.took < TIME_MAX && poster.peak_bytes < FILM_BYTES_MAX,
            "{what}"
        );
        told.push(((*what).to_owned(), outcome));
    }
    told
}

#[test]
fn an_mp4_or_quicktime_film_that_lies_about_its_length_is_told_as_it_is() {
    const MUCH: &[u8] = &[0x7f, 0xff, 0xff, 0xff];
    const ALL: &[u8] = &[0xff; 4];
    // Behind the name: version and flags, two times, a time scale, the duration.
    let lies: &[Lie] = &[
        ("years in the film's head", b"mvhd", 16, ALL),
        ("years in a track's head", b"tkhd", 20, MUCH),
        ("years in a medium's head", b"mdhd", 16, MUCH),
        ("an edit of years", b"elst", 8, MUCH),
        ("a time scale of one", b"mvhd", 12, &[0, 0, 0, 1]),
        ("more times than there are", b"stts", 4, MUCH),
        ("more samples than there are", b"stsz", 8, MUCH),
        ("a billion samples in a time", b"stts", 8, MUCH),
        ("samples that last for years", b"stts", 12, MUCH),
        ("samples larger than the file", b"stsz", 12, MUCH),
        ("more pieces than there are", b"stco", 4, MUCH),
        ("pieces behind the end", b"stco", 8, ALL),
        ("a box larger than the file", b"mdat", -8, MUCH),
        ("a head larger than the file", b"moov", -8, MUCH),
    ];
    for name in ["honest.mp4", "honest.mov"] {
        let encoders = ["-c:v", "libx264", "-bf", "0", "-c:a", "aac"];
        let original = fs::read(honest(&encoders, name)).unwrap();
        for (what, outcome) in told(&original, lies, &name[7..]) {
            assert_told(
                &outcome,
                &["too_long", "too_large", "damaged", "not_a_film"],
                &what,
            );
        }
    }
}

#[test]
fn a_webm_film_that_lies_about_its_length_is_told_as_it_is() {
    let encoders = ["-c:v", "libvpx", "-c:a", "libopus"];
    let original = fs::read(honest(&encoders, "honest.webm")).unwrap();
    // Of a billion seconds, and what no number is.
    const YEARS: &[u8] = &1e12_f64.to_be_bytes();
    const NO_NUMBER: &[u8] = &f64::NAN.to_be_bytes();
    let lies: &[Lie] = &[
        ("years in the head", &[0x44, 0x89, 0x88], 0, YEARS),
        (
            "a length that is no number",
            &[0x44, 0x89, 0x88],
            0,
            NO_NUMBER,
        ),
        (
            "a segment larger than the file",
            &[0x18, 0x53, 0x80, 0x67],
            0,
            &[1, 0x7f, 0xff, 0xff],
        ),
        (
            "a cluster larger than the file",
            &[0x1f, 0x43, 0xb6, 0x75],
            0,
            &[0x1f, 0xff, 0xff],
        ),
    ];
    for (what, outcome) in told(&original, lies, "webm") {
        assert_told(&outcome, &["too_long", "damaged", "not_a_film"], &what);
    }
}

#[test]
fn a_film_that_says_to_be_larger_than_any_is_refused_before_it_unfolds() {
    let encoders = ["-c:v", "mjpeg", "-q:v", "5", "-an"];
    let original = fs::read(honest(&encoders, "wide.mov")).unwrap();
    let mut wide = original.clone();
    // 65,500 by 65,500, in the sample's description and in each picture.
    let side = 65_500_u16.to_be_bytes();
    let description = find(&wide, b"jpeg") + 4 + 24;
    wide[description..description + 4].copy_from_slice(&[side, side].concat());
    let mut at = 0;
    while let Some(found) = wide[at..]
        .windows(4)
        .position(|it| it == [0xff, 0xc0, 0, 17])
    {
        at += found + 5;
        wide[at..at + 4].copy_from_slice(&[side, side].concat());
    }
    let file = path("wide.mov");
    fs::write(&file, &wide).unwrap();
    let outcome = film(&file, &path("wide.copy.mp4"));
    assert_told(&outcome, &["too_large", "damaged"], "a wide film");
    assert_ne!(outcome.status.code(), Some(0));
}

/// A picture that is refused must not have been unfolded.
fn assert_refused(bytes: &[u8], refusals: &[&str], what: &str) {
    let outcome = still(bytes);
    let code = outcome.refusal().to_owned();
    assert!(refusals.contains(&&*code), "{what}: {code}");
    let peak = outcome.peak_bytes / MIB;
    assert!(peak < 150 && outcome.took < TIME_MAX, "{what}: {peak} MiB");
}

#[test]
fn pictures_that_say_to_be_larger_than_any_are_refused_before_they_unfold() {
    let side = 65_500_u16.to_be_bytes();
    let square = [side, side].concat();
    let jpeg = fs::read(quarters("huge.jpg")).unwrap();
    let frame = find(&jpeg, &[0xff, 0xc0]) + 5;
    let gif = fs::read(quarters("huge.gif")).unwrap();
    let bmp = fs::read(quarters("huge.bmp")).unwrap();
    let webp = fs::read(quarters("huge.webp")).unwrap();
    let png = quarters("huge.png");
    let heic = fs::read(heif(&png, "huge.heic", &[])).unwrap();
    let avif = fs::read(heif(&png, "huge.avif", &["-A"])).unwrap();
    let extents = |bytes: &[u8]| find(bytes, b"ispe") + 8;
    let with = |original: &[u8], at: usize, put: &[u8]| {
        let mut bytes = original.to_vec();
        bytes[at..at + put.len()].copy_from_slice(put);
        bytes
    };
    let wide = [0, 0, 0xff, 0xdc, 0, 0, 0xff, 0xdc];
    let little = [0xdc, 0xff, 0, 0, 0xdc, 0xff, 0, 0];
    for (what, bytes) in [
        ("JPEG", with(&jpeg, frame, &square)),
        ("GIF", with(&gif, 6, &[0xdc, 0xff, 0xdc, 0xff])),
        ("BMP", with(&bmp, 18, &little)),
        (
            "WebP",
            with(&webp, find(&webp, b"VP8 ") + 14, &[0xff, 0x3f, 0xff, 0x3f]),
        ),
        ("HEIC", with(&heic, extents(&heic), &wide)),
        ("AVIF", with(&avif, extents(&avif), &wide)),
    ] {
        assert_refused(&bytes, &["too_large", "damaged"], what);
    }
}

/// So many zeros, deflated a thousandfold, as zlib writes them.
fn zeros(mebibytes: u64) -> Vec<u8> {
    let mut zero = Command::new("head")
        .args(["-c", &format!("{mebibytes}M"), "/dev/zero"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut gzip = Command::new("gzip")
        .arg("-9c")
        .stdin(zero.stdout.take().unwrap())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut packed = Vec::new();
    gzip.stdout
        .take()
        .unwrap()
        .read_to_end(&mut packed)
        .unwrap();
    assert!(zero.wait().unwrap().success() && gzip.wait().unwrap().success());
    // The sum of zeros (Adler-32).
    let sum = (((mebibytes * MIB) % 65_521) as u32) << 16 | 1;
    let deflated = &packed[10..packed.len() - 8];
    [&[0x78, 0xda], deflated, &sum.to_be_bytes()].concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    let sum = crc(&[name, content].concat()).to_be_bytes();
    [&length, &name[..], content, &sum].concat()
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    !crc
}

#[test]
fn a_small_picture_with_gigabytes_folded_into_it_costs_no_memory() {
    let png = fs::read(quarters("folded.png")).unwrap();
    let bomb = zeros(1500);
    assert!(bomb.len() < 3 << 20, "{} bytes", bomb.len());
    // Behind the head, where a decoder meets it first.
    let head = 8 + 25;
    let with = |chunks: &[u8]| [&png[..head], chunks, &png[head..]].concat();
    let text = chunk(b"zTXt", &[&b"comment\0\0"[..], &bomb].concat());
    let profile = chunk(b"iCCP", &[&b"profile\0\0"[..], &bomb].concat());
    let pixels = chunk(b"IDAT", &bomb);
    for (what, bytes) in [
        ("a text", with(&text)),
        ("a colour profile", with(&profile)),
        ("pixels", with(&pixels)),
    ] {
        let outcome = still(&bytes);
        assert!(outcome.took < TIME_MAX, "{what}: {:?}", outcome.took);
        let peak = outcome.peak_bytes / MIB;
        assert!(peak < 150, "{what}: {peak} MiB");
        if outcome.status.code() != Some(0) {
            let refusal = outcome.refusal();
            assert!(
                matches!(refusal, "damaged" | "too_large"),
                "{what}: {refusal}"
            );
        }
    }
}
