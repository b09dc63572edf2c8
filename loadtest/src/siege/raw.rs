//! Datagrams with any source address, and a look at every datagram of this machine: what somebody
//! on the way of packets has. Needs root. IPv4 on loopback.

use std::{
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
    os::fd::OwnedFd,
    time::Duration,
};

use anyhow::{Context as _, bail};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketType, ipproto, recv, sendto, socket, sockopt,
};

const UDP: u8 = 17;
/// Ours can be told from what the system sends, which has 64.
const FORGED_TTL: u8 = 63;
/// Half a second of what a machine with two cores can exchange on loopback.
const WATCH_BUFFER_BYTES: usize = 64 * 1024 * 1024;

/// Sends from addresses that are not ours.
pub struct Forger {
    socket: OwnedFd,
    packet: Vec<u8>,
}

/// One datagram as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    pub from: SocketAddrV4,
    pub to: SocketAddrV4,
    pub payload: &'a [u8],
    /// Sent by a [`Forger`].
    pub forged: bool,
}

/// Sees every datagram that arrives on this machine.
pub struct Watch {
    socket: OwnedFd,
    buffer: Vec<u8>,
}

impl Forger {
    pub fn new() -> anyhow::Result<Self> {
        let socket = socket(AddressFamily::INET, SocketType::RAW, Some(ipproto::RAW))
            .context("sending with other source addresses needs root")?;
        Ok(Self {
            socket,
            packet: Vec::with_capacity(2048),
        })
    }

    /// What the system does not take is not sent; false then.
    pub fn send(&mut self, from: SocketAddrV4, to: SocketAddrV4, payload: &[u8]) -> bool {
        write_packet(&mut self.packet, from, to, payload);
        sendto(&self.socket, &self.packet, SendFlags::empty(), &to).is_ok()
    }
}

impl Watch {
    pub fn new(patience: Duration) -> anyhow::Result<Self> {
        let socket = socket(AddressFamily::INET, SocketType::RAW, Some(ipproto::UDP))
            .context("watching other programs' datagrams needs root")?;
        sockopt::set_socket_recv_buffer_size_force(&socket, WATCH_BUFFER_BYTES)?;
        sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(patience))?;
        Ok(Self {
            socket,
            buffer: vec![0; 65_536],
        })
    }

    /// Nothing when none came in time.
    pub fn next(&mut self) -> Option<Seen<'_>> {
        let (bytes, _) = recv(&self.socket, &mut self.buffer[..], RecvFlags::empty()).ok()?;
        read_packet(&self.buffer[..bytes])
    }
}

/// How many packets this machine's raw sockets could not take: a watch that missed some is blind.
pub fn missed() -> anyhow::Result<u64> {
    let text = std::fs::read_to_string("/proc/net/raw")?;
    let drops = text.lines().skip(1).filter_map(last_number);
    Ok(drops.sum())
}

/// How many datagrams the UDP socket of this port could not take.
pub fn dropped_at(ports: &[u16]) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string("/proc/net/udp")?;
    let of_ports = text.lines().skip(1).filter(|line| {
        let local = line.split_whitespace().nth(1);
        let port = local.and_then(|local| local.split_once(':'));
        port.and_then(|(_, port)| u16::from_str_radix(port, 16).ok())
            .is_some_and(|port| ports.contains(&port))
    });
    Ok(of_ports.filter_map(last_number).sum())
}

fn last_number(line: &str) -> Option<u64> {
    line.split_whitespace().next_back()?.parse().ok()
}

/// An IPv4 packet without options; the system fills in length and checksum, and UDP needs none
/// (RFC 768).
fn write_packet(packet: &mut Vec<u8>, from: SocketAddrV4, to: SocketAddrV4, payload: &[u8]) {
    packet.clear();
    packet.extend_from_slice(&[0x45, 0, 0, 0, 0, 0, 0, 0, FORGED_TTL, UDP, 0, 0]);
    packet.extend_from_slice(&from.ip().octets());
    packet.extend_from_slice(&to.ip().octets());
    let length = u16::try_from(payload.len() + 8).unwrap_or(u16::MAX);
    for field in [from.port(), to.port(), length, 0] {
        packet.extend_from_slice(&field.to_be_bytes());
    }
    packet.extend_from_slice(payload);
}

fn read_packet(packet: &[u8]) -> Option<Seen<'_>> {
    let header_bytes = usize::from(packet.first()? & 0xf) * 4;
    let address = |at: usize| {
        let octets: [u8; 4] = packet.get(at..at + 4)?.try_into().ok()?;
        Some(Ipv4Addr::from(octets))
    };
    let port = |at: usize| {
        let bytes: [u8; 2] = packet.get(at..at + 2)?.try_into().ok()?;
        Some(u16::from_be_bytes(bytes))
    };
    Some(Seen {
        from: SocketAddrV4::new(address(12)?, port(header_bytes)?),
        to: SocketAddrV4::new(address(16)?, port(header_bytes + 2)?),
        payload: packet.get(header_bytes + 8..)?,
        forged: packet.get(8) == Some(&FORGED_TTL),
    })
}

/// Only loopback: nobody else is to be troubled.
pub fn on_loopback(address: SocketAddr) -> anyhow::Result<SocketAddrV4> {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_loopback() => Ok(v4),
        other => bail!("{other} is not on IPv4 loopback; a siege stays at home"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forged_reads_as_it_was_written() {
        let (from, to) = (
            "127.1.2.3:4000".parse().unwrap(),
            "127.0.0.1:5".parse().unwrap(),
        );
        let mut packet = Vec::new();
        write_packet(&mut packet, from, to, b"hello");
        assert_eq!(packet.len(), 33);
        let seen = read_packet(&packet).unwrap();
        let payload = b"hello".as_slice();
        let forged = true;
        let wanted = Seen {
            from,
            to,
            payload,
            forged,
        };
        assert_eq!(seen, wanted);
        packet[8] = 64;
        assert!(!read_packet(&packet).unwrap().forged);
        assert_eq!(read_packet(&packet[..27]), None);
        assert_eq!(read_packet(&[]), None);
    }

    #[test]
    fn a_siege_stays_on_loopback() {
        assert!(on_loopback("127.0.0.1:9".parse().unwrap()).is_ok());
        for far in ["192.0.2.1:9", "[::1]:9", "10.0.0.1:9"] {
            assert!(on_loopback(far.parse().unwrap()).is_err(), "{far}");
        }
    }
}
