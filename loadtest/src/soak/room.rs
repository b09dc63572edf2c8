//! One room of a soak: one sends, one watches, both leave.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use tokio::sync::watch;

use crate::{
    light::{Crowd, Film, Joiner, Life, Peer, PeerId},
    limits,
    scraper::Scraper,
    target::{Room, Session, Target},
};

/// What all rooms share.
pub struct Stage {
    pub target: Box<dyn Target>,
    pub scraper: Scraper,
    pub joiner: Joiner,
    pub film: Arc<Film>,
    pub crowd: Crowd,
    pub stay: Duration,
}

/// Two sessions in and out. Neither is left behind when the other fails.
pub async fn visit(stage: &Stage, number: u32) -> anyhow::Result<()> {
    let mut room = stage.target.room(number).await.context("opening a room")?;
    let mut sender = publish(stage, number, &mut *room).await?;
    let mut viewer = view(stage, number, &mut *room).await;
    let stayed = match &mut viewer {
        Ok(viewer) => stay(stage, &mut sender, viewer).await,
        Err(_) => Ok(()),
    };
    let left = sender.leave(stage).await.context("the sender's leaving");
    let viewer = viewer?.vanish(stage);
    room.end().await?;
    stayed.and(left).and(viewer)
}

struct Visitor {
    peer: PeerId,
    life: watch::Receiver<Life>,
    session: Box<dyn Session>,
}

impl Visitor {
    fn enter(
        stage: &Stage,
        number: u32,
        mut peer: Peer,
        session: Box<dyn Session>,
    ) -> anyhow::Result<Self> {
        let life = peer.life();
        Ok(Self {
            peer: stage.crowd.add(number, peer)?,
            life,
            session,
        })
    }

    /// As a page that is told to end does it.
    async fn leave(self, stage: &Stage) -> anyhow::Result<()> {
        let left = self.session.leave().await;
        stage.crowd.remove(self.peer)?;
        left
    }

    /// As a browser whose page is closed: DTLS says goodbye, HTTP does not.
    fn vanish(self, stage: &Stage) -> anyhow::Result<()> {
        stage.crowd.remove(self.peer)
    }
}

async fn publish(stage: &Stage, number: u32, room: &mut dyn Room) -> anyhow::Result<Visitor> {
    let mut client = stage.joiner.publisher(stage.film.clone())?;
    let session = room.publish(&mut client).await.context("publishing")?;
    let peer = client.finish(number as usize % stage.film.frames.len())?;
    Visitor::enter(stage, number, peer, session)
}

async fn view(stage: &Stage, number: u32, room: &mut dyn Room) -> anyhow::Result<Visitor> {
    let mut client = stage.joiner.viewer()?;
    let session = room.view(0, &mut client).await.context("watching")?;
    Visitor::enter(stage, number, client.finish()?, session)
}

/// Until both are connected and a moment longer.
async fn stay(stage: &Stage, sender: &mut Visitor, viewer: &mut Visitor) -> anyhow::Result<()> {
    for visitor in [sender, viewer] {
        let up = visitor.life.wait_for(|life| *life != Life::Joining);
        let life = *tokio::time::timeout(limits::CONNECT_TIMEOUT, up)
            .await
            .context("no connection in time")??;
        if let Life::Ended(why) = life {
            bail!("no connection: {why}");
        }
    }
    tokio::time::sleep(stage.stay).await;
    Ok(())
}
