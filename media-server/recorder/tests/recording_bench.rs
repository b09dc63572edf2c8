//! What a long film costs: seconds, processor time and memory for each recorded hour.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use journal::record::Codec;
use support::coded;
use support::journal::{BEGIN_MS, Journal, Sender};
use support::{outcome, path, start};

/// Processor seconds and the most memory that a process has had so far.
fn usage(process: u32) -> Option<(f64, u64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let fields: Vec<_> = after_name.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().ok()? + fields[12].parse::<u64>().ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes = line.split_whitespace().nth(1)?.parse::<u64>().ok()?;
    Some((ticks as f64 / 100.0, kilobytes))
}

/// A minute of frames, and what they need to arrive before their session ends.
const SESSION_MS: i64 = 60_200;

/// The records of so many minutes of 720p at 1.5 Mbit/s with sound, a minute at a time.
fn records_of(minutes: u64, from_ms: i64, mut take: impl FnMut(&[u8])) {
    let source = "testsrc2=s=1280x720:r=30:d=60,noise=alls=8:allf=t";
    let pictures = coded::h264_at("1500k", source, 30, 300, "minute.h264");
    let sound = coded::opus("sine=440:d=60", "minute.ogg");
    for minute in 0..minutes {
        let mut journal = Journal::default();
        let at_ms = from_ms + minute.cast_signed() * SESSION_MS;
        journal.session(minute as u16, at_ms);
        Sender::new(0, minute as u16, Codec::H264, at_ms + 100).send(&mut journal, &pictures);
        Sender::new(1, minute as u16, Codec::Opus, at_ms + 100).send(&mut journal, &sound);
        journal.ended(minute as u16, at_ms + SESSION_MS - 50);
        take(&journal.bytes());
    }
}

/// infra/benches/first-seek.sh asks for them, from a moment on.
#[test]
#[ignore = "it makes what another bench needs"]
fn records_for_a_film() {
    let number = |name: &str| -> i64 { std::env::var(name).unwrap().parse().unwrap() };
    let minutes = number("GENBA_BENCH_MINUTES").unsigned_abs();
    let from_ms = number("GENBA_BENCH_FROM_MS") - BEGIN_MS;
    let path = std::env::var_os("GENBA_BENCH_RECORDS").unwrap();
    let mut file = std::io::BufWriter::new(File::create(path).unwrap());
    records_of(minutes, from_ms, |records| file.write_all(records).unwrap());
    file.flush().unwrap();
}

/// An hour's film is there before anybody has missed it, and does not need the machine for itself.
const GOAL_S_PER_HOUR: f64 = 60.0;
const GOAL_MB: u64 = 256;
/// The first seconds of a process say nothing about an hour.
const SHORTEST_JUDGED_MINUTES: u64 = 10;

#[test]
#[ignore = "a bench of some minutes"]
fn films_of_hours() {
    let minutes = std::env::var("GENBA_BENCH_MINUTES").map_or(60, |text| text.parse().unwrap());
    let film = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path("hours.mp4"))
        .unwrap();
    let mut child = start(
        &["recording", "--codec", "h264"],
        Stdio::piped(),
        film.into(),
    );
    let mut stdin = child.stdin.take().unwrap();
    let process = child.id();
    let watch = std::thread::spawn(move || {
        let mut last = (0.0, 0);
        while let Some(now) = usage(process) {
            last = now;
            std::thread::sleep(Duration::from_millis(20));
        }
        last
    });
    let ended = std::thread::spawn(move || outcome(child));
    let (mut feeding, mut bytes) = (Duration::ZERO, 0);
    records_of(minutes, 0, |records| {
        bytes += records.len();
        // Making the records is not what is measured.
        let began = Instant::now();
        stdin.write_all(records).unwrap();
        feeding += began.elapsed();
    });
    let began = Instant::now();
    drop(stdin);
    let outcome = ended.join().unwrap();
    let seconds = (feeding + began.elapsed()).as_secs_f64();
    let (processor_s, kilobytes) = watch.join().unwrap();
    let done = outcome.done();
    assert_eq!(done["frames"], minutes * 1800);
    let hours = minutes as f64 / 60.0;
    let (each_s, each_processor_s, mb) = (seconds / hours, processor_s / hours, kilobytes / 1024);
    println!(
        "a film of {minutes} min, {} MB of records: {seconds:.1} s, {mb} MB of memory at most",
        bytes / 1_000_000,
    );
    println!("an hour: {each_s:.1} s, {each_processor_s:.1} s of processor");
    println!(
        "{{\"bench\":\"recording-films\",\"minutes\":{minutes},\"record_bytes\":{bytes},\"s_per_hour\":{each_s:.1},\"cpu_s_per_hour\":{each_processor_s:.1},\"memory_mb\":{mb},\"goal_s_per_hour\":{GOAL_S_PER_HOUR},\"goal_memory_mb\":{GOAL_MB}}}"
    );
    assert!(mb <= GOAL_MB, "{mb} MB");
    assert!(minutes < SHORTEST_JUDGED_MINUTES || each_s <= GOAL_S_PER_HOUR);
}
