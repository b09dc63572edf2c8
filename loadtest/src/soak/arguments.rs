//! The command line of `genba-loadtest soak`.

use clap::Args;

use crate::{limits, server_args::ServerArgs};

/// Sessions in and out by the hundred thousand: what does the server keep of them?
///
/// Each session is real (HTTPS, ICE, DTLS, SRTP, RTCP) and sends or receives for a moment. Exit
/// code 0: memory, sockets and files are where they were after the first tenth; 1: they are not,
/// or a session failed; 2: the command line is wrong.
#[derive(Debug, Args)]
pub struct SoakArgs {
    #[command(flatten)]
    pub server: ServerArgs,
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    pub sessions: u32,
    /// Rooms that are open at a time; each has one who sends and one who watches.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::SOAK_ROOMS_MAX)))]
    pub rooms: u32,
    /// Sessions that come in a second, at most; fewer while a genba writes down who came and went.
    #[arg(long, default_value_t = 1000, value_name = "SESSIONS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub per_s: u32,
    /// How long both stay once they are connected.
    #[arg(long, default_value_t = 20)]
    pub stay_ms: u64,
    /// Growth of resident memory from the end of the first tenth to the end, at most.
    #[arg(long, default_value_t = 1.0, value_name = "PERCENT")]
    pub growth_percent_max: f64,
    /// Threads of the tester, one more for the clients' packets.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
}
