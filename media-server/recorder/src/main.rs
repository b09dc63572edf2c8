//! Turns strangers' pictures and films into copies that are safe to show.
//! One job per process: bytes in on descriptor 0, a re-encoded copy out on descriptor 1,
//! JSON lines on descriptor 2. The sandbox closes before the first byte is read.

mod channel;
mod facts;
mod failure;
mod film;
mod limits;
mod picture;
mod pixels;
mod poster;
mod probe;
mod sandbox;
mod still;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

#[derive(Parser)]
#[command(
    version,
    about = "Turns an uploaded picture or film into a copy that is safe to show."
)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// A picture on stdin becomes one JSON line and an upright JPEG on stdout.
    Still {
        /// Longest side of the copy.
        #[arg(long, default_value_t = limits::STILL_LONG_SIDE_PX)]
        long_side_px: u32,
    },
    /// The same, small.
    Thumbnail {
        #[arg(long, default_value_t = limits::THUMBNAIL_LONG_SIDE_PX)]
        long_side_px: u32,
    },
    /// A film in the file on descriptor 0 becomes an MP4 in the file on descriptor 1.
    Film,
    /// An early frame of the film on descriptor 0 that is not black becomes one JSON line and a JPEG on stdout.
    Poster {
        #[arg(long, default_value_t = limits::POSTER_LONG_SIDE_PX)]
        long_side_px: u32,
    },
    /// Tries one forbidden thing inside the sandbox and says what became of it.
    #[command(hide = true)]
    ProbeSandbox { what: probe::Probe },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().job {
        Job::Still { long_side_px } | Job::Thumbnail { long_side_px } => still::run(long_side_px),
        Job::Film => film::run(),
        Job::Poster { long_side_px } => poster::run(long_side_px),
        Job::ProbeSandbox { what } => probe::run(what),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(refusal)) => {
            channel::refused(refusal);
            ExitCode::from(2)
        }
        Err(failure) => {
            channel::failed(&failure);
            ExitCode::FAILURE
        }
    }
}
