//! A running link with its command, its orders and its end.

use std::process::{ExitCode, ExitStatus, Stdio};

use anyhow::Context as _;
use rustix::process::{Pid, Signal};
use tokio::{process::Child, signal::unix::SignalKind, sync::mpsc};

use super::{
    Link,
    arguments::LinkArgs,
    orders::{self, LinkOrder},
    report::LinkReport,
    settings::LinkSettings,
};
use crate::limits;

pub fn run(link: Link, settings: LinkSettings, args: &LinkArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut session = Session {
        link,
        settings,
        lines: orders::lines(),
    };
    let ended = runtime.block_on(session.run(args));
    let Link {
        forwarding,
        near,
        far,
    } = session.link;
    let report = forwarding.stop()?;
    drop((near, far));
    eprint!("{}", report.table());
    write(&report, args)?;
    ended
}

fn write(report: &LinkReport, args: &LinkArgs) -> anyhow::Result<()> {
    let Some(path) = &args.report else {
        return Ok(());
    };
    std::fs::write(path, serde_json::to_string(report)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

struct Session {
    link: Link,
    settings: LinkSettings,
    lines: mpsc::Receiver<String>,
}

impl Session {
    async fn run(&mut self, args: &LinkArgs) -> anyhow::Result<ExitCode> {
        let mut signals = Signals::new()?;
        let mut child = self.spawn(args)?;
        let mut health = tokio::time::interval(std::time::Duration::from_millis(500));
        loop {
            tokio::select! {
                status = wait(&mut child) => return Ok(exit_code(status?)),
                () = signals.next() => return end(child).await,
                Some(line) = self.lines.recv() => self.obey(&line)?,
                _ = health.tick() => {
                    if !self.link.forwarding.is_running() {
                        end(child).await?;
                        anyhow::bail!("the link broke");
                    }
                }
            }
        }
    }

    fn spawn(&self, args: &LinkArgs) -> anyhow::Result<Option<Child>> {
        let Some((program, rest)) = args.command.split_first() else {
            return Ok(None);
        };
        let mut command = self.link.command(args.end, program);
        // Standard input carries orders to the link.
        command.args(rest).stdin(Stdio::null());
        let child = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn();
        child
            .map(Some)
            .with_context(|| format!("cannot run {}", program.display()))
    }

    fn obey(&mut self, line: &str) -> anyhow::Result<()> {
        match orders::parse(line, &self.settings) {
            Ok(LinkOrder::Nothing) => {}
            Ok(LinkOrder::Stats) => eprint!("{}", self.link.forwarding.report()?.table()),
            Ok(LinkOrder::Set(settings)) => {
                self.settings = settings.clone();
                self.link.forwarding.set(settings)?;
                eprintln!("link: {}", line.trim());
            }
            Err(error) => eprintln!("link: {error}"),
        }
        Ok(())
    }
}

async fn wait(child: &mut Option<Child>) -> std::io::Result<ExitStatus> {
    match child {
        Some(child) => child.wait().await,
        None => std::future::pending().await,
    }
}

/// Asks the command to end, then insists.
async fn end(child: Option<Child>) -> anyhow::Result<ExitCode> {
    let Some(mut child) = child else {
        return Ok(ExitCode::SUCCESS);
    };
    let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    if let Some(id) = id {
        let _ = rustix::process::kill_process(id, Signal::TERM);
    }
    match tokio::time::timeout(limits::COMMAND_END_WAIT, child.wait()).await {
        Ok(status) => Ok(exit_code(status?)),
        Err(_) => {
            child.kill().await?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// A command ended by a signal has failed; shells say so as 128 and the signal's number.
fn exit_code(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status
        .code()
        .or(status.signal().map(|signal| 128 + signal))
        .unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::signal;
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
