use std::{io::Write as _, process::ExitCode};

use clap::{Parser, Subcommand};
use loadtest::{
    cameras::{self, arguments::CamerasArgs},
    compare::{self, arguments::CompareArgs},
    exercise::{self, arguments::ExerciseArgs},
    link::{self, arguments::LinkArgs, probe},
    run::{self, arguments::RunArgs},
    siege::{self, arguments::SiegeArgs},
    soak::{self, arguments::SoakArgs},
};

/// Drives callers and viewers against a media server, and emulates bad networks.
#[derive(Parser)]
#[command(name = "genba-loadtest", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(Box<RunArgs>),
    Link(Box<LinkArgs>),
    Compare(CompareArgs),
    Soak(Box<SoakArgs>),
    Siege(Box<SiegeArgs>),
    Exercise(Box<ExerciseArgs>),
    Cameras(Box<CamerasArgs>),
    /// Answers the datagrams of `ping`.
    #[command(hide = true)]
    Echo(probe::EchoArgs),
    /// Measures round trips and prints them as JSON.
    #[command(hide = true)]
    Ping(probe::PingArgs),
}

fn main() -> ExitCode {
    dispatch(Arguments::parse()).unwrap_or_else(|error| {
        eprintln!("genba-loadtest: {error:#}");
        ExitCode::FAILURE
    })
}

fn dispatch(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Run(args) => run::run(&args),
        Command::Link(args) => link::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Soak(args) => soak::run(&args),
        Command::Siege(args) => siege::run(&args),
        Command::Exercise(args) => exercise::run(&args),
        Command::Cameras(args) => cameras::run(&args),
        Command::Echo(args) => probe::echo(&args).map(|()| ExitCode::SUCCESS),
        Command::Ping(args) => ping(&args),
    }
}

fn ping(args: &probe::PingArgs) -> anyhow::Result<ExitCode> {
    writeln!(
        std::io::stdout(),
        "{}",
        serde_json::to_string(&probe::ping(args)?)?
    )?;
    Ok(ExitCode::SUCCESS)
}
