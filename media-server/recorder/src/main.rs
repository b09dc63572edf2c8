//! Turns strangers' pictures and films into copies that are safe to show, and journals of what
//! was received into films and stills.
//! One job per process: bytes in on descriptor 0, a copy out on descriptor 1, JSON lines on
//! descriptor 2. The sandbox closes before the first byte is read.

mod bounded;
mod channel;
mod contact_sheet;
mod facts;
mod failure;
mod film;
mod frame;
mod key_frame;
mod limits;
mod packets;
mod picture;
mod pixels;
mod poster;
mod probe;
mod recording;
mod sandbox;
mod still;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

#[derive(Parser)]
#[command(
    version,
    about = "Turns an uploaded picture or film into a copy that is safe to show, and a journal into a film."
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
    /// The records of a journal on stdin become a film in the file on descriptor 1, nothing encoded anew.
    Recording {
        /// The pictures that are copied: into an MP4, or into a WebM.
        #[arg(long)]
        codec: recording::Codec,
        /// Length of the input, where it is known; then the progress is told.
        #[arg(long)]
        input_bytes: Option<u64>,
    },
    /// The last key frame at or before a time, from the records on stdin, as one JSON line and a JPEG on stdout.
    Frame {
        /// In Unix milliseconds.
        #[arg(long, allow_negative_numbers = true)]
        at_ms: i64,
        #[arg(long, default_value_t = limits::STILL_LONG_SIDE_PX)]
        long_side_px: u32,
    },
    /// Key frames from the records on stdin, spread over the time, as one JSON line and a JPEG on stdout.
    ContactSheet,
    /// Tries one forbidden thing inside the sandbox and says what became of it.
    #[command(hide = true)]
    ProbeSandbox { what: probe::Probe },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().job {
        Job::Still { long_side_px } | Job::Thumbnail { long_side_px } => still::run(long_side_px),
        Job::Film => film::run(),
        Job::Poster { long_side_px } => poster::run(long_side_px),
        Job::Recording { codec, input_bytes } => recording::run(codec, input_bytes),
        Job::Frame {
            at_ms,
            long_side_px,
        } => frame::run(at_ms, long_side_px),
        Job::ContactSheet => contact_sheet::run(),
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
