//! `loadtest link --check`: is the emulator itself precise enough to measure with?

use std::{
    io::Write as _,
    process::{Child, ExitCode, Stdio},
};

use anyhow::Context as _;
use serde::Serialize;

use super::{
    Link, NEAR_ADDRESS, arguments::End, probe::RoundTrips, report::LinkReport,
    settings::LinkSettings,
};
use crate::stats::table::Table;

const ECHO_PORT: u16 = 7007;

#[derive(Serialize)]
struct CheckReport<'a> {
    name: &'static str,
    /// Both directions' delay as set.
    asked_round_trip_ms: f64,
    /// Both directions together, the echo's and the sender's own waits included.
    added_p50_ms: f64,
    added_p99_ms: f64,
    added_max_ms: f64,
    round_trips: &'a RoundTrips,
    link: &'a LinkReport,
}

pub fn run(link: Link, packets: u32, settings: &LinkSettings) -> anyhow::Result<ExitCode> {
    let echo = Running(probe(&link, End::Near, &["echo", "--listen", &address()])?);
    let count = packets.to_string();
    let ping = probe(
        &link,
        End::Far,
        &["ping", "--to", &address(), "--packets", &count],
    )?;
    let output = ping.wait_with_output()?;
    drop(echo);
    let report = link.forwarding.stop()?;
    anyhow::ensure!(output.status.success(), "the check could not run");
    let round_trips = serde_json::from_slice(&output.stdout).context("ping said nonsense")?;
    print(&round_trips, &report, settings)?;
    let lossless = settings.up.loss == 0.0 && settings.down.loss == 0.0;
    Ok(ExitCode::from(u8::from(
        lossless && round_trips.back < round_trips.sent,
    )))
}

fn address() -> String {
    format!("{NEAR_ADDRESS}:{ECHO_PORT}")
}

fn probe(link: &Link, end: End, words: &[&str]) -> anyhow::Result<Child> {
    let program = std::env::current_exe()?;
    let mut command = link.command(end, program.as_os_str());
    command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start")
}

/// Ends the echo however the check ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn print(trips: &RoundTrips, link: &LinkReport, settings: &LinkSettings) -> anyhow::Result<()> {
    let asked_round_trip_ms = (settings.up.delay + settings.down.delay).as_secs_f64() * 1000.0;
    let added = |ms: f64| (ms - asked_round_trip_ms).max(0.0);
    let report = CheckReport {
        name: "link_check",
        asked_round_trip_ms,
        added_p50_ms: added(trips.p50_ms),
        added_p99_ms: added(trips.p99_ms),
        added_max_ms: added(trips.max_ms),
        round_trips: trips,
        link,
    };
    let mut table = Table::new(&[
        "round trips",
        "sent",
        "back",
        "asked ms",
        "p50",
        "p99",
        "max",
    ]);
    let figures = [
        asked_round_trip_ms,
        trips.p50_ms,
        trips.p99_ms,
        trips.max_ms,
    ];
    let counts = [trips.sent, trips.back].map(|count| count.to_string());
    let cells = counts
        .into_iter()
        .chain(figures.map(|ms| format!("{ms:.2}")));
    table.row(
        std::iter::once("10.99.0.2 to 10.99.0.1".to_owned())
            .chain(cells)
            .collect(),
    );
    let mut output = std::io::stdout();
    writeln!(output, "{table}\n{}", link.table())?;
    writeln!(output, "{}", serde_json::to_string(&report)?)?;
    Ok(())
}
