//! Media packets that are forged, replayed, or sent from another's address, by somebody who sees
//! everything that the users send.

use std::{net::SocketAddrV4, sync::Arc, time::Duration};

use anyhow::ensure;
use serde::Serialize;
use tokio::time::sleep;

use super::{
    arguments::InjectionArgs,
    barrage::{Barrage, Fired},
    hellos::{index, stranger},
    raw,
    report::{self, Check, Verdict},
    stage::{Guest, Stage},
    watcher::{Captured, Traffic, Watcher},
};
use crate::limits;

/// Viewers of each of the two rooms.
const VIEWERS: u32 = 3;
/// How long the attacker listens first.
const LISTENING: Duration = Duration::from_secs(3);
/// How often it takes what it has heard since.
const NEWS: Duration = Duration::from_millis(200);

#[derive(Serialize)]
struct InjectionReport {
    name: &'static str,
    packets: Fired,
    /// What the server did not take, by its own count.
    refused: u64,
    unknown: u64,
    checks_refused: u64,
    over_limit: u64,
    lost_before_the_server: u64,
    /// Injected and neither refused nor lost.
    accepted: i64,
    moves: u64,
    sent: u64,
    expected: u64,
    arrived: u64,
    duplicates: u64,
    worst_viewer_percent: f64,
    ended: Vec<String>,
    traffic: Traffic,
    #[serde(flatten)]
    verdict: Verdict,
}

pub async fn run(args: &InjectionArgs) -> anyhow::Result<Verdict> {
    let stage = Stage::open(&args.server).await?;
    let watcher = Watcher::start(stage.known.clone())?;
    let (guests, addresses) = gather(&stage).await?;
    let ports: Vec<u16> = stage
        .known
        .servers()
        .iter()
        .map(SocketAddrV4::port)
        .collect();
    let scraper = stage.scraper();
    watcher.capture(true);
    sleep(LISTENING).await;
    // Everybody has a picture by now; what comes from here on has to be complete.
    stage.crowd.mark()?;
    let before = scraper.counts().await?;
    let calm = before.get("packets_refused_total")? + before.get("datagrams_unknown_total")?;
    let dropped = raw::dropped_at(&ports)?;
    let news = Arc::new(std::sync::Mutex::new(media(watcher.captured())));
    let heard = news.clone();
    let barrage = Barrage::start(args.per_s, args.packets.into(), move |forger, number| {
        let heard = heard
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let captured = &heard[index(number / 5, heard.len())];
        let (from, payload) = shot(number, captured, &addresses);
        forger.send(from, captured.to, &payload)
    })?;
    while !barrage.is_over() {
        sleep(NEWS).await;
        let fresh = media(watcher.captured());
        *news
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
    }
    let fired = barrage.cease();
    stage.crowd.stop_publishers()?;
    sleep(limits::DRAIN * 2).await;
    let figures = stage.crowd.figures().await?;
    let after = scraper.counts().await?;
    let refused = after.since(&before, "packets_refused_total")?;
    let unknown = after.since(&before, "datagrams_unknown_total")?;
    let over_limit = after.since(&before, "ingress_dropped_total")?;
    let lost = raw::dropped_at(&ports)? - dropped;
    for guest in guests {
        guest.leave(&stage).await?;
    }
    ensure!(calm < 100, "{calm} packets were refused before the attack");
    let accepted = fired.sent.cast_signed() - (refused + unknown + over_limit + lost).cast_signed();
    InjectionReport {
        name: "siege_injection",
        packets: fired,
        refused,
        unknown,
        checks_refused: after.since(&before, "checks_refused_total")?,
        over_limit,
        lost_before_the_server: lost,
        accepted,
        moves: after.since(&before, "moves_total")?,
        sent: figures.sent,
        expected: figures.expected,
        arrived: figures.viewer.packets,
        duplicates: figures.viewer.duplicates,
        worst_viewer_percent: figures.worst_share * 100.0,
        ended: figures.ended,
        traffic: watcher.traffic()?,
        verdict: Verdict::default(),
    }
    .judge(args)
}

/// Two rooms, each with its viewers, and everybody's address.
async fn gather(stage: &Stage) -> anyhow::Result<(Vec<Guest>, Vec<SocketAddrV4>)> {
    let mut guests = Vec::new();
    for number in 0..2 {
        let mut room = stage.room(number).await?;
        guests.push(stage.publish(number, &mut *room).await?);
        for _ in 0..VIEWERS {
            guests.push(stage.view(number, &mut *room).await?);
        }
    }
    let addresses = guests.iter().map(|guest| guest.address).collect();
    Ok((guests, addresses))
}

