//! Sessions that are begun over HTTP and never go on, and requests that drip: what they cost, how
//! soon they are gone, and whether anybody else has to wait.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bytes::Bytes;
use http::{Method, header};
use serde::Serialize;
use tokio::{task::JoinSet, time::sleep};

use super::{
    arguments::HalfOpenArgs,
    report::{self, Check, Verdict, words},
    slow::{Drips, Slow},
    stage::Stage,
};
use crate::{
    describe::Describe as _, http::Connection, limits, process, stats::percentiles::Percentiles,
};

/// The goals.
const BYTES_EACH_MAX: f64 = 16.0 * 1024.0;
const GONE_S_MAX: f64 = 15.0;
const JOIN_MS_MAX: f64 = 2000.0;
/// Joins that are measured, one after the other, before and during the attack.
const JOINS: u32 = 10;
const LOOK: Duration = Duration::from_millis(100);

#[derive(Serialize)]
struct HalfOpenReport {
    name: &'static str,
    opened: u32,
    refused: Vec<String>,
    opened_per_s: f64,
    most_at_once: u64,
    memory_before_bytes: u64,
    memory_at_most_bytes: u64,
    bytes_each: f64,
    /// From the last one's answer to the end of all.
    gone_after_s: f64,
    dripping: Slow,
    calm_join_ms: Option<Percentiles>,
    attacked_join_ms: Option<Percentiles>,
    joins_failed: Vec<String>,
    #[serde(flatten)]
    verdict: Verdict,
}

pub async fn run(args: &HalfOpenArgs) -> anyhow::Result<Verdict> {
    let stage = Arc::new(Stage::open(&args.server).await?);
    let (calm_ms, failed) = joins(&stage, 0).await;
    anyhow::ensure!(
        failed.is_empty(),
        "joins fail without any attack: {}",
        failed[0]
    );
    let pid = args.server.pid;
    let memory = || process::memory_bytes(pid).context("the server has ended");
    let scraper = stage.scraper();
    // What one round leaves behind in pools and buffers is not the sessions' own.
    open(&stage, args.sessions / 10).await;
    while scraper.counts().await?.get("half_open")? > 0 {
        sleep(LOOK).await;
    }
    let memory_before = memory()?;
    let start = Instant::now();
    let (refused, most) = open(&stage, args.sessions).await;
    let (opened_in, memory_at_most) = (start.elapsed(), memory()?);
    let opened_at = Instant::now();
    let slow = Drips::start(&stage, args.dripping).await?;
    let (attacked_ms, joins_failed) = joins(&stage, JOINS).await;
    while scraper.counts().await?.get("half_open")? > 0
        && opened_at.elapsed() < limits::CONNECT_TIMEOUT * 4
    {
        sleep(LOOK).await;
    }
    let gone_after_s = opened_at.elapsed().as_secs_f64();
    let dripping = slow.finish().await;
    let grown = memory_at_most.saturating_sub(memory_before);
    #[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
    let report = HalfOpenReport {
        name: "siege_half_open",
        opened: args.sessions - u32::try_from(refused.len()).unwrap_or(u32::MAX),
        refused: refused
            .into_iter()
            .take(limits::FAILURE_REASONS_MAX)
            .collect(),
        opened_per_s: f64::from(args.sessions) / opened_in.as_secs_f64(),
        most_at_once: most,
        memory_before_bytes: memory_before,
        memory_at_most_bytes: memory_at_most,
        bytes_each: grown as f64 / most.max(1) as f64,
        gone_after_s,
        dripping,
        calm_join_ms: Percentiles::of(&calm_ms),
        attacked_join_ms: Percentiles::of(&attacked_ms),
        joins_failed,
        verdict: Verdict::default(),
    };
    report.judge(args)
}

/// From the POST to the first picture, one after the other.
async fn joins(stage: &Stage, first: u32) -> (Vec<f64>, Vec<String>) {
    let (mut took_ms, mut failed) = (Vec::new(), Vec::new());
    for number in first..first + JOINS {
        match stage.first_picture_ms(number).await {
            Ok(ms) => took_ms.push(ms),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    (took_ms, failed)
}

/// Posts an offer for each and does nothing more; what was refused, and how many were open at
/// once.
async fn open(stage: &Arc<Stage>, count: u32) -> (Vec<String>, u64) {
    let next = Arc::new(AtomicU32::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..limits::SIEGE_CONNECTIONS {
        let (stage, next) = (stage.clone(), next.clone());
        workers.spawn(async move {
            let mut refused = Vec::new();
            let mut connection = Connection::new(stage.origin.clone(), stage.trust.clone());
            while next.fetch_add(1, Ordering::Relaxed) < count {
                if let Err(error) = post(&stage, &mut connection).await {
                    refused.push(format!("{error:#}"));
                }
            }
            refused
        });
    }
    let refused = workers.join_all().await.concat();
    let counts = stage.scraper().counts().await;
    let most = counts.and_then(|counts| counts.get("half_open"));
    (refused, most.unwrap_or(0))
}

/// One connection for many sessions, so that only these are counted.
async fn post(stage: &Stage, connection: &mut Connection) -> anyhow::Result<()> {
    let offer = stage.joiner.publisher(stage.film.clone())?.offer()?;
    let headers = [
        (header::AUTHORIZATION, format!("Bearer {}", stage.token()?)),
        (header::CONTENT_TYPE, "application/sdp".to_owned()),
    ];
    let answer = connection.request(Method::POST, "/media/whip", &headers, Bytes::from(offer));
    answer.await?.accepted("/media/whip")?;
    Ok(())
}

impl HalfOpenReport {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    fn judge(mut self, args: &HalfOpenArgs) -> anyhow::Result<Verdict> {
        let slowest_ms = self.attacked_join_ms.map_or(f64::INFINITY, |ms| ms.max_ms);
        self.verdict = Verdict::of(
            vec![
                Check::most("bytes of memory for each", self.bytes_each, BYTES_EACH_MAX),
                Check::most("seconds until all were gone", self.gone_after_s, GONE_S_MAX),
                Check::most("ms of the slowest join meanwhile", slowest_ms, JOIN_MS_MAX),
                Check::most("joins that failed", self.joins_failed.len() as f64, 0.0),
                Check::most(
                    "seconds that a dripping request was borne",
                    self.dripping.longest_s,
                    GONE_S_MAX + 1.0,
                ),
            ],
            vec![Check::least(
                "sessions open at once",
                self.most_at_once,
                u64::from(args.sessions) * 95 / 100,
            )],
        );
        let joins = |times: &Option<Percentiles>| times.as_ref().map_or("none".to_owned(), words);
        let text = format!(
            "{} half-open sessions ({:.0} a second), {} at once, {} refused\nmemory {:.1} MB before, {:.1} MB with all of them: {:.0} bytes each\n\
             gone {:.1} s after the last one's answer\n{} connections dripped, {} still open when looked at last; the longest was borne for {:.1} s\n\
             a join to its first picture, calm: {}\n  and under attack: {}\n{}",
            self.opened,
            self.opened_per_s,
            self.most_at_once,
            self.refused.len(),
            self.memory_before_bytes as f64 / 1e6,
            self.memory_at_most_bytes as f64 / 1e6,
            self.bytes_each,
            self.gone_after_s,
            self.dripping.opened,
            self.dripping.still_open,
            self.dripping.longest_s,
            joins(&self.calm_join_ms),
            joins(&self.attacked_join_ms),
            self.joins_failed.join("\n"),
        );
        report::print(&self, &self.verdict, &text)?;
        Ok(self.verdict)
    }
}
