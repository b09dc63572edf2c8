//! One room of a soak: one sends, one watches, both leave.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use tokio::sync::Mutex;

use crate::{
    light::{Crowd, Film, Joiner, PeerId},
    limits,
    target::{Room, Session, Target},
};

/// What all rooms share.
pub struct Stage {
    pub target: Box<dyn Target>,
    pub joiner: Joiner,
    pub film: Arc<Film>,
    pub crowd: Mutex<Crowd>,
    pub stay: Duration,
}

/// Two sessions in and out. Neither is left behind when the other fails.
pub async fn visit(stage: &Stage, number: u32) -> anyhow::Result<()> {
    let mut room = stage.target.room(number).await.context("opening a room")?;
    let sender = publish(stage, number, &mut *room).await?;
    let viewer = view(stage, number, &mut *room).await;
    let stayed = match &viewer {
        Ok(viewer) => stay(stage, sender.peer, viewer.peer).await,
        Err(_) => Ok(()),
    };
    let left = sender.leave(stage).await.context("the sender's leaving");
    let viewer = viewer?.leave(stage).await.context("the viewer's leaving");
    room.end().await?;
    stayed.and(left).and(viewer)
}

struct Visitor {
    peer: PeerId,
    session: Box<dyn Session>,
}

impl Visitor {
    async fn leave(self, stage: &Stage) -> anyhow::Result<()> {
        stage.crowd.lock().await.remove(self.peer)?;
        self.session.leave().await
    }
}

async fn publish(stage: &Stage, number: u32, room: &mut dyn Room) -> anyhow::Result<Visitor> {
    let mut client = stage.joiner.publisher(stage.film.clone())?;
    let session = room.publish(&mut client).await.context("publishing")?;
    let peer = client.finish(number as usize % stage.film.frames.len())?;
    let peer = stage.crowd.lock().await.add(number, peer)?;
    Ok(Visitor { peer, session })
}

async fn view(stage: &Stage, number: u32, room: &mut dyn Room) -> anyhow::Result<Visitor> {
    let mut client = stage.joiner.viewer()?;
    let session = room.view(0, &mut client).await.context("watching")?;
    let peer = client.finish()?;
    let peer = stage.crowd.lock().await.add(number, peer)?;
    Ok(Visitor { peer, session })
}

/// Until both are connected and a moment longer.
async fn stay(stage: &Stage, sender: PeerId, viewer: PeerId) -> anyhow::Result<()> {
    let deadline = tokio::time::Instant::now() + limits::CONNECT_TIMEOUT;
    for peer in [sender, viewer] {
        while !is_connected(stage, peer).await? {
            if tokio::time::Instant::now() >= deadline {
                bail!(
                    "no connection within {} s",
                    limits::CONNECT_TIMEOUT.as_secs()
                );
            }
            tokio::time::sleep(limits::SOAK_LOOK_GAP).await;
        }
    }
    tokio::time::sleep(stage.stay).await;
    Ok(())
}

async fn is_connected(stage: &Stage, peer: PeerId) -> anyhow::Result<bool> {
    let look = stage.crowd.lock().await.milestones(peer).await?;
    let milestones = look.context("the server ended the session")?;
    Ok(milestones.connected.is_some())
}
