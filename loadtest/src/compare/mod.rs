//! `compare`: Genba and Janus over the same cases in one run, with the same clients.

pub mod arguments;
mod browser;
mod case;
mod cpu;
mod janus_files;
mod report;
mod server;
mod stage;

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;

use self::{
    arguments::CompareArgs,
    case::{CASES, Case, Publisher},
    report::{Report, Runs},
    server::{Kind, Programs, Server},
    stage::Stage,
};

/// Janus's threads when tuned: one for each processor of the machine that the figures are from.
const TUNED: Kind = Kind::JanusLoops(2);

pub fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    // Before any other thread exists, so that all of them are on the clients' side.
    let stage = Stage::build()?;
    let report = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?
        .block_on(rounds(args, &stage))?;
    let mut output = std::io::stdout();
    writeln!(output, "\n{}", report.table())?;
    for fault in &report.void {
        writeln!(output, "VOID: {fault}")?;
    }
    writeln!(output, "{}", serde_json::to_string(&report)?)?;
    Ok(match (report.void.is_empty(), report.met) {
        (false, _) => ExitCode::from(3),
        (true, false) => ExitCode::from(1),
        (true, true) => ExitCode::SUCCESS,
    })
}

async fn rounds(args: &CompareArgs, stage: &Stage) -> anyhow::Result<Report> {
    let programs = Programs {
        genba: args.genba.clone().map_or_else(beside_us, Ok)?,
        janus: args.janus.clone(),
    };
    let wanted = |case: &Case| {
        let filter = args.case.as_deref().unwrap_or_default();
        let possible = args.film.is_some() || case.publisher != Publisher::Chromium;
        possible && case.name().contains(filter)
    };
    let mut all: Vec<(Case, Runs)> = CASES
        .into_iter()
        .filter(wanted)
        .map(|case| (case, Runs::default()))
        .collect();
    let mut counters = BTreeMap::new();
    for round in 0..args.rounds() {
        let kinds: &[Kind] = if args.alone {
            &[Kind::Genba]
        } else {
            &[Kind::Janus, Kind::Genba, TUNED]
        };
        for kind in kinds {
            let server = one_server(*kind, round, args, &programs, stage, &mut all).await?;
            if let (Some(server), Kind::Genba) = (server, kind) {
                counters = server.media_counters().await?;
            }
        }
    }
    Ok(Report::new(&all, counters))
}

/// All cases on one server; from the second round on the lesser Janus is left out.
async fn one_server(
    kind: Kind,
    round: u32,
    args: &CompareArgs,
    programs: &Programs,
    stage: &Stage,
    all: &mut [(Case, Runs)],
) -> anyhow::Result<Option<Server>> {
    let counts =
        |runs: &Runs| round == 0 || kind == Kind::Genba || runs.better_janus() == Some(kind);
    if !all.iter().any(|(_, runs)| counts(runs)) {
        return Ok(None);
    }
    let server = Server::start(kind, programs, stage).await?;
    let film = args.film.as_deref().unwrap_or(Path::new(""));
    for (case, runs) in all.iter_mut().filter(|(_, runs)| counts(runs)) {
        let window = Duration::from_secs(args.window_s().into());
        let measured = case::run(case, &*server.target, server.pid(), window, film)
            .await
            .with_context(|| format!("{} with {}", case.name(), kind.name()))?;
        let (name, us) = (kind.name(), measured.cpu_us_per_packet);
        writeln!(
            std::io::stdout(),
            "round {} {:<24} {name:<24} {us:7.2} µs  {:5.2} % CPU  delay p50 {:.2} p99 {:.2} ms  {:.2} % delivered",
            round + 1,
            case.name(),
            measured.cpu_percent,
            measured.delay_p50_ms,
            measured.delay_p99_ms,
            measured.worst_delivery_percent,
        )?;
        runs.add(kind, measured);
    }
    Ok(Some(server))
}

fn beside_us() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.with_file_name("genba"))
}
