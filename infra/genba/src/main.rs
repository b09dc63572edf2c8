//! The binary that wires the services: it decides nothing and holds no state of its own.

mod bootstrap;
mod cli;
mod disk;
mod evidence;
mod files;
mod gateways;
mod headers;
mod health;
mod journal;
mod lan;
mod limits;
mod mail;
mod media;
mod metrics;
mod objects;
mod openapi;
mod pages;
mod place;
mod prompt;
mod ranges;
mod ready;
mod router;
mod runtime;
mod serve;
mod services;
mod stop;
mod street_map;
mod tls;
mod trail;
mod turn;

use std::{
    io::{self, IsTerminal},
    process::ExitCode,
};

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    log_to_stderr();
    let done = match cli.command {
        cli::Command::Serve(options) => serve(*options),
        cli::Command::Bootstrap(options) => bootstrap::bootstrap(&options),
        cli::Command::ReplaceChief(options) => bootstrap::replace_chief(&options),
        cli::Command::Openapi => openapi::print(),
        cli::Command::Verify(verify) => match verify.command {
            Some(cli::VerifyCommand::Trail(options)) => trail::verify(&options),
            None => evidence::verify(&verify.evidence),
        },
        cli::Command::Open(options) => evidence::open(&options),
        cli::Command::Export(cli::Export::Trail(options)) => trail::export(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("genba: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A hash or a conversion that is still running must not hold up the end.
fn serve(options: cli::ServeOptions) -> anyhow::Result<()> {
    files::raise_limit();
    let runtime = tokio::runtime::Runtime::new()?;
    let served = runtime.block_on(serve::serve(options));
    runtime.shutdown_timeout(limits::RUNTIME_STOP);
    served
}

/// Standard output belongs to the ready line and to what a command prints.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("GENBA_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sea_orm_migration=warn,sqlx=warn,rtc_dtls=error"));
    let color = io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(color)
        .init();
}
