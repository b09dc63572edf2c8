//! The cases, and one run of one of them.

use std::{net::IpAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::{browser::Browser, cpu, stage::CLIENT_ADDRESS};
use crate::{
    light::{Crowd, CrowdFigures, Film, Joiner, Peer, PeerId},
    limits,
    target::{Room, Session, Target},
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    pub rooms: u32,
    /// Of each room.
    pub viewers: u32,
    pub publisher: Publisher,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Publisher {
    /// The recorded stream at so many packets a second.
    Light(f64),
    /// A real browser with a camera's film, at 1.5 Mbit/s.
    Chromium,
}

pub const CASES: [Case; 5] = [
    Case::new(1, 5, 150.0),
    Case::new(1, 20, 150.0),
    Case::new(1, 10, 600.0),
    Case::new(10, 5, 150.0),
    Case {
        rooms: 1,
        viewers: 5,
        publisher: Publisher::Chromium,
    },
];

impl Case {
    const fn new(rooms: u32, viewers: u32, packets_per_s: f64) -> Self {
        Self {
            rooms,
            viewers,
            publisher: Publisher::Light(packets_per_s),
        }
    }

    pub fn name(&self) -> String {
        let Self { rooms, viewers, .. } = self;
        match self.publisher {
            Publisher::Light(packets_per_s) => format!("{rooms}x{viewers}x{packets_per_s}"),
            Publisher::Chromium => format!("{rooms}x{viewers}xchromium"),
        }
    }
}

/// What one run gave.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    pub cpu_us_per_packet: f64,
    /// Of one processor.
    pub cpu_percent: f64,
    pub packets: u64,
    /// Of the viewer that got least, repairs included.
    pub worst_delivery_percent: f64,
    pub delay_p50_ms: f64,
    pub delay_p99_ms: f64,
    /// How late the clients themselves were.
    pub send_late_p99_ms: f64,
    pub read_late_p99_ms: f64,
    /// Transport-wide feedback that the viewers sent; none where the server did not ask for it.
    pub feedback_sent: u64,
    pub repaired: u64,
    pub padding: u64,
    pub key_frame_requests: u64,
    pub ended: Vec<String>,
}

impl Measured {
    /// What makes the run worthless.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.ended.clone();
        if self.worst_delivery_percent < limits::COMPARE_DELIVERY_PERCENT_MIN {
            let share = self.worst_delivery_percent;
            faults.push(format!("a viewer got {share:.2} % only"));
        }
        let late = self.send_late_p99_ms;
        if late > limits::COMPARE_LATE_MS_MAX {
            faults.push(format!(
                "the clients starved: sending was {late:.1} ms late (p99)"
            ));
        }
        faults
    }
}

/// Everybody of one run.
struct Cast {
    crowd: Crowd,
    rooms: Vec<Box<dyn Room>>,
    sessions: Vec<Box<dyn Session>>,
    viewers: Vec<PeerId>,
    browser: Option<Browser>,
}

pub async fn run(
    case: &Case,
    target: &dyn Target,
    server_pid: u32,
    window: Duration,
    film: &Path,
) -> anyhow::Result<Measured> {
    let mut cast = gather(case, target, film).await?;
    cast.wait_for_pictures().await?;
    sleep(limits::COMPARE_SETTLE).await;
    cast.crowd.mark()?;
    let (begin, cpu_before_s) = (Instant::now(), cpu::seconds(server_pid)?);
    sleep(window).await;
    let (span, cpu_s) = (begin.elapsed(), cpu::seconds(server_pid)? - cpu_before_s);
    let within = cast.crowd.figures().await?;
    cast.crowd.stop_publishers()?;
    cast.browser = None;
    sleep(limits::DRAIN).await;
    let all = cast.crowd.figures().await?;
    cast.leave().await?;
    measured(&within, &all, cpu_s, span)
}

