//! Starts the recorder as its parent does, and makes small files to give it with `ffmpeg` and `heif-enc`.
#![allow(dead_code)] // Each test file uses its own part.

pub mod coded;
pub mod journal;
pub mod recorded;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Outcome {
    pub status: ExitStatus,
    pub lines: Vec<Value>,
    pub out: Vec<u8>,
    /// The most memory that it had, as far as that was seen.
    pub peak_bytes: u64,
    pub took: Duration,
}

impl Outcome {
    /// The JSON line before the JPEG.
    pub fn head(&self) -> Value {
        let line = self.out.split(|b| *b == b'\n').next().expect("one line");
        serde_json::from_slice(line).unwrap_or_else(|e| panic!("{e}: {:?}", self.lines))
    }

    pub fn jpeg(&self) -> &[u8] {
        assert_eq!(self.status.code(), Some(0), "{:?}", self.lines);
        let end = self.out.iter().position(|b| *b == b'\n').expect("one line");
        &self.out[end + 1..]
    }

    pub fn size(&self) -> (u64, u64) {
        let head = self.head();
        let side = |name: &str| head[name].as_u64().expect("a number");
        (side("width_px"), side("height_px"))
    }

    pub fn done(&self) -> &Value {
        self.line("done")
    }

    pub fn line(&self, name: &str) -> &Value {
        let lines = &self.lines;
        let found = lines.iter().find_map(|l| l.get(name));
        found.unwrap_or_else(|| panic!("no line {name:?} with {:?} in {lines:?}", self.status))
    }

    /// The code of the refusal, which must be the last line and come with exit code 2.
    pub fn refusal(&self) -> &str {
        assert_eq!(self.status.code(), Some(2), "{:?}", self.lines);
        let refused = &self.lines.last().expect("a last line")["refused"];
        for message in ["message_ja", "message_en"] {
            assert!(!refused[message].as_str().expect("a message").is_empty());
        }
        refused["code"].as_str().expect("a code")
    }

    pub fn signal(&self) -> Option<i32> {
        self.status.signal()
    }
}

pub fn start(arguments: &[&str], input: Stdio, output: Stdio) -> Child {
    Command::new(env!("CARGO_BIN_EXE_genba-recorder"))
        .args(arguments)
        .stdin(input)
        .stdout(output)
        .stderr(Stdio::piped())
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .spawn()
        .expect("the recorder starts")
}

/// Waits, but not for ever: a hang is a failure of its own.
pub fn outcome(mut child: Child) -> Outcome {
    let stdout = child.stdout.take().map(|mut out| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            out.read_to_end(&mut bytes).expect("stdout is readable");
            bytes
        })
    });
    let stderr = child.stderr.take().expect("stderr is a pipe");
    let lines = std::thread::spawn(move || {
        let lines = BufReader::new(stderr)
            .lines()
            .map(|l| l.expect("stderr is text"));
        let parse = |l: String| serde_json::from_str(&l).unwrap_or_else(|e| panic!("{e}: {l}"));
        lines.map(parse).collect()
    });
    let (began, mut peak_bytes) = (Instant::now(), 0);
    let status = loop {
        peak_bytes = peak_bytes.max(peak(child.id()));
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().expect("the child can be ended");
            panic!("the recorder hung");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let out = stdout.map_or(Vec::new(), |t| t.join().expect("stdout was read"));
    Outcome {
        status,
        lines: lines.join().expect("every line is JSON"),
        out,
        peak_bytes,
        took: began.elapsed(),
    }
}

/// Of a process that may be over.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// `still` or `thumbnail`.
pub fn picture(arguments: &[&str], bytes: &[u8]) -> Outcome {
    let mut child = start(arguments, Stdio::piped(), Stdio::piped());
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let bytes = bytes.to_vec();
    // A recorder that refuses early stops reading; that is its right.
    let feed = std::thread::spawn(move || stdin.write_all(&bytes).ok());
    let outcome = outcome(child);
    feed.join().expect("feeding ends");
    outcome
}

