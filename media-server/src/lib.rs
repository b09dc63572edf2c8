//! Sockets, threads, clock and the WHIP and WHEP routes around media-core.
//!
//! A [`Node`] owns one thread and one UDP port per shard. Tokens come in with each request,
//! events go out through the [`Outbox`], orders come in through [`Node::order`].

mod admission;
mod config;
mod journal;
pub mod limits;
mod metrics;
mod node;
mod outbox;
mod routes;
mod shard;

pub use self::{
    config::{IceServers, JournalConfig, NodeConfig, WallClock},
    journal::{
        JournalHealth, JournalTrouble,
        disk::{Disk, DiskFile, LocalDisk},
    },
    metrics::Metrics,
    node::{Node, StartError, Unavailable},
    outbox::Outbox,
    routes::open_api,
};