fn measured(
    within: &CrowdFigures,
    all: &CrowdFigures,
    cpu_s: f64,
    span: Duration,
) -> anyhow::Result<Measured> {
    // A browser's packets carry no numbers of ours: what was given up is what was lost.
    let foreign = within.publishers == 0;
    let (packets, worst_share) = if foreign {
        let arrived = all.viewer.arrived.max(1) as f64;
        let share = arrived / (arrived + all.viewer.abandoned as f64);
        (within.viewer.arrived, share)
    } else {
        (within.viewer.packets, all.worst_share)
    };
    ensure!(packets > 0, "no packet arrived");
    Ok(Measured {
        cpu_us_per_packet: cpu_s * 1e6 / packets as f64,
        cpu_percent: 100.0 * cpu_s / span.as_secs_f64(),
        packets,
        worst_delivery_percent: 100.0 * worst_share,
        delay_p50_ms: within.viewer.delay.percentile_ms(50.0),
        delay_p99_ms: within.viewer.delay.percentile_ms(99.0),
        send_late_p99_ms: within.publisher.late.percentile_ms(99.0),
        read_late_p99_ms: within.sweep_late.percentile_ms(99.0),
        feedback_sent: within.viewer.feedback_sent,
        repaired: all.viewer.repaired,
        padding: within.viewer.padding,
        key_frame_requests: within.publisher.key_frame_requests,
        ended: all.ended.clone(),
    })
}

async fn gather(case: &Case, target: &dyn Target, film: &Path) -> anyhow::Result<Cast> {
    let joiner = Joiner::new(IpAddr::V4(CLIENT_ADDRESS))?;
    let mut cast = Cast {
        crowd: Crowd::start()?,
        rooms: Vec::new(),
        sessions: Vec::new(),
        viewers: Vec::new(),
        browser: None,
    };
    for number in 0..case.rooms {
        let mut room = target.room(number).await?;
        match case.publisher {
            Publisher::Light(packets_per_s) => {
                let film = Arc::new(Film::scaled(packets_per_s)?);
                let mut publisher = joiner.publisher(film.clone())?;
                cast.sessions.push(room.publish(&mut publisher).await?);
                // Rooms are not in step: their film begins elsewhere and at another moment.
                let place = number as usize * film.frames.len() / case.rooms as usize;
                let id = cast.crowd.add(number, publisher.finish(place)?)?;
                cast.wait_for_connection(id).await?;
            }
            Publisher::Chromium => {
                let (browser, session) = Browser::publish(film, &mut *room).await?;
                cast.browser = Some(browser);
                cast.sessions.push(session);
            }
        }
        for viewer in 0..case.viewers {
            let (session, peer) = view(&joiner, &mut *room, viewer).await?;
            cast.sessions.push(session);
            let id = cast.crowd.add(number, peer)?;
            cast.viewers.push(id);
        }
        cast.rooms.push(room);
    }
    Ok(cast)
}

/// Joins as the n-th viewer. Janus knows a publisher only once it is connected, which a browser
/// does not tell, so a refusal is tried again for a while.
async fn view(
    joiner: &Joiner,
    room: &mut dyn Room,
    viewer: u32,
) -> anyhow::Result<(Box<dyn Session>, Peer)> {
    let until = Instant::now() + limits::BROWSER_CONNECT_WAIT;
    loop {
        let mut joining = joiner.viewer()?;
        match room.view(viewer, &mut joining).await {
            Ok(session) => return Ok((session, joining.finish()?)),
            Err(error) if Instant::now() > until => return Err(error),
            Err(_) => sleep(limits::COMPARE_LOOK_STEP).await,
        }
    }
}

impl Cast {
    async fn wait_for_connection(&self, id: PeerId) -> anyhow::Result<()> {
        loop {
            let found = self.crowd.milestones(id).await?;
            let found = found.context("a publisher could not connect")?;
            if found.connected.is_some() {
                return Ok(());
            }
            sleep(limits::COMPARE_LOOK_STEP).await;
        }
    }

    async fn wait_for_pictures(&self) -> anyhow::Result<()> {
        let until = Instant::now() + limits::CONNECT_TIMEOUT;
        for id in &self.viewers {
            loop {
                let found = self.crowd.milestones(*id).await?;
                let found = found.context("a viewer could not connect")?;
                if found.first_frame.is_some() {
                    break;
                }
                ensure!(Instant::now() < until, "a viewer saw no key frame");
                sleep(limits::COMPARE_LOOK_STEP).await;
            }
        }
        Ok(())
    }

    async fn leave(self) -> anyhow::Result<()> {
        for session in self.sessions.into_iter().rev() {
            session.leave().await?;
        }
        for mut room in self.rooms {
            room.end().await?;
        }
        Ok(())
    }
}
