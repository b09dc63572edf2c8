//! `genba-loadtest run`: people arrive, are watched, and leave; a report at the end.

pub mod arguments;
mod progress;
mod publish;
mod sampler;
mod stage;
mod stream;
mod target;
mod view;

use std::{io::Write as _, process::ExitCode, sync::Arc, time::Instant};

use anyhow::Context as _;
use tokio::{sync::watch, task::JoinSet};

use self::{
    arguments::RunArgs, progress::Progress, sampler::Sampler, stage::Stage, target::Target,
};
use crate::{
    limits,
    plan::Plan,
    report::{Report, facts::Facts, facts::StreamFacts, html},
    scenario::{self, Scenario},
    stats::live::Live,
};

/// The scenario or the command line is wrong; nothing was tried.
const BAD_USAGE: u8 = 2;

pub fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let scenario = scenario::load(&args.scenario).and_then(|mut scenario| {
        args.apply(&mut scenario)?;
        Ok(scenario)
    });
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(error) => {
            eprintln!("{error:#}");
            return Ok(ExitCode::from(BAD_USAGE));
        }
    };
    let plan = Plan::new(&scenario);
    if args.plan {
        write!(std::io::stdout(), "{}", plan.table())?;
        return Ok(ExitCode::SUCCESS);
    }
    str0m::crypto::from_feature_flags().install_process_default();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(args.threads.into())
        .enable_all()
        .build()?
        .block_on(drive(args, &scenario, plan))
}

async fn drive(args: &RunArgs, scenario: &Scenario, plan: Plan) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(&args.scenario)?;
    let media = stage::media(scenario)?;
    let target = Target::reach(&scenario.target).await?;
    let light = stage::light(scenario, &target.origin).await?;
    let mut pids = scenario.server.pids.clone();
    pids.extend(target.pid.filter(|pid| !pids.contains(pid)));
    let (begun_at, start) = (jiff::Timestamp::now(), Instant::now());
    let sampler = Sampler::start(&pids, start)?;
    let stage = Arc::new(Stage {
        access: target.access,
        media,
        light,
        live: Arc::new(Live::default()),
        start,
        length: plan.length,
        seed: scenario.seed,
    });
    let (stop, interrupted) = interruption();
    let (views_asked, streams_asked) = (plan.views(), plan.streams.len());
    let (streams, course) = perform(&stage, plan, &stop, sampler).await?;
    let report = Report::new(
        Facts {
            scenario: scenario.name.clone(),
            about: scenario.about.clone(),
            text,
            seed: scenario.seed,
            target: target.url,
            begun_at: begun_at.strftime("%FT%TZ").to_string(),
            start,
            length: start.elapsed(),
            interrupted: *interrupted.borrow(),
            streams_asked,
            views_asked,
            streams,
            course,
        },
        &scenario.thresholds,
    );
    tell(args, &report)?;
    Ok(report.exit_code())
}

fn tell(args: &RunArgs, report: &Report) -> anyhow::Result<()> {
    let json = serde_json::to_string(report)?;
    if let Some(path) = &args.json {
        std::fs::write(path, format!("{json}\n"))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = &args.html {
        std::fs::write(path, html::page(report))
            .with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("loadtest: the report is in {}", path.display());
    }
    writeln!(std::io::stdout(), "{report}\n{json}")?;
    Ok(())
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
    stage: &Arc<Stage>,
    plan: Plan,
    stop: &watch::Sender<bool>,
    mut sampler: Sampler,
) -> anyhow::Result<(Vec<StreamFacts>, crate::report::course::Course)> {
    let (views, end) = (plan.views(), stage.end());
    let mut progress = Progress::new(plan.length)?;
    let mut stopped = stop.subscribe();
    let mut tasks = JoinSet::new();
    let mut waiting = plan.streams.into_iter().peekable();
    let mut sample_at = Instant::now();
    while Instant::now() < end && !*stopped.borrow() {
        let now = Instant::now();
        if now >= sample_at {
            progress.show(sampler.take(&stage.live), views);
            sample_at = now + limits::SAMPLE_GAP;
        }
        let due = waiting.peek().map(|stream| stage.start + stream.begin);
        if let Some(stream) = waiting.next_if(|_| due.is_some_and(|due| due <= now)) {
            tasks.spawn(stream::run(stage.clone(), stream, stop.subscribe()));
            continue;
        }
        let wake = due.unwrap_or(end).min(sample_at).min(end);
        tokio::select! {
            () = tokio::time::sleep_until(wake.into()) => {}
            _ = stopped.changed() => {}
        }
    }
    stop.send_replace(true);
    progress.finish();
    let streams = tasks.join_all().await;
    sampler.take(&stage.live);
    Ok((streams, sampler.finish()))
}
