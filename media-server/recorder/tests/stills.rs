//! Pictures in, safe upright JPEG out.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::process::Stdio;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use support::{corners_of, ffmpeg, heif, outcome, path, picture, quarters, start, still};

/// A JPEG of the four quarters with an EXIF block.
fn with_exif(fields: &[(Tag, Value)]) -> Vec<u8> {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(tag, value)| Field {
            tag: *tag,
            ifd_num: In::PRIMARY,
            value: value.clone(),
        })
        .collect();
    let mut writer = Writer::new();
    fields.iter().for_each(|f| writer.push_field(f));
    let mut block = Cursor::new(b"Exif\0\0".to_vec());
    block.set_position(6);
    let mut tiff = Cursor::new(Vec::new());
    writer
        .write(&mut tiff, false)
        .expect("the block can be written");
    block.get_mut().extend(tiff.into_inner());
    let block = block.into_inner();
    let jpeg = fs::read(quarters("plain.jpg")).expect("the picture was made");
    let length = (block.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &block, &jpeg[2..]].concat()
}

fn text(value: &str) -> Value {
    Value::Ascii(vec![value.as_bytes().to_vec()])
}

fn three(numbers: [(u32, u32); 3]) -> Value {
    Value::Rational(numbers.map(|(num, denom)| Rational { num, denom }).to_vec())
}

#[test]
fn every_common_format_becomes_the_same_jpeg() {
    let png = quarters("quarters.png");
    let mut files: Vec<_> = ["q.jpg", "q.png", "q.webp", "q.gif", "q.bmp"]
        .map(quarters)
        .to_vec();
    files.push(heif(&png, "q.heic", &[]));
    files.push(heif(&png, "q.avif", &["-A"]));
    for file in files {
        let outcome = still(&fs::read(&file).unwrap());
        assert_eq!(outcome.size(), (160, 120), "{file:?}");
        assert!(outcome.jpeg().starts_with(b"\xff\xd8\xff"), "{file:?}");
        assert_eq!(corners_of(outcome.jpeg()), "rgbw", "{file:?}");
    }
}

#[test]
fn a_picture_held_any_way_comes_out_upright() {
    for (orientation, corners) in [
        (1, "rgbw"),
        (2, "grwb"),
        (3, "wbgr"),
        (4, "bwrg"),
        (5, "rbgw"),
        (6, "brwg"),
        (7, "wgbr"),
        (8, "gwrb"),
    ] {
        let outcome = still(&with_exif(&[(
            Tag::Orientation,
            Value::Short(vec![orientation]),
        )]));
        let upright = if orientation < 5 {
            (160, 120)
        } else {
            (120, 160)
        };
        assert_eq!(outcome.size(), upright, "orientation {orientation}");
        assert_eq!(
            corners_of(outcome.jpeg()),
            corners,
            "orientation {orientation}"
        );
    }
}

/// Phones write the quarter turns into the file itself and into EXIF; only the first counts.
#[test]
fn a_turned_heic_comes_out_upright_once() {
    let source = path("turned.jpg");
    fs::write(
        &source,
        with_exif(&[(Tag::Orientation, Value::Short(vec![6]))]),
    )
    .unwrap();
    let mut heic = fs::read(heif(&source, "turned.heic", &[])).unwrap();
    // `heif-enc` writes no turn, so the last property, which only describes, becomes one:
    // three quarters against the clock.
    let property = heic.windows(4).position(|w| w == b"pixi").unwrap();
    heic[property..property + 12].copy_from_slice(b"irot\x03\0\0\0\0\0\0\0");
    let outcome = still(&heic);
    assert_eq!(outcome.size(), (120, 160));
    assert_eq!(corners_of(outcome.jpeg()), "brwg");
}

#[test]
fn time_and_place_are_told_and_nothing_of_the_original_stays_in_the_copy() {
    let outcome = still(&with_exif(&[
        (Tag::Make, text("SecretCamera")),
        (Tag::DateTimeOriginal, text("2026:11:20 14:05:09")),
        (Tag::GPSLatitudeRef, text("N")),
        (Tag::GPSLatitude, three([(35, 1), (40, 1), (5232, 100)])),
        (Tag::GPSLongitudeRef, text("E")),
        (Tag::GPSLongitude, three([(139, 1), (46, 1), (156, 100)])),
    ]));
    let head = outcome.head();
    assert_eq!(head["taken_ms"], 1_795_151_109_000_i64);
    assert_eq!(head["taken_zone"], "assumed_japan");
    let close = |name: &str, expected: f64| (head[name].as_f64().unwrap() - expected).abs() < 1e-6;
    assert!(
        close("latitude_deg", 35.6812) && close("longitude_deg", 139.7671),
        "{head}"
    );
    for trace in [&b"SecretCamera"[..], b"Exif", b"2026:11:20", b"Lavc"] {
        assert!(
            !outcome.jpeg().windows(trace.len()).any(|w| w == trace),
            "{}",
            String::from_utf8_lossy(trace)
        );
    }
}

