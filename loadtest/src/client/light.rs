//! Light clients in a run: all of them in one crowd.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Instant};

use anyhow::{Context as _, bail};
use tokio::sync::watch;

use super::{CallerResult, Endpoint, Sending, Session, Stop, ViewerResult, Watching, ms_between};
use crate::{
    light::{Crowd, Film, Joiner, Life, Part, Peer, PeerId},
    limits,
    stats::live::OnAir,
};

/// What all light clients of a run share.
pub struct Light {
    joiner: Joiner,
    crowd: Crowd,
    /// By their packets a second.
    films: BTreeMap<u32, Arc<Film>>,
}

/// One client's place.
pub struct Seat {
    pub light: Arc<Light>,
    /// The stream that it sends or watches.
    pub room: u32,
    pub packets_per_s: u32,
}

impl Light {
    /// `local` is the address by which the server reaches us.
    pub fn open(local: IpAddr, rates: impl Iterator<Item = u32>) -> anyhow::Result<Self> {
        let film = |rate| Ok((rate, Arc::new(Film::scaled(f64::from(rate))?)));
        Ok(Self {
            joiner: Joiner::new(local)?,
            crowd: Crowd::start()?,
            films: rates.map(film).collect::<anyhow::Result<_>>()?,
        })
    }
}

pub async fn send(
    endpoint: Endpoint,
    seat: Seat,
    mut job: Sending,
    result: &mut CallerResult,
) -> anyhow::Result<()> {
    let (start, light) = (Instant::now(), &seat.light);
    let film = light.films.get(&seat.packets_per_s);
    let film = film.context("no film of this rate was made")?.clone();
    let frames = film.frames.len();
    let mut joiner = light.joiner.publisher(film)?;
    let session = Session::join_as(endpoint, &mut joiner).await?;
    result
        .answer_ms
        .get_or_insert(ms_between(start, Instant::now()));
    // Senders are not in step.
    let mut peer = joiner.finish(job.number as usize * 7919 % frames)?;
    peer.count_for(job.live.clone(), job.times.clone());
    let (id, mut life) = add(&seat, peer)?;
    let connected_at = connected(&mut life).await?;
    result
        .join_ms
        .get_or_insert(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let live = job.live.clone();
    let played = {
        let _on_air = OnAir::new(&live.callers);
        let stopped = async {
            let _ = job.stop.wait_for(|stop| *stop != Stop::No).await;
        };
        tokio::select! {
            error = ended(&mut life) => Err(error),
            () = stopped => Ok(()),
        }
    };
    let says_goodbye = *job.stop.borrow() == Stop::Leave;
    if played.is_ok() && says_goodbye {
        light.crowd.stop(id)?;
        tokio::time::sleep(limits::DRAIN).await;
    }
    if let Some(peer) = light.crowd.take(id).await?
        && let Part::Publisher(publisher) = &peer.part
    {
        job.times.set_next_number(publisher.next_number());
        let figures = &publisher.figures;
        result.frames += figures.frames;
        result.packets += figures.packets;
        result.bytes += figures.payload_bytes;
        result.nacks += figures.nacks;
        result.key_frame_requests += figures.key_frame_requests;
    }
    played?;
    if says_goodbye {
        session.leave().await?;
    }
    Ok(())
}

pub async fn watch(
    endpoint: Endpoint,
    seat: Seat,
    mut job: Watching,
    result: &mut ViewerResult,
) -> anyhow::Result<()> {
    let (start, light) = (Instant::now(), &seat.light);
    result.started_at = Some(start);
    let mut joiner = light.joiner.viewer()?;
    let session = Session::join_as(endpoint, &mut joiner).await?;
    result.answer_ms = Some(ms_between(start, Instant::now()));
    let mut peer = joiner.finish()?;
    peer.count_for(job.live.clone(), job.times.clone());
    let (id, mut life) = add(&seat, peer)?;
    let connected_at = connected(&mut life).await?;
    result.join_ms = Some(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let live = job.live.clone();
    let watched = {
        let _on_air = OnAir::new(&live.viewers);
        let stopped = async {
            // An error means that the run is over, which is the same.
            let _ = job.stop.wait_for(|stop| *stop).await;
        };
        tokio::select! {
            error = ended(&mut life) => Err(error),
            () = stopped => Ok(()),
        }
    };
    if watched.is_ok() {
        tokio::time::sleep(limits::DRAIN).await;
    }
    result.left_at = Some(Instant::now());
    if let Some(mut peer) = light.crowd.take(id).await?
        && let Part::Viewer(viewer) = &mut peer.part
    {
        let lost = viewer.missing();
        let figures = viewer.figures();
        (result.counts.packets, result.counts.lost) = (figures.packets, lost);
        result.bytes = figures.payload_bytes;
        if let Some(watched) = &viewer.watched {
            let counts = watched.frames.counts();
            result.counts.decodable = counts.decodable;
            result.counts.broken = counts.broken;
            result.counts.longest_gap = counts.longest_gap;
            result.first_frame_at = watched.frames.first_decodable_at();
            result.last_frame_at = watched.frames.last_decodable_at();
            result.freezes = watched.frames.freezes().to_vec();
        }
    }
    watched?;
    session.leave().await
}

fn add(seat: &Seat, mut peer: Peer) -> anyhow::Result<(PeerId, watch::Receiver<Life>)> {
    let life = peer.life();
    Ok((seat.light.crowd.add(seat.room, peer)?, life))
}

/// When ICE and DTLS are up.
async fn connected(life: &mut watch::Receiver<Life>) -> anyhow::Result<Instant> {
    let now = *life.wait_for(|life| *life != Life::Joining).await?;
    match now {
        Life::Connected(at) => Ok(at),
        Life::Ended(why) => bail!("no connection: {why}"),
        Life::Joining => bail!("no connection"),
    }
}

/// Returns when the client has ended by itself.
async fn ended(life: &mut watch::Receiver<Life>) -> anyhow::Error {
    let heard = life.wait_for(|life| matches!(life, Life::Ended(_))).await;
    match heard.as_deref() {
        Ok(Life::Ended(why)) => anyhow::anyhow!("{why}"),
        _ => anyhow::anyhow!("the clients' thread has ended"),
    }
}
