//! The command line of `genba-loadtest exercise`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use super::part::Part;
use crate::limits;

/// Callers of an exercise [訓練], each with a difficulty that the operator has to notice and solve.
///
/// Where an operator sends a link as an exercise, a caller opens it, meets the difficulty, and goes
/// on once the operator has said or done something. The times are shown on the admin page under
/// training afterwards. Real links are never answered.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("source").required(true)))]
pub struct ExerciseArgs {
    /// Data folder of a demo server on this machine: its outbox is watched.
    #[arg(long, value_name = "DIR", group = "source")]
    pub data: Option<PathBuf>,
    /// A link as it arrived; may be given several times.
    #[arg(long, value_name = "URL", group = "source")]
    pub link: Vec<String>,
    /// Certificates to trust with --link, PEM, and nothing else.
    #[arg(long, value_name = "PEM")]
    pub ca: Option<PathBuf>,
    /// Which difficulties, in turn; all of them without it.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub part: Vec<Part>,
    /// Callers of a demo's outbox until the end.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::EXERCISE_CALLERS_MAX)))]
    pub callers: u32,
    /// How long a caller waits for help before going on alone.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub patience_s: u64,
}

/// Where the links come from.
pub enum Source<'a> {
    Demo(&'a PathBuf),
    Links(&'a [String]),
}

impl ExerciseArgs {
    pub fn source(&self) -> Source<'_> {
        match &self.data {
            Some(data) => Source::Demo(data),
            None => Source::Links(&self.link),
        }
    }

    pub fn parts(&self) -> Vec<Part> {
        if self.part.is_empty() {
            Part::ALL.to_vec()
        } else {
            self.part.clone()
        }
    }

    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_s)
    }
}
