//! Where a datagram came from or goes to.

use std::net::{IpAddr, SocketAddr};

/// Our address and the peer's. Ours is unknown where the system does not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    pub local: Option<IpAddr>,
    pub remote: SocketAddr,
}
