//! The socket of one client, with a bad network in front of it where asked.

use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::net::UdpSocket;

use crate::{
    limits,
    link::{model::Pipe, settings::LinkSettings},
};

/// IP and UDP headers, which use the line's rate too. The first byte holds the peer's number.
const HEAD_BYTES: usize = 28;

pub struct Wire {
    socket: UdpSocket,
    /// As the peer connection knows it; stays when the socket changes, as behind a NAT.
    local: SocketAddr,
    pipes: Option<Box<Pipes>>,
    silent_until: Option<Instant>,
    buffer: Box<[u8]>,
}

struct Pipes {
    settings: LinkSettings,
    up: Pipe,
    down: Pipe,
    peers: Vec<SocketAddr>,
}

impl Wire {
    /// A socket of the address by which the server is reached, so that its candidate is true.
    pub async fn open(
        server: SocketAddr,
        link: Option<&LinkSettings>,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let socket = bind(local_ip(server).await?).await?;
        let pipes = link.map(|settings| Box::new(Pipes::new(settings.clone(), seed)));
        Ok(Self {
            local: socket.local_addr()?,
            socket,
            pipes,
            silent_until: None,
            buffer: vec![0; limits::DATAGRAM_BYTES_MAX].into(),
        })
    }

    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// Nothing goes out or comes in for a while.
    pub fn silence(&mut self, length: Duration) {
        self.silent_until = Some(Instant::now() + length);
    }

    /// Goes on from another port without telling anybody.
    pub async fn rebind(&mut self) -> anyhow::Result<()> {
        self.socket = bind(self.local.ip()).await?;
        Ok(())
    }

    pub fn set_link(&mut self, words: &str, seed: u64) -> anyhow::Result<()> {
        let pipes = self
            .pipes
            .get_or_insert_with(|| Box::new(Pipes::new(LinkSettings::default(), seed)));
        pipes.settings.apply(words)?;
        pipes.up.set(pipes.settings.up.clone());
        pipes.down.set(pipes.settings.down.clone());
        Ok(())
    }

    /// A full socket loses the datagram, as a network would.
    pub fn send(&mut self, datagram: &[u8], peer: SocketAddr, now: Instant) {
        if self.is_silent(now) {
            return;
        }
        let Some(pipes) = &mut self.pipes else {
            let _ = self.socket.try_send_to(datagram, peer);
            return;
        };
        if let Some(packet) = pipes.wrap(datagram, peer) {
            pipes.up.handle_packet(packet, now);
        }
        self.send_due(now);
    }

    /// When `poll_received` or the sending side has work again.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let pipes = self.pipes.as_ref()?;
        let (up, down) = (pipes.up.poll_timeout(), pipes.down.poll_timeout());
        up.into_iter().chain(down).min()
    }

    /// Waits until the socket has something.
    pub async fn readable(&self) -> std::io::Result<()> {
        self.socket.readable().await
    }

    /// The next datagram that has arrived, in `self.datagram()`; call until there is none.
    pub fn poll_received(&mut self, now: Instant) -> Option<(usize, SocketAddr)> {
        self.send_due(now);
        loop {
            let Ok((bytes, peer)) = self.socket.try_recv_from(&mut self.buffer) else {
                return self.deliver(now);
            };
            if self.is_silent(now) {
                continue;
            }
            let Some(pipes) = &mut self.pipes else {
                return Some((bytes, peer));
            };
            if let Some(packet) = pipes.wrap(&self.buffer[..bytes], peer) {
                pipes.down.handle_packet(packet, now);
            }
        }
    }

    pub fn datagram(&self, bytes: usize) -> &[u8] {
        &self.buffer[..bytes]
    }

    fn deliver(&mut self, now: Instant) -> Option<(usize, SocketAddr)> {
        let pipes = self.pipes.as_mut()?;
        let packet = pipes.down.poll_packet(now)?.packet;
        let (head, datagram) = packet.split_at_checked(HEAD_BYTES)?;
        let peer = *pipes.peers.get(usize::from(head[0]))?;
        self.buffer[..datagram.len()].copy_from_slice(datagram);
        Some((datagram.len(), peer))
    }

    fn send_due(&mut self, now: Instant) {
        let Some(pipes) = &mut self.pipes else { return };
        while let Some(delivery) = pipes.up.poll_packet(now) {
            if let Some((head, datagram)) = delivery.packet.split_at_checked(HEAD_BYTES)
                && let Some(peer) = pipes.peers.get(usize::from(head[0]))
            {
                let _ = self.socket.try_send_to(datagram, *peer);
            }
        }
    }

    fn is_silent(&self, now: Instant) -> bool {
        self.silent_until.is_some_and(|until| now < until)
    }
}