/// RTP and RTCP (RFC 7983).
fn media(captured: Vec<Captured>) -> Vec<Captured> {
    let is_media = |captured: &Captured| matches!(captured.payload.first(), Some(128..=191));
    captured.into_iter().filter(is_media).collect()
}

/// Five kinds in turn, each of one packet that somebody has sent.
fn shot(number: u64, captured: &Captured, all: &[SocketAddrV4]) -> (SocketAddrV4, Vec<u8>) {
    let payload = &captured.payload;
    match number % 5 {
        // Once more, from its own address.
        0 => (captured.from, payload.clone()),
        // From nobody's.
        1 => (stranger(number), payload.clone()),
        // From another user's.
        2 => {
            let others: Vec<_> = all
                .iter()
                .filter(|other| **other != captured.from)
                .collect();
            (*others[index(number / 5, others.len())], payload.clone())
        }
        // The next packet of its sender, but with one bit of something changed.
        3 => (captured.from, flipped(payload, number)),
        // A new one in its sender's name.
        _ => (captured.from, invented(payload, number)),
    }
}

fn flipped(payload: &[u8], number: u64) -> Vec<u8> {
    let mut bytes = payload.to_vec();
    let place = 2 + index(number / 5, bytes.len() - 2);
    bytes[place] ^= 1 << (number % 8);
    bytes
}

/// The head as it is but for a later sequence number, and any bytes behind.
fn invented(payload: &[u8], number: u64) -> Vec<u8> {
    let mut bytes = payload.to_vec();
    let is_rtcp = (192..=223).contains(&bytes[1]);
    if !is_rtcp {
        let later = u16::from_be_bytes([bytes[2], bytes[3]]).wrapping_add(20);
        bytes[2..4].copy_from_slice(&later.to_be_bytes());
    }
    let mut state = number;
    for byte in bytes.iter_mut().skip(12) {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        *byte = state.to_be_bytes()[0];
    }
    bytes
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
impl InjectionReport {
    fn judge(mut self, args: &InjectionArgs) -> anyhow::Result<Verdict> {
        let tried = self.packets.sent.max(1) as f64;
        self.verdict = Verdict::of(
            vec![
                Check::most("packets accepted", self.accepted.max(0) as f64, 0.0),
                Check::most(
                    "packets that viewers got twice",
                    self.duplicates as f64,
                    0.0,
                ),
                Check::most(
                    "datagrams to strangers",
                    self.traffic.foreign_datagrams as f64,
                    0.0,
                ),
                Check::most(
                    "sessions that moved or ended",
                    self.moves as f64 + self.ended.len() as f64,
                    0.0,
                ),
                Check::most(
                    "percent that the worst viewer missed",
                    100.0 - self.worst_viewer_percent,
                    0.0,
                ),
            ],
            vec![
                Check::least("packets injected", self.packets.sent, args.packets.into()),
                Check::most(
                    "datagrams that the watcher missed",
                    self.traffic.missed as f64,
                    0.0,
                ),
                Check::most(
                    "share that did not reach the server",
                    self.lost_before_the_server as f64 / tried,
                    0.05,
                ),
            ],
        );
        let text = format!(
            "{} packets injected ({:.0} a second): {} refused, {} from unknown addresses, {} over a session's limit, {} lost before the server; {} accepted\n\
             two rooms: {} packets sent, {} of {} arrived at the viewers, {} twice; worst viewer {:.3} %\n\
             {} datagrams of the server to its users, {} ({} bytes) to others\n{}",
            self.packets.sent,
            self.packets.per_s,
            self.refused,
            self.unknown,
            self.over_limit,
            self.lost_before_the_server,
            self.accepted,
            self.sent,
            self.arrived,
            self.expected,
            self.duplicates,
            self.worst_viewer_percent,
            self.traffic.served_datagrams,
            self.traffic.foreign_datagrams,
            self.traffic.foreign_bytes,
            self.ended.join("\n"),
        );
        report::print(&self, &self.verdict, &text)?;
        Ok(self.verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_are_the_users_own_packet_from_its_own_address_but_the_replay() {
        let address = |text: &str| text.parse().unwrap();
        let captured = Captured {
            from: address("127.0.0.1:4000"),
            to: address("127.0.0.1:9"),
            payload: [[0x80, 96, 0, 1].as_slice(), &[7; 40]].concat(),
        };
        let all = [captured.from, address("127.0.0.1:4001")];
        for number in 0..100 {
            let (from, payload) = shot(number, &captured, &all);
            let same = from == captured.from && payload == captured.payload;
            assert_eq!(same, number % 5 == 0, "{number}");
            assert_eq!(payload.len(), captured.payload.len());
        }
    }
}
