//! `loadtest run`: callers arrive, are watched, and leave; a report at the end.

pub mod arguments;
mod clock;
mod cpu;
mod report;
mod scene;
mod target;

use std::{
    io::Write as _,
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::{sync::watch, task::JoinSet};

use self::{
    arguments::RunArgs,
    clock::Clock,
    report::Report,
    scene::{Live, SceneResult, Stage},
    target::Target,
};
use crate::{
    access::{Access, Journey, MediaKey},
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

async fn drive(args: &RunArgs) -> anyhow::Result<ExitCode> {
    ensure!(
        args.joins_per_s > 0.0 && args.joins_per_s <= 1000.0,
        "--joins-per-s is 0 to 1000"
    );
    ensure!(
        (1.0..=120.0).contains(&args.film_fps),
        "--film-fps is 1 to 120"
    );
    let target = Target::find(args)?;
    let stage = Arc::new(stage(args, &target).await?);
    let clock = Clock::start(target.server_pid)?;
    let (stop, interrupted) = interruption();
    let scenes = perform(args, &stage, &stop).await?;
    let conditions = clock.conditions(args, target.url, *interrupted.borrow())?;
    let report = Report::new(conditions, &scenes);
    let mut output = std::io::stdout();
    writeln!(output, "{report}\n{}", serde_json::to_string(&report)?)?;
    Ok(report.exit_code())
}

async fn stage(args: &RunArgs, target: &Target) -> anyhow::Result<Stage> {
    let film = Film::open(&args.film, args.film_fps)?;
    let trust = Trust::load(target.ca.as_deref())?;
    let (origin, _) = Origin::split(&target.url, args.connect)?;
    let access = match (&args.media_token_key, &target.ready) {
        (Some(pem), _) => Access::MediaKey(MediaKey::load(origin, trust, pem)?),
        (None, Some(ready)) => {
            Access::Journey(Journey::sign_in(origin, trust, ready, &args.operator).await?)
        }
        (None, None) => anyhow::bail!("--media-token-key or --demo-data is needed"),
    };
    let (viewers, viewers_join) = (args.viewers, args.viewers_join);
    Ok(Stage {
        access,
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
