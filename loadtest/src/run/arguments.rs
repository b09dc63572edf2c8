//! The command line of `loadtest run`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgGroup, Args, ValueEnum};

use crate::limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ViewersJoin {
    /// Consoles are open when the caller presses Start: measures Start to first frame.
    Before,
    /// Consoles join a running stream: measures joining to first frame.
    After,
}

/// Drives callers and viewers over WHIP and WHEP with a film and prints what they saw.
///
/// Prints a table for people and one JSON line last. Exit code 1: a join failed or a viewer saw no
/// frame; 3: the run is void because the tester itself was too slow. Ctrl-C prints the figures so
/// far.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("access").required(true))]
pub struct RunArgs {
    /// Origin of the server; with --demo-data it is taken from ready.json.
    #[arg(long, required_unless_present = "demo_data")]
    pub url: Option<String>,
    /// Certificates to trust, PEM, and nothing else; with --demo-data it is taken from ready.json.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Connect here whatever the name in the URL says, for example to reach `localhost` in another
    /// network namespace.
    #[arg(long, value_name = "ADDR:PORT")]
    pub connect: Option<SocketAddr>,
    /// Signs media tokens itself with this Ed25519 key: needs a media server only.
    #[arg(long, group = "access", value_name = "PEM")]
    pub media_token_key: Option<PathBuf>,
    /// Goes the whole way with the demo accounts of this data folder: sign in, send, open the
    /// link from the outbox, start, watch.
    #[arg(long, group = "access", value_name = "DIR")]
    pub demo_data: Option<PathBuf>,
    /// The demo account that asks and watches.
    #[arg(long, default_value = "op1", value_name = "USER")]
    pub operator: String,
    /// IVF with VP8, or an H.264 byte stream.
    #[arg(long, value_name = "FILE")]
    pub film: PathBuf,
    /// Frame rate of an H.264 byte stream, which does not say it.
    #[arg(long, default_value_t = 30.0, value_name = "FPS")]
    pub film_fps: f64,
    #[arg(long, default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::CALLERS_MAX)))]
    pub callers: u32,
    /// Viewers of each caller.
    #[arg(long, default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(0..=i64::from(limits::VIEWERS_MAX)))]
    pub viewers: u32,
    #[arg(long, value_enum, default_value = "before")]
    pub viewers_join: ViewersJoin,
    /// Callers that begin in each second.
    #[arg(long, default_value_t = 5.0, value_name = "RATE")]
    pub joins_per_s: f64,
    /// Time from the last caller's beginning to the end.
    #[arg(long, default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::DURATION_S_MAX)))]
    pub duration_s: u32,
    /// Reports this process's CPU time beside ours; with --demo-data it is taken from ready.json.
    #[arg(long, value_name = "PID")]
    pub server_pid: Option<u32>,
    /// Threads of the tester.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
}
