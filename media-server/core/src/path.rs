//! Where a datagram came from or goes to.

use std::net::{IpAddr, SocketAddr};

/// Our address, the peer's, and what carries datagrams between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// Unknown where the system does not tell it.
    pub local: Option<IpAddr>,
    pub remote: SocketAddr,
    pub carrier: Carrier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    Udp,
    /// The shell's number of a TCP connection (RFC 6544), never given twice.
    Tcp(u64),
}

/// The peer's end of a path: what finds its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    pub address: SocketAddr,
    pub carrier: Carrier,
}

impl Path {
    pub fn udp(local: Option<IpAddr>, remote: SocketAddr) -> Self {
        Self {
            local,
            remote,
            carrier: Carrier::Udp,
        }
    }

    pub fn tcp(connection: u64, remote: SocketAddr) -> Self {
        Self {
            local: None,
            remote,
            carrier: Carrier::Tcp(connection),
        }
    }

    pub(crate) fn peer(&self) -> Peer {
        Peer {
            address: self.remote,
            carrier: self.carrier,
        }
    }
}
