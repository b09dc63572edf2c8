//! Two network namespaces joined by a veth pair: the server's and ours. Janus ignores loopback.

use std::{fs::File, net::Ipv4Addr, os::fd::AsFd as _};

use anyhow::Context as _;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::link::namespace::{Namespace, ip};

const SERVER: &str = "genba-compare-s";
const CLIENTS: &str = "genba-compare-c";
pub const SERVER_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 98, 0, 1);
pub const CLIENT_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 98, 0, 2);

pub struct Stage {
    pub server: Namespace,
    _clients: Namespace,
}

impl Stage {
    /// Makes both and moves the calling thread, and those that it will start, to the clients' side.
    pub fn build() -> anyhow::Result<Self> {
        let server = Namespace::open(SERVER)?;
        let clients = Namespace::open(CLIENTS)?;
        ip(&[
            "link", "add", "gcs", "netns", SERVER, "type", "veth", "peer", "name", "gcc", "netns",
            CLIENTS,
        ])?;
        for (namespace, device, address) in [
            (&server, "gcs", SERVER_ADDRESS),
            (&clients, "gcc", CLIENT_ADDRESS),
        ] {
            namespace.ip(&["addr", "add", &format!("{address}/24"), "dev", device])?;
            // Without IPv6 addresses the kernel sends nothing of its own over the link.
            namespace.ip(&["link", "set", device, "addrgenmode", "none"])?;
            namespace.ip(&["link", "set", device, "up"])?;
        }
        let file = File::open(format!("/run/netns/{CLIENTS}"))?;
        move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network))
            .context("cannot enter the clients' namespace (this command needs root)")?;
        Ok(Self {
            server,
            _clients: clients,
        })
    }
}
