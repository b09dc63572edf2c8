//! `genba-loadtest soak`: sessions in and out by the hundred thousand, and what stays behind.

pub mod arguments;
mod backlog;
mod holdings;
mod report;
mod room;

use std::{
    io::Write as _,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use self::{
    arguments::SoakArgs, backlog::Backlog, holdings::Holdings, report::SoakReport, room::Stage,
};
use crate::{
    access::{Access, MediaKey},
    client,
    http::{Origin, Trust},
    light::{Crowd, Film, Joiner},
    limits, process,
    scraper::Scraper,
    target::Whip,
};

pub fn run(args: &SoakArgs) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(args.threads.into())
        .enable_all()
        .build()?
        .block_on(soak(args))
}

async fn soak(args: &SoakArgs) -> anyhow::Result<ExitCode> {
    let stage = Arc::new(stage(args).await?);
    let rooms = args.sessions / 2;
    let backlog = Backlog::watch(stage.scraper.clone());
    let before = Holdings::of(args.server.pid)?;
    let cpu_before_s = process::cpu_s(&args.server.pid.to_string())?;
    let (bar, start) = (progress(rooms.into())?, Instant::now());
    // The first tenth fills pools and caches; what grows after it is kept for good.
    let mut failures = visits(args, &stage, &backlog, 0..rooms / 10, &bar).await;
    let mut seconds = start.elapsed().as_secs_f64();
    backlog.gone().await?;
    let warm = Holdings::settled(args.server.pid, limits::SOAK_SETTLE).await?;
    let again = Instant::now();
    failures.extend(visits(args, &stage, &backlog, rooms / 10..rooms, &bar).await);
    seconds += again.elapsed().as_secs_f64();
    backlog.gone().await?;
    let after = Holdings::settled(args.server.pid, limits::SOAK_SETTLE).await?;
    bar.finish_and_clear();
    let sessions = u64::from(rooms) * 2;
    let report = SoakReport {
        name: "soak",
        sessions,
        failed: failures.len() as u64,
        failures: failures
            .into_iter()
            .take(limits::FAILURE_REASONS_MAX)
            .collect(),
        seconds,
        #[allow(clippy::cast_precision_loss, reason = "millions at most")]
        sessions_per_s: sessions as f64 / seconds,
        server_cpu_s: process::cpu_s(&args.server.pid.to_string())? - cpu_before_s,
        before,
        warm,
        after,
        growth_percent: 0.0,
        growth_percent_max: args.growth_percent_max,
        leaked_sockets: 0,
        passed: false,
    }
    .judge();
    writeln!(
        std::io::stdout(),
        "{report}\n{}",
        serde_json::to_string(&report)?
    )?;
    Ok(report.exit_code())
}

async fn stage(args: &SoakArgs) -> anyhow::Result<Stage> {
    let (origin, _) = Origin::split(&args.server.url, args.server.connect)?;
    let local = client::local_ip(origin.address().await?).await?;
    let trust = Trust::load(args.server.ca.as_deref())?;
    let scraper = Scraper::new(origin.clone(), trust.clone());
    let key = MediaKey::load(origin, trust, &args.server.token_key)?;
    Ok(Stage {
        target: Box::new(Whip::new(Access::MediaKey(key))),
        scraper,
        joiner: Joiner::new(local)?,
        film: Arc::new(Film::scaled(limits::SOAK_PACKETS_PER_S)?),
        crowd: Crowd::start()?,
        stay: Duration::from_millis(args.stay_ms),
    })
}

/// As many rooms at a time as asked, until all have been; what failed.
async fn visits(
    args: &SoakArgs,
    stage: &Arc<Stage>,
    backlog: &Backlog,
    numbers: std::ops::Range<u32>,
    bar: &ProgressBar,
) -> Vec<String> {
    let next = Arc::new(AtomicU32::new(numbers.start));
    let (first, begun) = (numbers.start, tokio::time::Instant::now());
    let room_step = Duration::from_secs(2) / args.per_s;
    let mut visitors = JoinSet::new();
    for _ in 0..args.rooms {
        let (stage, next, bar, end) = (stage.clone(), next.clone(), bar.clone(), numbers.end);
        let mut backlog = backlog.clone();
        visitors.spawn(async move {
            let mut failures = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return failures;
                }
                tokio::time::sleep_until(begun + room_step * (number - first)).await;
                backlog.is_short().await;
                if let Err(error) = room::visit(&stage, number).await {
                    failures.push(format!("room {number}: {error:#}"));
                }
                bar.inc(1);
            }
        });
    }
    visitors.join_all().await.concat()
}

fn progress(rooms: u64) -> anyhow::Result<ProgressBar> {
    let style =
        ProgressStyle::with_template("{bar:24} {pos} of {len} rooms, {per_sec}, {eta} left")
            .context("the progress bar")?;
    Ok(ProgressBar::new(rooms).with_style(style))
}
