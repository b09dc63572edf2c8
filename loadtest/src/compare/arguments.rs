//! The command line of `compare`.

use std::path::PathBuf;

use clap::Args;

use crate::limits;

/// Runs Genba and Janus over the same cases, in turns, with the same clients, and compares the CPU
/// time per packet forwarded.
///
/// Needs root: server and clients get a network namespace each, joined by a veth pair. Prints a
/// table and one JSON line last. Exit code 1: a ratio is above the goal; 3: the run is void.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The server under test [default: genba beside this program].
    #[arg(long, value_name = "PATH")]
    pub genba: Option<PathBuf>,
    #[arg(long, default_value = "janus", value_name = "PATH")]
    pub janus: PathBuf,
    /// Adds a case with Chromium as publisher, whose camera shows this film (Y4M or motion JPEG).
    #[arg(long, value_name = "FILE")]
    pub film: Option<PathBuf>,
    /// One round with short windows: under four minutes.
    #[arg(long)]
    pub quick: bool,
    /// Only cases whose name contains this.
    #[arg(long, value_name = "TEXT")]
    pub case: Option<String>,
    /// Only Genba, for profiling.
    #[arg(long)]
    pub alone: bool,
    /// Rounds; medians are told [default: 3, quick 1].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::COMPARE_ROUNDS_MAX)))]
    pub rounds: Option<u32>,
    /// Measured time of each case [default: 20, quick 10].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub window_s: Option<u32>,
}

impl CompareArgs {
    pub fn rounds(&self) -> u32 {
        self.rounds.unwrap_or(if self.quick { 1 } else { 3 })
    }

    pub fn window_s(&self) -> u32 {
        self.window_s.unwrap_or(if self.quick { 10 } else { 20 })
    }
}
