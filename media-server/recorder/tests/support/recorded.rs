//! Sessions into journals, journals into films, films looked at.

use std::path::{Path, PathBuf};
use std::process::Command;

use journal::record::Codec;
use serde_json::Value;

use super::coded::{self, Frame};
use super::journal::{Journal, Network, Sender};
use super::{path, recording, run};

pub const RATE: i64 = 25;
pub const SMALL: &str = "testsrc2=s=160x120:r=25:d=4";
pub const LARGE: &str = "testsrc2=s=320x240:r=25:d=4";
pub const TONE: &str = "sine=440:d=4";

pub fn pictures(codec: Codec, source: &str, name: &str) -> Vec<Frame> {
    let key_every = RATE as u32;
    match codec {
        Codec::H264 => coded::h264(source, RATE, key_every, name),
        _ => coded::vp8(source, RATE, key_every, name),
    }
}

pub fn name(codec: Codec) -> &'static str {
    match codec {
        Codec::H264 => "h264",
        _ => "vp8",
    }
}

pub const BOTH: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// Sends one session with pictures and sound.
pub fn session(journal: &mut Journal, number: u16, codec: Codec, at_ms: i64, network: Network) {
    journal.session(number, at_ms);
    let label = format!("{}-{number}", name(codec));
    let mut camera = Sender::new(number * 10, number, codec, at_ms + 200);
    camera.network = network;
    camera.send(journal, &pictures(codec, SMALL, &label));
    let microphone = Sender::new(number * 10 + 1, number, Codec::Opus, at_ms + 100);
    microphone.send(journal, &coded::opus(TONE, &format!("{label}.ogg")));
    journal.ended(number, at_ms + 5000);
}

pub fn film(codec: Codec, journal: &Journal, label: &str) -> (PathBuf, Value) {
    let output = path(&format!("{label}.{}", name(codec)));
    let outcome = recording(name(codec), &journal.bytes(), &output);
    (output, outcome.done().clone())
}

/// Decodes everything; the first error is one too many.
pub fn assert_plays(film: &Path) {
    let arguments = ["-v", "error", "-xerror", "-i"];
    let output = Command::new("ffmpeg")
        .args(arguments)
        .arg(film)
        .args(["-f", "null", "-"])
        .output()
        .expect("as expected");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.is_empty(),
        "{film:?}: {said}"
    );
}

/// Time in milliseconds and size of every picture that can be decoded.
pub fn shown(film: &Path) -> Vec<(i64, u32)> {
    let arguments = [
        "-loglevel",
        "error",
        "-select_streams",
        "v",
        "-of",
        "csv=p=0",
    ];
    let wanted = ["-show_entries", "frame=pts_time,width"];
    let text = run(Command::new("ffprobe")
        .args(arguments)
        .args(wanted)
        .arg(film));
    let text = String::from_utf8(text).expect("as expected");
    let line = |line: &str| {
        let mut parts = line.split(',');
        let mut next = || parts.next().expect("as expected").to_owned();
        let (first, second) = (next(), next());
        // Columns come in the order of the program's choosing.
        let (time, width) = if first.contains('.') {
            (first, second)
        } else {
            (second, first)
        };
        let seconds: f64 = time.parse().expect("as expected");
        (
            (seconds * 1000.0).round() as i64,
            width.parse().expect("as expected"),
        )
    };
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(line).collect()
}

/// When the flashes and the beeps begin.
pub fn seen_and_heard(film: &Path) -> (Vec<i64>, Vec<i64>) {
    let arguments = ["-loglevel", "error", "-i"];
    let tiny = [
        "-vf",
        "scale=1:1:flags=area,format=gray",
        "-vsync",
        "passthrough",
    ];
    let raw = ["-f", "rawvideo", "-"];
    let grey = run(Command::new("ffmpeg")
        .args(arguments)
        .arg(film)
        .args(tiny)
        .args(raw));
    let times = shown(film);
    assert_eq!(grey.len(), times.len());
    let bright: Vec<_> = grey.iter().map(|luma| *luma > 128).collect();
    let begins = |at: &usize| bright[*at] && (*at == 0 || !bright[*at - 1]);
    let seen = (0..bright.len())
        .filter(begins)
        .map(|at| times[at].0)
        .collect();

    let wave = ["-vn", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"];
    let wave = run(Command::new("ffmpeg").args(arguments).arg(film).args(wave));
    let samples = wave.as_chunks::<4>().0.iter();
    let loud = samples.map(|bytes| f32::from_le_bytes(*bytes).abs() > 0.02);
    let (mut heard, mut last): (Vec<i64>, _) = (Vec::new(), None);
    for (at, _) in loud.enumerate().filter(|(_, loud)| *loud) {
        let at_ms = at as i64 / 48;
        if last.is_none_or(|last| at_ms - last > 500) {
            heard.push(at_ms);
        }
        last = Some(at_ms);
    }
    (seen, heard)
}
