//! Stills from journals: the right moment, the right number.

mod support;

use journal::record::Codec;
use support::coded;
use support::journal::{BEGIN_MS, Journal, Sender};
use support::{Outcome, corners_of, picture};

const RATE: i64 = 10;

/// Red, green and blue, a second each, with a key frame at the beginning of each.
fn colours(codec: Codec, layers: &[&str]) -> Vec<u8> {
    let mut journal = Journal::default();
    journal.session(1, 0);
    for (layer, size) in layers.iter().enumerate() {
        let part = |colour: &str| format!("color={colour}:s={size}:r=10:d=1");
        let [red, green, blue] = ["red", "lime", "blue"].map(part);
        let source = format!("{red}[r];{green}[g];{blue}[b];[r][g][b]concat=n=3");
        let label = format!("colours-{layer}");
        let frames = match codec {
            Codec::H264 => coded::h264(&source, RATE, 10, &label),
            _ => coded::vp8(&source, RATE, 10, &label),
        };
        let mut camera = Sender::new(layer as u16, 1, codec, 100);
        camera.layer = layer as u8;
        camera.send(&mut journal, &frames);
    }
    journal.bytes()
}

fn frame(records: &[u8], at_ms: i64) -> Outcome {
    picture(
        &["frame", "--at-ms", &(BEGIN_MS + at_ms).to_string()],
        records,
    )
}

#[test]
fn a_frame_is_the_last_key_frame_at_or_before_its_time() {
    for codec in [Codec::H264, Codec::Vp8] {
        let records = colours(codec, &["160x120", "320x240"]);
        for (at_ms, colour, taken_ms) in [
            (-5000, "r", 120),
            (0, "r", 120),
            (1100, "r", 120),
            (1130, "g", 1120),
            (2100, "g", 1120),
            (2130, "b", 2120),
            (900_000, "b", 2120),
        ] {
            let outcome = frame(&records, at_ms);
            assert_eq!(
                corners_of(outcome.jpeg()),
                colour.repeat(4),
                "{codec:?} at {at_ms}"
            );
            let told = outcome.head()["at_ms"].as_i64().unwrap() - BEGIN_MS;
            assert!(
                (told - taken_ms).abs() <= 11,
                "{codec:?}: {told}, not {taken_ms}"
            );
            assert_eq!(outcome.size(), (320, 240), "{codec:?} at {at_ms}");
        }
    }
}

#[test]
fn a_frame_may_be_made_small() {
    let records = colours(Codec::Vp8, &["320x240"]);
    let at_ms = BEGIN_MS.to_string();
    let outcome = picture(
        &["frame", "--at-ms", &at_ms, "--long-side-px", "80"],
        &records,
    );
    assert_eq!(outcome.size(), (80, 60));
}

#[test]
fn a_contact_sheet_shows_every_key_frame_of_a_short_recording() {
    for codec in [Codec::H264, Codec::Vp8] {
        let outcome = picture(&["contact-sheet"], &colours(codec, &["320x180"]));
        let head = outcome.head();
        assert_eq!(head["cells_ms"].as_array().unwrap().len(), 3, "{head}");
        // Red and green above blue and nothing.
        assert_eq!(outcome.size(), (640, 360));
        assert_eq!(corners_of(outcome.jpeg()), "rgbk", "{codec:?}");
    }
}

#[test]
fn a_contact_sheet_of_a_long_recording_has_twelve_cells_at_most() {
    let mut journal = Journal::default();
    journal.session(1, 0);
    let frames = coded::vp8("testsrc2=s=120x160:r=5:d=60", 5, 5, "long");
    Sender::new(1, 1, Codec::Vp8, 0).send(&mut journal, &frames);
    let outcome = picture(&["contact-sheet"], &journal.bytes());
    let head = outcome.head();
    let cells: Vec<_> = head["cells_ms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_i64().unwrap())
        .collect();
    assert!((9..=12).contains(&cells.len()), "{cells:?}");
    assert!(cells.is_sorted());
    let whole = cells[cells.len() - 1] - cells[0];
    assert!(whole > 50_000, "spread over the whole: {cells:?}");
    assert_eq!(outcome.size().0, 1280);
}

#[test]
fn where_there_is_no_picture_there_is_a_refusal() {
    let mut journal = Journal::default();
    journal.session(1, 0);
    for records in [Vec::new(), journal.bytes()] {
        assert_eq!(frame(&records, 0).refusal(), "no_pictures");
        assert_eq!(
            picture(&["contact-sheet"], &records).refusal(),
            "no_pictures"
        );
    }
    assert_eq!(frame(b"no records at all", 0).refusal(), "damaged");
}
