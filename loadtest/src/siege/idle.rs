//! What sessions cost that are connected and send nothing.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use serde::Serialize;
use tokio::{task::JoinSet, time::sleep};

use super::{
    arguments::IdleArgs,
    report::{self, Check, Verdict},
    stage::{Guest, Stage},
};
use crate::{limits, process, stats::table::Table};

/// The goal.
const BYTES_EACH_MAX: f64 = 100.0 * 1024.0;
/// Cost per room at the most rooms, as a multiple of that at a tenth of them: flat, within noise.
const STEEPER_MAX: f64 = 1.5;
/// How long a sender sends before it stops: a few key frames reach the viewer.
const SENDS: Duration = Duration::from_secs(1);
/// Bit rates have found their level, and what was sent is forgotten.
const SETTLES: Duration = Duration::from_secs(3);
const JOINS_AT_ONCE: u32 = 16;

#[derive(Clone, Copy, Debug, Serialize)]
struct Level {
    rooms: u32,
    memory_bytes: u64,
    /// Growth since the stage without rooms, for each session.
    bytes_each: f64,
    cpu_ms_per_s: f64,
    /// Beyond the stage without rooms, for each room.
    cpu_us_per_s_and_room: f64,
}

#[derive(Serialize)]
struct IdleReport {
    name: &'static str,
    window_s: f64,
    levels: Vec<Level>,
    #[serde(flatten)]
    verdict: Verdict,
}

pub async fn run(args: &IdleArgs) -> anyhow::Result<Verdict> {
    let stage = Arc::new(Stage::open(&args.server).await?);
    let mut guests: Vec<Guest> = Vec::new();
    let mut levels = vec![measure(args, 0, None).await?];
    for rooms in &args.rooms {
        let open = u32::try_from(guests.len() / 2).unwrap_or(u32::MAX);
        guests.extend(fill(&stage, open..*rooms).await?);
        sleep(SETTLES).await;
        levels.push(measure(args, *rooms, levels.first().copied()).await?);
    }
    for guest in guests {
        guest.leave(&stage).await?;
    }
    let report = IdleReport {
        name: "siege_idle",
        window_s: args.window_s,
        levels,
        verdict: Verdict::default(),
    };
    report.judge()
}

/// Opens rooms with a sender and a viewer, and lets the sender stop after a moment.
async fn fill(stage: &Arc<Stage>, numbers: std::ops::Range<u32>) -> anyhow::Result<Vec<Guest>> {
    let (mut guests, mut joins) = (Vec::new(), JoinSet::new());
    for number in numbers {
        if joins.len() >= JOINS_AT_ONCE as usize {
            guests.extend(joins.join_next().await.context("a join")???);
        }
        let stage = stage.clone();
        joins.spawn(async move {
            let mut room = stage.room(number).await?;
            let sender = stage.publish(number, &mut *room).await?;
            let viewer = stage.view(number, &mut *room).await?;
            sleep(SENDS).await;
            stage.crowd.stop(sender.peer)?;
            anyhow::Ok([sender, viewer])
        });
    }
    while let Some(joined) = joins.join_next().await {
        guests.extend(joined??);
    }
    Ok(guests)
}

#[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
async fn measure(args: &IdleArgs, rooms: u32, empty: Option<Level>) -> anyhow::Result<Level> {
    let pid = args.server.pid.to_string();
    let before_s = process::cpu_s(&pid)?;
    sleep(Duration::from_secs_f64(args.window_s)).await;
    let cpu_s = process::cpu_s(&pid)? - before_s;
    let memory_bytes = process::memory_bytes(args.server.pid).context("the server has ended")?;
    let cpu_ms_per_s = cpu_s * 1000.0 / args.window_s;
    let (sessions, rooms_f) = (f64::from(rooms * 2).max(1.0), f64::from(rooms).max(1.0));
    let grown = empty.map_or(0, |empty| memory_bytes.saturating_sub(empty.memory_bytes));
    let more_ms = empty.map_or(0.0, |empty| cpu_ms_per_s - empty.cpu_ms_per_s);
    Ok(Level {
        rooms,
        memory_bytes,
        bytes_each: grown as f64 / sessions,
        cpu_ms_per_s,
        cpu_us_per_s_and_room: more_ms * 1000.0 / rooms_f,
    })
}

impl IdleReport {
    #[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
    fn judge(mut self) -> anyhow::Result<Verdict> {
        let last = *self.levels.last().context("no level was measured")?;
        let tenth = self
            .levels
            .iter()
            .find(|level| level.rooms * 10 == last.rooms);
        let steeper = tenth.map_or(1.0, |tenth| {
            last.cpu_us_per_s_and_room / tenth.cpu_us_per_s_and_room.max(1.0)
        });
        self.verdict = Verdict::of(
            vec![
                Check::most(
                    "bytes for each session, with the most of them",
                    last.bytes_each,
                    BYTES_EACH_MAX,
                ),
                Check::most(
                    "CPU per room, as a multiple of that with a tenth of the rooms",
                    steeper,
                    STEEPER_MAX,
                ),
            ],
            vec![Check::least(
                "rooms",
                last.rooms.into(),
                limits::IDLE_ROOMS_MIN,
            )],
        );
        let mut table = Table::new(&[
            "rooms",
            "memory MB",
            "bytes each",
            "CPU ms/s",
            "CPU µs/s and room",
        ]);
        for level in &self.levels {
            table.row(vec![
                level.rooms.to_string(),
                format!("{:.1}", level.memory_bytes as f64 / 1e6),
                format!("{:.0}", level.bytes_each),
                format!("{:.2}", level.cpu_ms_per_s),
                format!("{:.1}", level.cpu_us_per_s_and_room),
            ]);
        }
        report::print(&self, &self.verdict, &table.to_string())?;
        Ok(self.verdict)
    }
}
