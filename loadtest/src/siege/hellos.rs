//! ClientHellos from everywhere: nobody's connection may suffer, and nobody may be answered who
//! has not passed a check.

use std::{
    net::{Ipv4Addr, SocketAddrV4},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use tokio::task::JoinSet;

use super::{
    arguments::HellosArgs,
    barrage::{Barrage, Fired},
    raw,
    report::{self, Check, Verdict, words},
    stage::Stage,
    watcher::{Traffic, Watcher},
};
use crate::{limits, stats::percentiles::Percentiles};

/// DTLS handshake records (RFC 6347 §4.1).
const HANDSHAKE: u8 = 22;

#[derive(Serialize)]
pub struct HellosReport {
    name: &'static str,
    asked: u32,
    calm_ms: Percentiles,
    attacked_ms: Percentiles,
    failures: Vec<String>,
    hellos: Fired,
    /// Reached the server and were known for what they are.
    hellos_refused: u64,
    hellos_lost: u64,
    traffic: Traffic,
    #[serde(flatten)]
    verdict: Verdict,
}

pub async fn run(args: &HellosArgs) -> anyhow::Result<Verdict> {
    let stage = Arc::new(Stage::open(&args.server).await?);
    let watcher = Watcher::start(stage.known.clone())?;
    watcher.capture(true);
    let calm = (args.setups / 3).max(20);
    let (calm_ms, failures) = setups(&stage, 0..calm).await;
    ensure!(
        failures.is_empty(),
        "set-ups fail without any attack: {}",
        failures[0]
    );
    let hellos: Vec<Vec<u8>> = watcher
        .captured()
        .into_iter()
        .map(|captured| captured.payload)
        .filter(|payload| payload.first() == Some(&HANDSHAKE))
        .collect();
    watcher.capture(false);
    ensure!(!hellos.is_empty(), "no handshake was seen to copy");
    let servers = stage.known.servers();
    let ports: Vec<u16> = servers.iter().map(SocketAddrV4::port).collect();
    let (dropped, scraper) = (raw::dropped_at(&ports)?, stage.scraper());
    let before = scraper.counts().await?;
    let barrage = Barrage::start(args.per_s, u64::MAX, move |forger, number| {
        let to = servers[index(number, servers.len())];
        forger.send(stranger(number), to, &hellos[index(number, hellos.len())])
    })?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (attacked_ms, failures) = setups(&stage, calm..calm + args.setups).await;
    let fired = barrage.cease();
    tokio::time::sleep(limits::DRAIN).await;
    let after = scraper.counts().await?;
    let report = HellosReport {
        name: "siege_hellos",
        asked: args.per_s,
        calm_ms: Percentiles::of(&calm_ms).context("nobody was set up")?,
        attacked_ms: Percentiles::of(&attacked_ms).context("nobody was set up")?,
        hellos: fired,
        hellos_refused: after.since(&before, "datagrams_unknown_total")?,
        hellos_lost: raw::dropped_at(&ports)? - dropped,
        traffic: watcher.traffic()?,
        verdict: Verdict::default(),
        failures,
    };
    report.judge(args)
}

impl HellosReport {
    fn judge(mut self, args: &HellosArgs) -> anyhow::Result<Verdict> {
        let done = self.attacked_ms.samples as u64;
        let ratio = self.attacked_ms.p95_ms / self.calm_ms.p95_ms;
        self.verdict = Verdict::of(
            vec![
                Check::least("set-ups that succeeded", done, args.setups.into()),
                Check::most("p95 of a set-up, as a multiple of the calm one", ratio, 2.0),
                Check::most(
                    "datagrams to strangers",
                    self.traffic.foreign_datagrams as f64,
                    0.0,
                ),
            ],
            vec![
                Check::most(
                    "datagrams that the watcher missed",
                    self.traffic.missed as f64,
                    0.0,
                ),
                Check::most(
                    "share of the wanted rate missing",
                    1.0 - self.hellos.per_s / f64::from(self.asked),
                    0.1,
                ),
                Check::most(
                    "share of the hellos that did not reach the server",
                    1.0 - self.hellos_refused as f64 / self.hellos.sent.max(1) as f64,
                    0.05,
                ),
            ],
        );
        report::print(
            &self,
            &self.verdict,
            &format!(
                "set-up calm: {}\nset-up under {:.0} hellos a second: {}\n{} hellos sent, {} refused by the server, {} lost before it\n{} datagrams of the server to its users, {} ({} bytes) to others\n{}",
                words(&self.calm_ms),
                self.hellos.per_s,
                words(&self.attacked_ms),
                self.hellos.sent,
                self.hellos_refused,
                self.hellos_lost,
                self.traffic.served_datagrams,
                self.traffic.foreign_datagrams,
                self.traffic.foreign_bytes,
                self.failures.join("\n"),
            ),
        )?;
        Ok(self.verdict)
    }
}

/// Sets up and leaves, four at a time; how long each took, and what failed.
async fn setups(stage: &Arc<Stage>, numbers: std::ops::Range<u32>) -> (Vec<f64>, Vec<String>) {
    let next = Arc::new(AtomicU32::new(numbers.start));
    let mut workers = JoinSet::new();
    for _ in 0..limits::SIEGE_SETUPS_AT_ONCE {
        let (stage, next, end) = (stage.clone(), next.clone(), numbers.end);
        workers.spawn(async move {
            let (mut took_ms, mut failures) = (Vec::new(), Vec::new());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return (took_ms, failures);
                }
                match setup(&stage, number).await {
                    Ok(ms) => took_ms.push(ms),
                    Err(error) => failures.push(format!("set-up {number}: {error:#}")),
                }
            }
        });
    }
    let (mut took_ms, mut failures) = (Vec::new(), Vec::new());
    for (took, failed) in workers.join_all().await {
        took_ms.extend(took);
        failures.extend(failed);
    }
    failures.truncate(limits::FAILURE_REASONS_MAX);
    (took_ms, failures)
}

async fn setup(stage: &Stage, number: u32) -> anyhow::Result<f64> {
    let mut room = stage.room(number).await?;
    let guest = stage.publish(number, &mut *room).await?;
    let setup_ms = guest.setup_ms;
    guest.leave(stage).await?;
    room.end().await?;
    Ok(setup_ms)
}

/// Every seventh comes from the users' own address, by another port.
pub fn stranger(number: u64) -> SocketAddrV4 {
    // Spreads numbers over the whole range; the constant is of Knuth's multiplicative hashing.
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let [a, b, c, d, e, ..] = mixed.to_be_bytes();
    let port = u16::from_be_bytes([d, e]).max(1024);
    // Below the ports that systems give out.
    if number.is_multiple_of(7) {
        return SocketAddrV4::new(Ipv4Addr::LOCALHOST, port % 20_000 + 2000);
    }
    SocketAddrV4::new(Ipv4Addr::new(127, a.max(1), b, c), port)
}

#[expect(clippy::cast_possible_truncation, reason = "below the length")]
pub fn index(number: u64, length: usize) -> usize {
    (number % length.max(1) as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_many_and_all_on_loopback() {
        let all: std::collections::BTreeSet<_> = (0..10_000).map(stranger).collect();
        assert!(all.len() > 9000, "{}", all.len());
        assert!(all.iter().all(|from| from.ip().is_loopback()));
    }
}
