//! `loadtest run`: callers arrive, are watched, and leave; a report at the end.

pub mod arguments;
mod cpu;
mod report;
mod scene;

use std::{
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::{sync::watch, task::JoinSet};

use self::{
    arguments::RunArgs,
    report::{Conditions, Report},
    scene::{Live, SceneResult, Stage},
};
use crate::{
    access::{Access, Journey, MediaKey, Ready},
    film::Film,
    http::{Origin, Trust},
};

pub fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    str0m::crypto::from_feature_flags().install_process_default();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(args.threads.into())
        .enable_all()
        .build()?
        .block_on(drive(args))
}

#[allow(clippy::print_stdout, reason = "the report is this command's output")]
async fn drive(args: &RunArgs) -> anyhow::Result<ExitCode> {
    ensure!(
        args.joins_per_s > 0.0 && args.joins_per_s <= 1000.0,
        "--joins-per-s is 0 to 1000"
    );
    ensure!(
        (1.0..=120.0).contains(&args.film_fps),
        "--film-fps is 1 to 120"
    );
    let url = url(args)?;
    let stage = Arc::new(stage(args, &url).await?);
    let clock = Clock::start(args)?;
    let (stop, interrupted) = interruption();
    let scenes = perform(args, &stage, &stop).await?;
    let conditions = clock.conditions(args, url, *interrupted.borrow())?;
    let report = Report::new(conditions, &scenes);
    println!("{report}");
    println!("{}", serde_json::to_string(&report)?);
    Ok(report.exit_code())
}

fn url(args: &RunArgs) -> anyhow::Result<String> {
    match (&args.url, &args.demo_data) {
        (Some(url), _) => Ok(url.clone()),
        (None, Some(data)) => Ok(Ready::load(data)?.console),
        (None, None) => anyhow::bail!("--url is missing"),
    }
}

async fn stage(args: &RunArgs, url: &str) -> anyhow::Result<Stage> {
    let film = Film::open(&args.film, args.film_fps)?;
    let trust = Trust::load(args.ca.as_deref())?;
    let (origin, _) = Origin::split(url, args.connect)?;
    let access = match (&args.media_token_key, &args.demo_data) {
        (Some(pem), _) => Access::MediaKey(MediaKey::load(origin, pem)?),
        (None, Some(data)) => {
            let ready = Ready::load(data)?;
            Access::Journey(Journey::sign_in(origin, trust.clone(), &ready, &args.operator).await?)
        }
        (None, None) => anyhow::bail!("--media-token-key or --demo-data is needed"),
    };
    let (viewers, viewers_join) = (args.viewers, args.viewers_join);
    Ok(Stage {
        access,
        trust,
        film,
        viewers,
        viewers_join,
        live: Live::default(),
    })
}

/// Turns true once, by Ctrl-C, or is set by the run itself at its end.
fn interruption() -> (watch::Sender<bool>, watch::Receiver<bool>) {
    let (stop, _) = watch::channel(false);
    let (interrupt, interrupted) = watch::channel(false);
    let stopper = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupt.send_replace(true);
            stopper.send_replace(true);
        }
    });
    (stop, interrupted)
}

async fn perform(
    args: &RunArgs,
    stage: &Arc<Stage>,
    stop: &watch::Sender<bool>,
) -> anyhow::Result<Vec<SceneResult>> {
    let (start, gap) = (
        Instant::now(),
        Duration::from_secs_f64(1.0 / args.joins_per_s),
    );
    let end = start + gap * args.callers + Duration::from_secs(args.duration_s.into());
    let progress = progress(end.duration_since(start))?;
    let mut stopped = stop.subscribe();
    let mut tasks = JoinSet::new();
    let mut begun = 0;
    while Instant::now() < end && !*stopped.borrow() {
        let due = start + gap * begun;
        if begun < args.callers && Instant::now() >= due {
            tasks.spawn(scene::run(stage.clone(), begun, stop.subscribe()));
            begun += 1;
            continue;
        }
        show(&progress, start, &stage.live);
        let next = Instant::now() + Duration::from_millis(250);
        let next = if begun < args.callers {
            next.min(due)
        } else {
            next
        };
        tokio::select! {
            () = tokio::time::sleep_until(next.min(end).into()) => {}
            _ = stopped.changed() => {}
        }
    }
    stop.send_replace(true);
    progress.finish_and_clear();
    Ok(tasks.join_all().await)
}

fn progress(length: Duration) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:30} {msg}").context("the progress bar")?;
    let length_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    Ok(ProgressBar::new(length_ms).with_style(style))
}

fn show(progress: &ProgressBar, start: Instant, live: &Live) {
    progress.set_position(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX));
    progress.set_message(format!(
        "{} callers, {} viewers, {} failed, {} s",
        live.callers.load(Ordering::Relaxed),
        live.viewers.load(Ordering::Relaxed),
        live.failed.load(Ordering::Relaxed),
        start.elapsed().as_secs(),
    ));
}

/// What the run costs in time.
struct Clock {
    start: Instant,
    client_s: f64,
    server_s: Option<f64>,
}

impl Clock {
    fn start(args: &RunArgs) -> anyhow::Result<Self> {
        let (client_s, server_s) = (cpu::seconds("self")?, server_seconds(args)?);
        Ok(Self {
            start: Instant::now(),
            client_s,
            server_s,
        })
    }

    fn conditions(
        &self,
        args: &RunArgs,
        url: String,
        interrupted: bool,
    ) -> anyhow::Result<Conditions> {
        let seconds = self.start.elapsed().as_secs_f64();
        let server_s = server_seconds(args).unwrap_or_default();
        let server = self
            .server_s
            .zip(server_s)
            .map(|(before, after)| after - before);
        Ok(Conditions {
            url,
            callers_asked: args.callers,
            viewers_asked: args.callers * args.viewers,
            viewers_join: args.viewers_join,
            seconds,
            client_cpu_s_per_s: (cpu::seconds("self")? - self.client_s) / seconds,
            server_cpu_s_per_s: server.map(|spent| spent / seconds),
            interrupted,
        })
    }
}

fn server_seconds(args: &RunArgs) -> anyhow::Result<Option<f64>> {
    args.server_pid
        .map(|pid| cpu::seconds(&pid.to_string()))
        .transpose()
}
