//! Where the pages are served, and under which names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use anyhow::Context;
use axum_server::Handle;

use crate::{cli::ServeOptions, lan};

/// A bound port and its names.
pub struct Place {
    socket: TcpListener,
    pub address: SocketAddr,
    pub lan: Vec<IpAddr>,
    pub stop: Handle<SocketAddr>,
}

impl Place {
    pub fn bind(options: &ServeOptions) -> anyhow::Result<Self> {
        let mut address = options.listen;
        if options.lan {
            address.set_ip(Ipv4Addr::UNSPECIFIED.into());
        }
        let socket = TcpListener::bind(address)
            .with_context(|| format!("{address} cannot be listened on; choose another --listen"))?;
        let address = socket.local_addr()?;
        let lan = if options.lan {
            lan::addresses()
        } else {
            Vec::new()
        };
        Ok(Self {
            socket,
            address,
            lan,
            stop: Handle::new(),
        })
    }

    pub fn listener(&self) -> anyhow::Result<TcpListener> {
        let listener = self.socket.try_clone()?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    /// Every address the certificate is good for.
    pub fn certified(&self) -> Vec<IpAddr> {
        let mut addresses = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        addresses.extend(self.lan.iter().copied());
        let own = self.address.ip();
        if !own.is_unspecified() && !addresses.contains(&own) {
            addresses.push(own);
        }
        addresses
    }

    /// Our public origins; the console's comes first. It is a name, because sign-in by
    /// fingerprint needs one.
    pub fn origins(&self) -> Vec<String> {
        let port = self.address.port();
        let numbers = self
            .certified()
            .into_iter()
            .map(|ip| SocketAddr::new(ip, port).to_string());
        std::iter::once(format!("localhost:{port}"))
            .chain(numbers)
            .map(|host| format!("https://{host}"))
            .collect()
    }

    /// Where a phone finds the caller's page.
    pub fn caller_origin(&self) -> String {
        let host = match self.lan.first() {
            Some(ip) => SocketAddr::new(*ip, self.address.port()).to_string(),
            None => format!("localhost:{}", self.address.port()),
        };
        format!("https://{host}")
    }

    pub fn console_origin(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }
}
