//! The command line of `genba-loadtest siege`.

use clap::{Args, Subcommand};

use crate::server_args::ServerArgs;

/// Attacks a server on this machine's loopback, and looks whether its users notice.
///
/// Needs root, because it forges source addresses and watches what the server sends to whom. Exit
/// code 0: the server held; 1: it did not; 3: the tester could not attack as hard as it should
/// have.
#[derive(Debug, Args)]
pub struct SiegeArgs {
    #[command(subcommand)]
    pub attack: Attack,
}

#[derive(Debug, Subcommand)]
pub enum Attack {
    Hellos(HellosArgs),
    Injection(InjectionArgs),
    HalfOpen(HalfOpenArgs),
    Idle(IdleArgs),
}

/// ClientHellos from everywhere while people set up their connections.
#[derive(Debug, Args)]
pub struct HellosArgs {
    #[command(flatten)]
    pub server: ServerArgs,
    /// Connections set up during the attack.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub setups: u32,
    /// Hellos in a second.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub per_s: u32,
}

/// Media packets forged, replayed, and sent from another's address.
#[derive(Debug, Args)]
pub struct InjectionArgs {
    #[command(flatten)]
    pub server: ServerArgs,
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1000..=100_000_000))]
    pub packets: u32,
    /// Of them in a second.
    #[arg(long, default_value_t = 40_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub per_s: u32,
}

/// Sessions that are begun and not finished, and requests that drip.
#[derive(Debug, Args)]
pub struct HalfOpenArgs {
    #[command(flatten)]
    pub server: ServerArgs,
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub sessions: u32,
    /// Connections whose requests drip at the same time: half of them in the head, half in the
    /// body.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=5000))]
    pub dripping: u32,
}

/// Connected sessions that send nothing: no attack, but what a calm day costs.
#[derive(Debug, Args)]
pub struct IdleArgs {
    #[command(flatten)]
    pub server: ServerArgs,
    /// Rooms with one sender, who has stopped, and one viewer; one stage after the other.
    #[arg(long, value_delimiter = ',', default_value = "1,10,100,1000")]
    pub rooms: Vec<u32>,
    /// Length of each stage's measurement.
    #[arg(long, default_value_t = 15.0)]
    pub window_s: f64,
}