pub fn still(bytes: &[u8]) -> Outcome {
    picture(&["still"], bytes)
}

pub fn film(input: &Path, output: &Path) -> Outcome {
    let output = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(output);
    let input = File::open(input).expect("the film exists");
    outcome(start(
        &["film"],
        input.into(),
        output.expect("the copy can be made").into(),
    ))
}

pub fn poster(input: &Path) -> Outcome {
    let input = File::open(input).expect("the film exists");
    outcome(start(&["poster"], input.into(), Stdio::piped()))
}

/// `recording` of a stream of records, into a file.
pub fn recording(codec: &str, records: &[u8], output: &Path) -> Outcome {
    let output = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(output);
    let length = records.len().to_string();
    let arguments = ["recording", "--codec", codec, "--input-bytes", &length];
    let output = output.expect("the film can be made");
    let mut child = start(&arguments, Stdio::piped(), output.into());
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let records = records.to_vec();
    let feed = std::thread::spawn(move || stdin.write_all(&records).ok());
    let outcome = outcome(child);
    feed.join().expect("feeding ends");
    outcome
}

/// A path of this test's own.
pub fn path(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("recorder-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder.join(name)
}

/// Runs `ffmpeg`; the last argument is the name of the file that it makes.
pub fn ffmpeg(arguments: &[&str]) -> PathBuf {
    let (name, rest) = arguments.split_last().expect("a name");
    let made = path(name);
    run(Command::new("ffmpeg")
        .args(["-loglevel", "error", "-y"])
        .args(rest)
        .arg(&made));
    made
}

pub fn run(command: &mut Command) -> Vec<u8> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg and libheif-examples are installed");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Red, green above blue, white: every way of turning it looks different.
pub const QUARTERS: &str = "color=white:s=160x120:d=1,\
    drawbox=x=0:y=0:w=80:h=60:c=red:t=fill,drawbox=x=80:y=0:w=80:h=60:c=lime:t=fill,\
    drawbox=x=0:y=60:w=80:h=60:c=blue:t=fill";

pub fn quarters(name: &str) -> PathBuf {
    ffmpeg(&["-f", "lavfi", "-i", QUARTERS, "-frames:v", "1", name])
}

pub fn heif(source: &Path, name: &str, format: &[&str]) -> PathBuf {
    let made = path(name);
    run(Command::new("heif-enc")
        .args(format)
        .args(["-q", "90"])
        .arg(source)
        .arg("-o")
        .arg(&made));
    made
}

pub fn probe(file: &Path, entries: &str) -> String {
    let wanted = [
        "-loglevel",
        "error",
        "-of",
        "default=noprint_wrappers=1:nokey=1",
        "-show_entries",
        entries,
    ];
    String::from_utf8(run(Command::new("ffprobe").args(wanted).arg(file)))
        .expect("text")
        .trim()
        .to_owned()
}

/// Letters of the four corners' colours: top left, top right, bottom left, bottom right.
pub fn corners(file: &Path) -> String {
    let tiny = "format=rgb24,scale=4:4:flags=area";
    let arguments = ["-loglevel", "error", "-i"];
    let raw = ["-vf", tiny, "-frames:v", "1", "-f", "rawvideo", "-"];
    let pixels = run(Command::new("ffmpeg").args(arguments).arg(file).args(raw));
    [0, 3, 12, 15]
        .iter()
        .map(|i| letter(&pixels[i * 3..i * 3 + 3]))
        .collect()
}

pub fn corners_of(jpeg: &[u8]) -> String {
    let file = path("corners.jpg");
    fs::write(&file, jpeg).expect("the picture can be written");
    corners(&file)
}

fn letter(pixel: &[u8]) -> char {
    match pixel.iter().map(|c| *c > 128).collect::<Vec<_>>()[..] {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        [false, false, false] => 'k',
        _ => '?',
    }
}

/// A small repeatable generator (64-bit linear congruential).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}
