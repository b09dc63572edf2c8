//! What a node needs to start.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use objects::Objects;
use protocol::{caller::IceServer, media::MediaClaims, time::UnixMs};

use crate::journal::disk::{Disk, LocalDisk};

/// Tells the time of day; tests and demos bring their own.
pub type WallClock = Arc<dyn Fn() -> UnixMs + Send + Sync>;

/// Gives the ICE servers that the holder of a token may use.
pub type IceServers = Arc<dyn Fn(&MediaClaims) -> Vec<IceServer> + Send + Sync>;

#[derive(Clone)]
pub struct NodeConfig {
    /// Address and first port; shard *n* takes the *n*-th port after it. Port 0 lets the system
    /// choose each.
    pub udp_listen: SocketAddr,
    /// One thread and one port each.
    pub shards: usize,
    /// Addresses that answers name as candidates.
    pub advertised: Vec<IpAddr>,
    /// Take media by TCP as well, on the same port numbers, from peers whose UDP is blocked.
    pub tcp: bool,
    /// Ed25519 public key of signaling (SPKI, PEM).
    pub token_public_key_pem: String,
    pub clock: WallClock,
    /// Told to clients in `Link` headers.
    pub ice_servers: IceServers,
    /// Where the router stands, for the Location header.
    pub path_prefix: String,
    /// Bind each shard's thread to a core.
    pub pin_threads: bool,
    /// Where what arrives is kept; nothing is recorded without.
    pub journal: Option<JournalConfig>,
}

/// Where journals lie: a folder for each report.
#[derive(Clone)]
pub struct JournalConfig {
    pub folder: PathBuf,
    /// Takes new files while the first folder cannot be written.
    pub spill: Option<PathBuf>,
    /// Takes a second copy of everything that was written. Then a node has to be started within a
    /// runtime of tokio.
    pub copies: Option<Objects>,
    pub disk: Arc<dyn Disk>,
}

impl JournalConfig {
    /// On the disk of this machine.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            spill: None,
            copies: None,
            disk: Arc::new(LocalDisk),
        }
    }
}

impl NodeConfig {
    /// Loopback only, one shard per core, under `/media`.
    pub fn new(token_public_key_pem: String, clock: WallClock) -> Self {
        let loopback = Ipv4Addr::LOCALHOST;
        Self {
            udp_listen: SocketAddr::from((loopback, 0)),
            shards: std::thread::available_parallelism().map_or(1, usize::from),
            advertised: vec![loopback.into()],
            tcp: true,
            token_public_key_pem,
            clock,
            ice_servers: Arc::new(|_| Vec::new()),
            path_prefix: "/media".to_owned(),
            pin_threads: true,
            journal: None,
        }
    }
}
