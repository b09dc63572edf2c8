//! What a long film costs: seconds, processor time and memory for each recorded hour.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use journal::record::Codec;
use support::coded;
use support::journal::{Journal, Sender};
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

#[test]
#[ignore = "a bench of some minutes"]
fn films_of_hours() {
    let hours = std::env::var("GENBA_BENCH_HOURS").map_or(1, |text| text.parse().unwrap());
    let source = "testsrc2=s=1280x720:r=30:d=60,noise=alls=8:allf=t";
    let pictures = coded::h264_at("1500k", source, 30, 300, "minute.h264");
    let sound = coded::opus("sine=440:d=60", "minute.ogg");
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
    for minute in 0..hours * 60 {
        let mut journal = Journal::default();
        let at_ms = minute * 60_000;
        journal.session(minute as u16, at_ms);
        Sender::new(0, minute as u16, Codec::H264, at_ms + 100).send(&mut journal, &pictures);
        Sender::new(1, minute as u16, Codec::Opus, at_ms + 100).send(&mut journal, &sound);
        journal.ended(minute as u16, at_ms + 60_000);
        let records = journal.bytes();
        bytes += records.len();
        // Making the records is not what is measured.
        let began = Instant::now();
        stdin.write_all(&records).unwrap();
        feeding += began.elapsed();
    }
    let began = Instant::now();
    drop(stdin);
    let outcome = ended.join().unwrap();
    let seconds = (feeding + began.elapsed()).as_secs_f64();
    let (processor_s, kilobytes) = watch.join().unwrap();
    let done = outcome.done();
    assert_eq!(done["frames"], hours * 60 * 1800);
    println!(
        "{hours} h, {} MB of records: {:.1} s and {:.1} s of processor for each hour, {} MB of memory at most",
        bytes / 1_000_000,
        seconds / hours as f64,
        processor_s / hours as f64,
        kilobytes / 1024,
    );
}
