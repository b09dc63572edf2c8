//! Journals that were cut off or lie: a refusal, never a crash or a hang, and what came before plays.

mod support;

use std::fs;
use std::process::Command;

use journal::record::Codec;
use support::coded;
use support::journal::{Journal, Sender};
use support::{Random, path, picture, recording};

fn records(codec: Codec) -> Vec<u8> {
    let source = "testsrc2=s=160x120:r=25:d=3";
    let frames = match codec {
        Codec::H264 => coded::h264(source, 25, 25, "damage.h264"),
        _ => coded::vp8(source, 25, 25, "damage.vp8"),
    };
    let mut journal = Journal::default();
    journal.session(1, 0);
    Sender::new(1, 1, codec, 100).send(&mut journal, &frames);
    let sound = coded::opus("sine=440:d=3", "damage.ogg");
    Sender::new(2, 1, Codec::Opus, 100).send(&mut journal, &sound);
    journal.ended(1, 4000);
    journal.bytes()
}

#[test]
fn cut_off_anywhere_it_is_refused_and_what_came_before_plays() {
    for (codec, name) in [(Codec::H264, "h264"), (Codec::Vp8, "vp8")] {
        let records = records(codec);
        let mut random = Random(20_261_128);
        let mut played = 0;
        for turn in 0..25 {
            let length = match turn {
                0 => 3,
                1 => records.len() - 1,
                _ => 1 + random.below(records.len() - 1),
            };
            let output = path("cut");
            let outcome = recording(name, &records[..length], &output);
            // A cut between two records cannot be seen.
            if outcome.status.code() != Some(0) {
                let refusal = outcome.refusal();
                assert!(matches!(refusal, "damaged" | "no_pictures"), "{refusal}");
            }
            if fs::metadata(&output).unwrap().len() == 0 {
                continue;
            }
            let arguments = ["-v", "error", "-xerror", "-i"];
            let played_back = Command::new("ffmpeg")
                .args(arguments)
                .arg(&output)
                .args(["-f", "null", "-"])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&played_back.stderr).into_owned();
            assert!(said.is_empty(), "{name} cut at {length}: {said}");
            played += 1;
        }
        assert!(played > 15, "{name}: {played}");
    }
}

#[test]
fn damage_anywhere_ends_in_a_film_or_a_refusal() {
    let originals = [records(Codec::H264), records(Codec::Vp8)];
    let mut random = Random(20_261_129);
    for turn in 0..60 {
        let mut damaged = originals[turn % 2].clone();
        for _ in 0..=random.below(30) {
            let at = random.below(damaged.len());
            let length = random.below(64).min(damaged.len() - at);
            match random.below(4) {
                0 => damaged[at] ^= 1 << random.below(8),
                1 => damaged[at..at + length].fill(0xff),
                2 => drop(damaged.drain(at..at + length)),
                _ => damaged[at] = random.below(256) as u8,
            }
        }
        let name = ["h264", "vp8"][turn % 2];
        for outcome in [
            recording(name, &damaged, &path("damaged")),
            picture(&["contact-sheet"], &damaged),
        ] {
            match outcome.status.code() {
                Some(0) => {}
                Some(2) => drop(outcome.refusal().to_owned()),
                _ => panic!("turn {turn}: {:?} {:?}", outcome.status, outcome.lines),
            }
        }
    }
}

/// Bits of payloads alone are flipped: every record is sound, every picture may be damaged.
#[test]
fn pictures_that_are_no_pictures_end_in_a_film_or_a_refusal() {
    for (codec, name) in [(Codec::H264, "h264"), (Codec::Vp8, "vp8")] {
        let original = records(codec);
        let mut random = Random(20_261_130);
        for turn in 0..20 {
            let mut damaged = original.clone();
            let mut rest = 0;
            while let Some(head) = damaged[rest..].first_chunk::<4>() {
                let length = u32::from_be_bytes([0, head[1], head[2], head[3]]) as usize;
                if head[0] == 3 && length > 30 && random.below(3) == 0 {
                    let at = rest + 26 + random.below(length - 26);
                    damaged[at] ^= 1 << random.below(8);
                }
                rest += 4 + length;
            }
            let outcome = recording(name, &damaged, &path("flipped"));
            assert!(
                matches!(outcome.status.code(), Some(0 | 2)),
                "turn {turn}: {:?}",
                outcome.lines
            );
        }
    }
}

#[test]
fn streams_that_never_end_or_ask_for_the_world_are_refused() {
    let begun = || {
        let mut journal = Journal::default();
        journal.session(1, 0);
        journal
    };
    let mut sessions = Journal::default();
    for _ in 0..1_000_000 {
        sessions.session(1, 0);
    }
    let mut undeclared = begun().bytes();
    undeclared.extend([3, 0, 0, 22, 0, 9]);
    undeclared.extend([0; 20]);
    let mut huge = begun().bytes();
    huge.extend([3, 0xff, 0xff, 0xff]);
    huge.resize(20 << 20, 0);
    for (what, records) in [
        ("a million sessions", sessions.bytes()),
        ("a track that was never declared", undeclared),
        ("a huge length", huge),
        ("zeros", vec![0; 1 << 20]),
    ] {
        let outcome = recording("h264", &records, &path("world"));
        assert_eq!(outcome.refusal(), "damaged", "{what}");
    }
}
