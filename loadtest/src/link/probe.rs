//! Measures the emulator itself: numbered datagrams to an echo at the other end and back.

use std::{
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::{limits, realtime};

#[derive(Debug, Args)]
pub struct EchoArgs {
    /// Address to answer on.
    #[arg(long)]
    pub listen: SocketAddr,
}

#[derive(Debug, Args)]
pub struct PingArgs {
    /// Address of the echo.
    #[arg(long)]
    pub to: SocketAddr,
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=limits::CHECK_PACKETS_MAX as i64))]
    pub packets: u32,
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub per_s: u32,
}

/// Round trips in milliseconds, one for each packet that came back.
#[derive(Debug, Serialize, Deserialize)]
pub struct RoundTrips {
    pub sent: u32,
    pub back: u32,
    pub duplicates: u32,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
}

/// As large as a video packet.
const PACKET_BYTES: usize = 1100;

/// Answers until the process ends.
pub fn echo(args: &EchoArgs) -> anyhow::Result<()> {
    let socket = UdpSocket::bind(args.listen)
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let mut buffer = [0; limits::IP_PACKET_BYTES_MAX];
    realtime::request();
    loop {
        let (bytes, from) = socket.recv_from(&mut buffer)?;
        socket.send_to(&buffer[..bytes], from)?;
    }
}

pub fn ping(args: &PingArgs) -> anyhow::Result<RoundTrips> {
    let socket = UdpSocket::bind(match args.to {
        SocketAddr::V4(_) => "0.0.0.0:0",
        SocketAddr::V6(_) => "[::]:0",
    })?;
    socket
        .connect(args.to)
        .with_context(|| format!("no way to {}", args.to))?;
    wait_for_echo(&socket)?;
    let sender = socket.try_clone()?;
    let start = Instant::now();
    let (packets, gap) = (args.packets, Duration::from_secs(1) / args.per_s);
    let sending = std::thread::spawn(move || send(&sender, start, packets, gap));
    let round_trips = receive(&socket, start, packets, gap)?;
    sending
        .join()
        .map_err(|_| anyhow::anyhow!("the sender panicked"))??;
    Ok(round_trips)
}

/// The echo may start after us, and the first packet may be lost: that is no part of the figure.
fn wait_for_echo(socket: &UdpSocket) -> anyhow::Result<()> {
    socket.set_read_timeout(Some(Duration::from_millis(250)))?;
    let mut buffer = [0; 4];
    for _ in 0..40 {
        let _ = socket.send(&u32::MAX.to_be_bytes());
        if socket.recv(&mut buffer).is_ok() {
            // Answers to repeated greetings are filtered by their number.
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    anyhow::bail!("no answer from the echo in 10 s")
}

fn send(socket: &UdpSocket, start: Instant, packets: u32, gap: Duration) -> anyhow::Result<()> {
    realtime::request();
    let mut packet = [0; PACKET_BYTES];
    for number in 0..packets {
        let due = start + gap * number;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        packet[..4].copy_from_slice(&number.to_be_bytes());
        let sent_ns = u64::try_from(start.elapsed().as_nanos())?;
        packet[4..12].copy_from_slice(&sent_ns.to_be_bytes());
        socket.send(&packet)?;
    }
    Ok(())
}

fn receive(
    socket: &UdpSocket,
    start: Instant,
    packets: u32,
    gap: Duration,
) -> anyhow::Result<RoundTrips> {
    realtime::request();
    let end = start + gap * packets + limits::DELAY_MAX;
    let mut times_ms = Vec::new();
    let (mut seen, mut duplicates) = (vec![false; packets as usize], 0);
    let mut buffer = [0; PACKET_BYTES];
    let mut last_at = start + gap * packets;
    // Silence for the tail after the last packet, not the whole delay that could be, ends it.
    while times_ms.len() < packets as usize
        && Instant::now() < end.min(last_at + limits::CHECK_TAIL)
    {
        let Ok(bytes) = socket.recv(&mut buffer) else {
            continue;
        };
        let Some((number, sent_ns)) = parse(&buffer[..bytes]) else {
            continue;
        };
        let Some(seen) = seen.get_mut(number as usize) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            duplicates += 1;
            continue;
        }
        let back = start.elapsed();
        last_at = last_at.max(Instant::now());
        times_ms.push(
            back.saturating_sub(Duration::from_nanos(sent_ns))
                .as_secs_f64()
                * 1000.0,
        );
    }
    Ok(RoundTrips::of(packets, duplicates, times_ms))
}

fn parse(packet: &[u8]) -> Option<(u32, u64)> {
    let (number, rest) = packet.split_first_chunk::<4>()?;
    let (sent_ns, _) = rest.split_first_chunk::<8>()?;
    Some((u32::from_be_bytes(*number), u64::from_be_bytes(*sent_ns)))
}

impl RoundTrips {
    fn of(sent: u32, duplicates: u32, mut times_ms: Vec<f64>) -> Self {
        times_ms.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let rank = (times_ms.len() * percent).div_ceil(100);
            rank.checked_sub(1)
                .and_then(|i| times_ms.get(i))
                .copied()
                .unwrap_or(0.0)
        };
        Self {
            sent,
            back: u32::try_from(times_ms.len()).unwrap_or(u32::MAX),
            duplicates,
            p50_ms: at(50),
            p99_ms: at(99),
            max_ms: at(100),
        }
    }
}
