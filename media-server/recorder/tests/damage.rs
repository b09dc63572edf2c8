//! Two hundred seeded ways of damage: each ends in a copy or in a refusal, never in a crash or a hang.

mod support;

use std::fs;

use support::{Outcome, QUARTERS, Random, ffmpeg, film, heif, path, quarters, still};

/// Bytes flipped, a piece cut out, a piece doubled, the end cut off, or numbers made extreme.
fn damage(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(damaged.len());
        let length = random.below(64).min(damaged.len() - at);
        match random.below(6) {
            0 => damaged[at] ^= 1 << random.below(8),
            1 => damaged[at] = random.below(256) as u8,
            2 => drop(damaged.drain(at..at + length)),
            3 => damaged
                .splice(at..at, bytes[..length].to_vec())
                .for_each(drop),
            4 => damaged[at..at + length].fill(0xff),
            _ => damaged.truncate((at + bytes.len() / 2).max(16)),
        }
    }
    damaged
}

fn assert_copy_or_refusal(outcome: &Outcome, what: &str) {
    match outcome.status.code() {
        Some(0) => {}
        Some(2) => drop(outcome.refusal().to_owned()),
        _ => panic!("{what}: {:?} {:?}", outcome.status, outcome.lines),
    }
}

#[test]
fn damaged_pictures() {
    let png = quarters("quarters.png");
    let files = [
        quarters("q.jpg"),
        png.clone(),
        quarters("q.webp"),
        quarters("q.gif"),
        quarters("q.bmp"),
        heif(&png, "q.heic", &[]),
        heif(&png, "q.avif", &["-A"]),
    ];
    let originals: Vec<_> = files.iter().map(|f| fs::read(f).unwrap()).collect();
    let mut random = Random(20_261_120);
    for turn in 0..140 {
        let damaged = damage(&originals[turn % originals.len()], &mut random);
        let name = files[turn % files.len()].display();
        assert_copy_or_refusal(&still(&damaged), &format!("turn {turn} of {name}"));
    }
}

#[test]
fn damaged_films() {
    let make = |encoders: &[&str]| {
        let inputs = [
            "-f",
            "lavfi",
            "-i",
            QUARTERS,
            "-f",
            "lavfi",
            "-i",
            "sine=440:d=1",
        ];
        fs::read(ffmpeg(&[&inputs[..], encoders].concat())).unwrap()
    };
    let originals = [
        make(&["-c:v", "libx264", "-c:a", "aac", "a.mp4"]),
        make(&[
            "-c:v",
            "libx265",
            "-x265-params",
            "log-level=none",
            "-c:a",
            "aac",
            "b.mov",
        ]),
        make(&["-c:v", "libvpx", "-c:a", "libopus", "c.webm"]),
        make(&["-c:v", "mpeg4", "-c:a", "mp3", "d.avi"]),
    ];
    let mut random = Random(20_261_121);
    let file = path("damaged");
    for turn in 0..60 {
        fs::write(
            &file,
            damage(&originals[turn % originals.len()], &mut random),
        )
        .unwrap();
        assert_copy_or_refusal(&film(&file, &path("copy.mp4")), &format!("turn {turn}"));
    }
}
