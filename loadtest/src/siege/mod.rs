//! `genba-loadtest siege`: attacks by somebody who sees every packet, forges every address and has
//! a token, while people use the server as on any day.

pub mod arguments;
mod barrage;
mod half_open;
mod hellos;
mod idle;
mod injection;
mod raw;
mod report;
mod slow;
mod stage;
mod watcher;

use std::process::ExitCode;

use self::arguments::{Attack, SiegeArgs};

pub fn run(args: &SiegeArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let verdict = runtime.block_on(async {
        match &args.attack {
            Attack::Hellos(args) => hellos::run(args).await,
            Attack::Injection(args) => injection::run(args).await,
            Attack::HalfOpen(args) => half_open::run(args).await,
            Attack::Idle(args) => idle::run(args).await,
        }
    })?;
    Ok(verdict.exit_code())
}
