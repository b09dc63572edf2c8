//! What recording costs; infra/benches/journal-cost.sh prints it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]
#![allow(clippy::print_stdout, reason = "a figure is printed")]

mod support;

use std::time::{Duration, Instant};

use media_core::{Codec, scripted::Peer};
use media_server::{JournalConfig, Metrics};
use protocol::{id::ReportId, media::Direction, time::UnixMs};
use support::{
    TestNode,
    caller::{Caller, run},
};

const CALLERS: u8 = 10;

#[tokio::test]
#[ignore = "a bench"]
async fn what_a_recorded_minute_costs() {
    let span_s = std::env::var("GENBA_BENCH_SECONDS").map_or(20, |text| text.parse().unwrap());
    let span = Duration::from_secs(span_s);
    let without = costs(false, span).await;
    let with = costs(true, span).await;
    let minutes = f64::from(CALLERS) * span.as_secs_f64() / 60.0;
    let per_minute = |value: u64| value as f64 / minutes;
    let bytes = per_minute(with.journal_bytes);
    let received = per_minute(with.bytes_in);
    let writer_ms = per_minute(with.journal_cpu_us) / 1000.0;
    let shard_ms = per_minute(with.cpu_us) / 1000.0;
    let shard_without_ms = per_minute(without.cpu_us) / 1000.0;
    println!("a minute of one caller: {bytes:.0} bytes written of {received:.0} received");
    println!(
        "CPU: {writer_ms:.1} ms of the writer; media thread {shard_ms:.1} ms, {shard_without_ms:.1} ms without"
    );
    println!(
        "{{\"bench\":\"journal-cost\",\"callers\":{CALLERS},\"bytes_per_minute\":{bytes:.0},\"received_per_minute\":{received:.0},\"writer_cpu_ms_per_minute\":{writer_ms:.1},\"media_cpu_ms_per_minute\":{shard_ms:.1},\"media_cpu_ms_per_minute_without\":{shard_without_ms:.1},\"records_lost\":{}}}",
        with.journal_records_lost
    );
    assert_eq!(with.journal_records_lost, 0);
    assert!(bytes > 0.9 * received && bytes < 1.1 * received);
}

async fn costs(recorded: bool, span: Duration) -> Metrics {
    let folder = support::temp_folder("journal-cost");
    let now = Instant::now();
    let mut test = TestNode::recording(JournalConfig::new(folder.clone()));
    let mut callers = Vec::new();
    for number in 0..CALLERS {
        test.room = ReportId::new(UnixMs(5), [number; 10]);
        if recorded {
            test.record().await;
        }
        let peer = Peer::publisher(Codec::H264, usize::from(number), now);
        callers.push(Caller::join(&test, peer, Direction::Publish, "phone").await);
    }
    let mut callers: Vec<&mut Caller> = callers.iter_mut().collect();
    run(&mut callers, span).await;
    test.node.stop().await;
    let metrics = test.node.metrics();
    std::fs::remove_dir_all(folder).unwrap();
    metrics
}
