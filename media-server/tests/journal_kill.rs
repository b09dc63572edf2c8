//! `kill -9` of a node in the middle of recordings, again and again: what is lost of each stream.
//! GENBA_BENCH_KILLS says how often; the figures are printed at the end.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]
#![allow(clippy::print_stdout, reason = "a figure is printed")]

mod support;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use media_server::JournalConfig;
use protocol::{
    id::ReportId,
    media::{Direction, RecordingKey},
    time::UnixMs,
};
use support::{
    TestNode,
    caller::{Caller, run},
    kept,
};

const FOLDER: &str = "GENBA_TEST_JOURNAL";
/// Recorded at once: two of three layers, one of one.
const ROOMS: u8 = 3;
/// The node's clock begins here.
const START_US: u64 = 1_800_000_000_000_000;

/// The goal, held by the bench; beside other tests a thread may wait long for its turn.
const LOST_MS_MAX: u64 = 500;
const LOST_BESIDE_OTHERS_MS_MAX: u64 = 2_000;

#[test]
fn a_kill_costs_a_moment_of_each_stream_and_no_chain() {
    let asked = std::env::var("GENBA_BENCH_KILLS").ok();
    let lost_ms_max = match asked {
        Some(_) => LOST_MS_MAX,
        None => LOST_BESIDE_OTHERS_MS_MAX,
    };
    let kills = asked.map_or(4, |kills| kills.parse().unwrap());
    let mut lost_ms = Vec::new();
    let (mut chunks, mut torn) = (0, 0);
    for number in 0..kills {
        let folder = support::temp_folder(&format!("journal-kill-{number}"));
        let killed_us = kill_once(&folder);
        for room in 0..ROOMS {
            let kept = kept::read(&folder, room_of(room), &RecordingKey([7; 32]));
            assert_eq!((kept.files, kept.finished, kept.lost), (1, 0, 0));
            assert_unbroken(kept.packets.keys());
            let last_us = kept.packets.values().map(|(_, at_us)| *at_us).max();
            lost_ms.push(killed_us.saturating_sub(last_us.unwrap()) / 1000);
            chunks += kept.chunks;
            torn += kept.torn;
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
    lost_ms.sort_unstable();
    let at = |share: usize| lost_ms[(lost_ms.len() - 1) * share / 100];
    let (median, p95, worst) = (at(50), at(95), at(100));
    println!(
        "kills {kills}, streams {}, whole chunks {chunks}, torn ends {torn}",
        lost_ms.len()
    );
    println!("lost per stream: median {median} ms, p95 {p95} ms, worst {worst} ms");
    println!(
        "{{\"bench\":\"journal-kills\",\"kills\":{kills},\"streams\":{},\"lost_ms_median\":{median},\"lost_ms_p95\":{p95},\"lost_ms_worst\":{worst},\"chunks\":{chunks},\"torn_ends\":{torn},\"broken_chains\":0,\"goal_worst_ms\":{lost_ms_max}}}",
        lost_ms.len()
    );
    assert!(worst <= lost_ms_max, "{lost_ms:?}");
}

/// The node and its callers in a process of their own; when it was last heard of, by its clock.
fn kill_once(folder: &Path) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "the_process_that_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (told, heard) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        let times = lines.filter_map(|line| line.strip_prefix("now ")?.parse::<u64>().ok());
        times.for_each(|time| told.send(time).unwrap());
    });
    let begun = heard.recv_timeout(Duration::from_secs(30)).unwrap();
    let mut random = [0; 2];
    aws_lc_rs::rand::fill(&mut random).unwrap();
    let more_ms = u64::from(u16::from_be_bytes(random)) % 1500;
    std::thread::sleep(Duration::from_millis(1500 + more_ms));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    let last = heard.try_iter().last().unwrap();
    assert!(last > begun + 1_000_000);
    last
}

#[tokio::test]
#[ignore = "it is started, and killed, by the other"]
async fn the_process_that_is_killed() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let start = Instant::now();
    let mut test = TestNode::recording_since(JournalConfig::new(folder), start);
    let mut callers = Vec::new();
    for number in 0..ROOMS {
        test.room = room_of(number);
        test.record().await;
        let place = usize::from(number);
        let peer = match number {
            0 => Peer::publisher(Codec::H264, place, start),
            _ => Peer::simulcast(Codec::Vp8, place, start),
        };
        callers.push(Caller::join(&test, peer, Direction::Publish, "phone").await);
    }
    let mut callers: Vec<&mut Caller> = callers.iter_mut().collect();
    run(&mut callers, Duration::from_millis(500)).await;
    loop {
        run(&mut callers, Duration::from_millis(5)).await;
        let passed = u64::try_from(start.elapsed().as_micros()).unwrap();
        println!("now {}", START_US + passed);
    }
}

fn room_of(number: u8) -> ReportId {
    ReportId::new(UnixMs(5), [number; 10])
}

/// Of each stream every packet up to the last one is there.
fn assert_unbroken<'a>(packets: impl Iterator<Item = &'a Vec<u8>>) {
    let mut numbers: BTreeMap<u32, Vec<u16>> = BTreeMap::new();
    for packet in packets {
        let number = u16::from_be_bytes([packet[2], packet[3]]);
        let source = u32::from_be_bytes(*packet[8..].first_chunk().unwrap());
        // They begin at 65,500.
        numbers
            .entry(source)
            .or_default()
            .push(number.wrapping_sub(65_500));
    }
    for (source, mut numbers) in numbers {
        numbers.sort_unstable();
        let gaps = numbers.windows(2).filter(|pair| pair[1] != pair[0] + 1);
        assert_eq!(gaps.count(), 0, "source {source:x}: {numbers:?}");
    }
}