#[test]
fn a_page_hidden_inside_a_picture_is_gone_from_the_copy() {
    let jpeg = fs::read(quarters("plain.jpg")).unwrap();
    let script = b"<script>alert(1)</script>";
    let comment = [b"\xff\xfe\0\x1b", &script[..]].concat();
    let polyglot = [&jpeg[..2], &comment, &jpeg[2..], script].concat();
    let outcome = still(&polyglot);
    assert_eq!(corners_of(outcome.jpeg()), "rgbw");
    assert!(!outcome.jpeg().windows(7).any(|w| w == b"<script"));
}

#[test]
fn copies_fit_their_long_side_and_small_pictures_stay_small() {
    let wide = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=5000x1000:d=1",
        "-frames:v",
        "1",
    ];
    let wide = fs::read(ffmpeg(&[&wide[..], &["wide.jpg"]].concat())).unwrap();
    assert_eq!(still(&wide).size(), (4096, 819));
    assert_eq!(picture(&["thumbnail"], &wide).size(), (480, 96));
    assert_eq!(
        picture(&["still", "--long-side-px", "1000"], &wide).size(),
        (1000, 200)
    );
    let small = fs::read(quarters("small.png")).unwrap();
    assert_eq!(picture(&["thumbnail"], &small).size(), (160, 120));
}

#[test]
fn what_is_no_picture_is_refused_whatever_its_name_says() {
    let program = fs::read(env!("CARGO_BIN_EXE_genba-recorder")).unwrap();
    for (what, bytes) in [
        ("nothing", &b""[..]),
        (
            "SVG",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        ),
        ("HTML", b"<!doctype html><script>alert(1)</script>"),
        ("program", &program[..100_000]),
        ("script", b"#!/bin/sh\nid\n"),
        ("playlist", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("concat script", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("PostScript", b"%!PS\n(/etc/passwd) run\n"),
        ("archive", b"PK\x03\x04"),
    ] {
        assert_eq!(still(bytes).refusal(), "not_a_picture", "{what}");
    }
}

#[test]
fn what_begins_like_a_picture_and_is_none_is_refused_as_damaged() {
    let script = b"<script>alert(1)</script>".repeat(10);
    for magic in [
        &b"\xff\xd8\xff\xe0"[..],
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\x10\0\x10\0",
        b"RIFF\xff\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    ] {
        let outcome = still(&[magic, &script].concat());
        let code = outcome.refusal();
        assert!(
            matches!(code, "damaged" | "too_large" | "not_supported"),
            "{magic:?}: {code}"
        );
    }
}

#[test]
fn decompression_bombs_are_refused_before_they_unfold() {
    let png = fs::read(quarters("bomb.png")).unwrap();
    let mut lying = png.clone();
    lying[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    assert_eq!(still(&lying).refusal(), "too_large");

    // Not a lie: 100 megapixels of one colour in some hundred kilobytes.
    let black = [
        "-f",
        "lavfi",
        "-i",
        "color=black:s=10000x10000:d=1",
        "-frames:v",
        "1",
    ];
    let real = ffmpeg(&[&black[..], &["-threads", "1", "real.png"]].concat());
    assert_eq!(still(&fs::read(&real).unwrap()).refusal(), "too_large");

    assert_eq!(still(&vec![0xff; (40 << 20) + 1]).refusal(), "too_large");
}

#[test]
fn the_largest_allowed_picture_passes_within_the_memory_limit() {
    let noise = [
        "-f",
        "lavfi",
        "-i",
        "color=gray:s=8160x6120:d=1,format=rgba",
        "-frames:v",
        "1",
    ];
    let largest = ffmpeg(&[&noise[..], &["-threads", "1", "largest.png"]].concat());
    assert_eq!(still(&fs::read(largest).unwrap()).size(), (4096, 3072));
}

#[test]
fn a_picture_that_was_cut_off_is_shown_as_far_as_it_goes() {
    let jpeg = fs::read(quarters("cut.jpg")).unwrap();
    let outcome = still(&jpeg[..jpeg.len() * 3 / 4]);
    assert_eq!(corners_of(outcome.jpeg())[..2], *"rg");
}

#[test]
fn a_recorder_that_waits_says_that_it_is_ready_and_answers_when_the_picture_comes() {
    let mut child = start(&["still"], Stdio::piped(), Stdio::piped());
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut ready = String::new();
    stderr.read_line(&mut ready).unwrap();
    assert!(ready.contains("sandbox"), "{ready}");
    assert!(child.try_wait().unwrap().is_none());
    let jpeg = fs::read(quarters("later.jpg")).unwrap();
    child.stdin.take().unwrap().write_all(&jpeg).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(
        output
            .stdout
            .starts_with(b"{\"width_px\":160,\"height_px\":120}\n\xff\xd8")
    );
}

#[test]
fn a_parent_that_goes_away_ends_a_waiting_recorder() {
    let mut child = start(&["still"], Stdio::piped(), Stdio::piped());
    drop(child.stdin.take());
    assert_eq!(outcome(child).refusal(), "not_a_picture");
}