impl Pipes {
    fn new(settings: LinkSettings, seed: u64) -> Self {
        let now = Instant::now();
        Self {
            up: Pipe::new(settings.up.clone(), seed, now),
            down: Pipe::new(settings.down.clone(), !seed, now),
            settings,
            peers: Vec::new(),
        }
    }

    fn wrap(&mut self, datagram: &[u8], peer: SocketAddr) -> Option<Vec<u8>> {
        let known = self.peers.iter().position(|known| *known == peer);
        let number = known.unwrap_or(self.peers.len());
        if known.is_none() {
            if number >= limits::PEERS_OF_A_SOCKET_MAX {
                return None;
            }
            self.peers.push(peer);
        }
        let mut packet = vec![0; HEAD_BYTES + datagram.len()];
        packet[0] = u8::try_from(number).ok()?;
        packet[HEAD_BYTES..].copy_from_slice(datagram);
        Some(packet)
    }
}

/// The address of ours by which that server is reached.
pub async fn local_ip(server: SocketAddr) -> anyhow::Result<IpAddr> {
    let any: SocketAddr = if server.is_ipv4() {
        (std::net::Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (std::net::Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let probe = UdpSocket::bind(any).await?;
    probe
        .connect(server)
        .await
        .with_context(|| format!("no way to {server}"))?;
    Ok(probe.local_addr()?.ip())
}

/// A new socket refuses to send until it was once seen to be writable.
async fn bind(ip: IpAddr) -> anyhow::Result<UdpSocket> {
    let socket = UdpSocket::bind((ip, 0)).await?;
    socket.writable().await?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn two(words: &str) -> (Wire, Wire) {
        let any = SocketAddr::from(([127, 0, 0, 1], 9));
        let mut link = LinkSettings::default();
        link.apply(words).unwrap();
        let far = Wire::open(any, Some(&link), 1).await.unwrap();
        (far, Wire::open(any, None, 1).await.unwrap())
    }

    async fn receive(wire: &mut Wire) -> Option<SocketAddr> {
        let wait = Duration::from_millis(300);
        let _ = tokio::time::timeout(wait, wire.readable()).await;
        Some(wire.poll_received(Instant::now())?.1)
    }

    #[tokio::test]
    async fn a_datagram_waits_for_the_links_delay() {
        let (mut far, mut near) = two("up.delay=60").await;
        let start = Instant::now();
        far.send(b"x", near.local(), start);
        let due = far.poll_timeout().unwrap();
        assert!(due >= start + Duration::from_millis(60));
        assert_eq!(near.poll_received(Instant::now()), None);
        tokio::time::sleep_until(due.into()).await;
        assert_eq!(far.poll_received(Instant::now()), None);
        assert_eq!(receive(&mut near).await, Some(far.local()));
    }

    #[tokio::test]
    async fn a_dead_link_and_a_silent_client_pass_nothing() {
        let (mut far, mut near) = two("dead=on").await;
        far.send(b"x", near.local(), Instant::now());
        assert_eq!(receive(&mut near).await, None);
        far.set_link("dead=off", 1).unwrap();
        far.silence(Duration::from_secs(60));
        far.send(b"x", near.local(), Instant::now());
        assert_eq!(receive(&mut near).await, None);
        far.silence(Duration::ZERO);
        far.send(b"x", near.local(), Instant::now());
        assert_eq!(receive(&mut near).await, Some(far.local()));
    }

    #[tokio::test]
    async fn after_rebinding_the_other_side_sees_another_port() {
        let (mut far, mut near) = two("delay=0").await;
        far.rebind().await.unwrap();
        far.send(b"x", near.local(), Instant::now());
        let seen = receive(&mut near).await.unwrap();
        assert_ne!(seen.port(), far.local().port());
    }
}
