//! What happens to a stream on its way: losses, reconnects, other layers and sizes, other clocks.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use journal::record::Codec;
use serde_json::Value;
use support::coded::{self, Frame};
use support::journal::{Journal, Sender};
use support::recorded::{
    BOTH, LARGE, SMALL, TONE, assert_plays, film, pictures, seen_and_heard, session, shown,
};

#[test]
fn repaired_and_reordered_packets_cost_nothing() {
    for codec in BOTH {
        let mut journal = Journal::default();
        session(&mut journal, 1, codec, 0, |frame, packet| {
            Some(match (frame % 7, packet) {
                (3, 0) => 90,
                (5, 1) => 5,
                _ if frame == 50 => 1500,
                _ => 0,
            })
        });
        let (film, done) = film(codec, &journal, "repaired");
        assert_eq!(done["frames"], 100, "{codec:?}");
        assert_plays(&film);
        let times = shown(&film);
        assert!(
            times
                .iter()
                .enumerate()
                .all(|(place, (at_ms, _))| { (at_ms - 220 - place as i64 * 40).abs() <= 12 }),
            "{times:?}"
        );
    }
}

#[test]
fn what_is_lost_costs_what_depends_on_it_and_nothing_that_is_shown_is_damaged() {
    for codec in BOTH {
        let mut journal = Journal::default();
        session(&mut journal, 1, codec, 0, |frame, packet| {
            match (frame, packet) {
                (30, 0) => None,
                (75, 1) if packet > 0 => None,
                _ => Some(0),
            }
        });
        let (film, done) = film(codec, &journal, "lost");
        assert_plays(&film);
        let frames = done["frames"].as_i64().unwrap();
        // Without the pictures from the lost one to the next key frame.
        assert!(frames == 80 || frames == 55, "{codec:?}: {frames}");
        let times = shown(&film);
        assert_eq!(times.len() as i64, frames);
        let at = |place: i64| 220 + place * 40;
        assert!(times.iter().any(|(ms, _)| (ms - at(29)).abs() <= 12));
        assert!(
            !times
                .iter()
                .any(|(ms, _)| (at(30) - 5..at(50) - 15).contains(ms))
        );
        assert!(times.iter().any(|(ms, _)| (ms - at(50)).abs() <= 12));
    }
}

#[test]
fn a_session_after_a_reconnect_stands_at_its_real_time_behind_a_gap() {
    for codec in BOTH {
        let mut journal = Journal::default();
        session(&mut journal, 1, codec, 0, |_, _| Some(0));
        journal.session(2, 12_000);
        let mut camera = Sender::new(20, 2, codec, 12_300);
        camera.travel_ms = 300;
        camera.send(&mut journal, &pictures(codec, LARGE, "after"));
        let microphone = Sender::new(21, 2, Codec::Opus, 12_300);
        microphone.send(&mut journal, &coded::opus(TONE, "after.ogg"));
        let (film, done) = film(codec, &journal, "reconnect");
        assert_plays(&film);
        assert_eq!(done["frames"], 200);
        assert_eq!(
            (&done["width_px"], &done["height_px"]),
            (&320.into(), &240.into())
        );
        let gaps = done["gaps"].as_array().unwrap();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        let near = |name: &str, ms: i64| (gaps[0][name].as_i64().unwrap() - ms).abs() < 60;
        assert!(near("from_ms", 4220) && near("to_ms", 12_320), "{gaps:?}");
        let shown = shown(&film);
        assert_eq!(shown.len(), 200);
        assert!(shown[..100].iter().all(|(_, width)| *width == 160));
        assert!(shown[100..].iter().all(|(_, width)| *width == 320));
        // Its packets travelled long, which its clock tells: the time is that of its sound.
        assert!((shown[100].0 - 12_320).abs() < 40, "{:?}", shown[100]);
    }
}

#[test]
fn the_best_layer_that_is_there_is_shown_and_changes_at_key_frames() {
    for codec in BOTH {
        let mut journal = Journal::default();
        journal.session(1, 0);
        let small = pictures(codec, SMALL, "low");
        let large = pictures(codec, LARGE, "high");
        Sender::new(1, 1, codec, 0).send(&mut journal, &small);
        let mut high = Sender::new(2, 1, codec, 0);
        high.layer = 2;
        // There from the middle of its first second to the end of its second.
        high.send(&mut journal, &large[12..50]);
        let (film, done) = film(codec, &journal, "layers");
        assert_plays(&film);
        let shown = shown(&film);
        let widths: Vec<_> = shown
            .chunk_by(|a, b| a.1 == b.1)
            .map(|run| (run[0].1, run.len()))
            .collect();
        // The large one begins at its first key frame; the small one comes back at its own, once
        // the large one has been silent for a second.
        assert_eq!(widths, [(160, 25), (320, 25), (160, 25)], "{codec:?}");
        assert_eq!(done["gaps"], Value::Array(vec![]), "{codec:?}");
        assert_eq!(shown[25].0 - shown[24].0, 40, "{codec:?}");
    }
}

/// A flash and a beep at the same moment, in seconds from the beginning.
fn flash_and_beep(codec: Codec, at_s: f64) -> (Vec<Frame>, Vec<Frame>) {
    let end_s = at_s + 0.2;
    let flash = format!(
        "color=black:s=160x120:r=25:d=4,drawbox=c=white:t=fill:enable='between(t,{at_s},{end_s})'"
    );
    let beep = format!("sine=1000:d=4,volume=0:enable='not(between(t,{at_s},{end_s}))'");
    let pictures = pictures(codec, &flash, "flash");
    (pictures, coded::opus(&beep, "beep.ogg"))
}

#[test]
fn lips_and_voices_stay_together_across_slow_networks_and_reconnects() {
    for codec in BOTH {
        let mut journal = Journal::default();
        let (pictures, sound) = flash_and_beep(codec, 2.0);
        for (number, at_ms, travel_ms) in [(1, 0, 20), (2, 30_000, 400)] {
            journal.session(number, at_ms);
            let mut camera = Sender::new(number * 10, number, codec, at_ms + 500);
            camera.travel_ms = travel_ms;
            camera.send(&mut journal, &pictures);
            let mut microphone = Sender::new(number * 10 + 1, number, Codec::Opus, at_ms + 500);
            microphone.network = |frame, _| (frame % 50 != 7).then_some(0);
            microphone.send(&mut journal, &sound);
            journal.ended(number, at_ms + 5000);
        }
        let (film, _) = film(codec, &journal, "lips");
        let (seen, heard) = seen_and_heard(&film);
        assert_eq!(
            (seen.len(), heard.len()),
            (2, 2),
            "{codec:?}: {seen:?} {heard:?}"
        );
        for (at, (seen, heard)) in seen.iter().zip(&heard).enumerate() {
            assert!((seen - heard).abs() <= 40, "{codec:?}: {seen} and {heard}");
            let expected = [2520, 32_520][at];
            assert!(
                (seen - expected).abs() <= 60,
                "{codec:?}: {seen}, not {expected}"
            );
        }
    }
}
