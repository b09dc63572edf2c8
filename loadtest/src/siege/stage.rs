//! The people of the besieged server: they join, are watched, and leave, as on any day.

use std::{
    collections::BTreeSet,
    net::SocketAddrV4,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::{Context as _, bail};
use tokio::sync::watch;

use super::raw;
use crate::{
    access::{Access, MediaKey},
    client::{self, ms_between},
    http::{Origin, Trust},
    light::{Crowd, Film, Joiner, Life, Peer, PeerId},
    limits,
    scraper::Scraper,
    server_args::ServerArgs,
    target::{Room, Session, Target as _, Whip},
};

pub struct Stage {
    pub origin: Origin,
    pub trust: Trust,
    target: Whip,
    key: MediaKey,
    pub joiner: Joiner,
    pub film: Arc<Film>,
    pub crowd: Crowd,
    pub known: Arc<Known>,
}

/// Addresses of everybody who has joined, and of the server: what goes elsewhere is wrong.
#[derive(Default)]
pub struct Known {
    clients: Mutex<BTreeSet<SocketAddrV4>>,
    servers: Mutex<BTreeSet<SocketAddrV4>>,
}

impl Known {
    pub fn is_client(&self, address: SocketAddrV4) -> bool {
        let clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.contains(&address)
    }

    pub fn is_server(&self, address: SocketAddrV4) -> bool {
        let servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        servers.contains(&address)
    }

    pub fn servers(&self) -> Vec<SocketAddrV4> {
        let servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        servers.iter().copied().collect()
    }

    fn note(&self, client: SocketAddrV4, server: SocketAddrV4) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(client);
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        servers.insert(server);
    }
}

/// Somebody who is connected.
pub struct Guest {
    pub peer: PeerId,
    pub address: SocketAddrV4,
    /// From the POST to ICE and DTLS being up.
    pub setup_ms: f64,
    session: Box<dyn Session>,
}

impl Guest {
    pub async fn leave(self, stage: &Stage) -> anyhow::Result<()> {
        let left = self.session.leave().await;
        stage.crowd.remove(self.peer)?;
        left
    }
}

impl Stage {
    pub async fn open(args: &ServerArgs) -> anyhow::Result<Self> {
        let (origin, _) = Origin::split(&args.url, args.connect)?;
        let local = client::local_ip(origin.address().await?).await?;
        let trust = Trust::load(args.ca.as_deref())?;
        let key = || MediaKey::load(origin.clone(), trust.clone(), &args.token_key);
        Ok(Self {
            target: Whip::new(Access::MediaKey(key()?)),
            key: key()?,
            origin,
            trust,
            joiner: Joiner::new(local)?,
            film: Arc::new(Film::scaled(f64::from(limits::LIGHT_PACKETS_PER_S))?),
            crowd: Crowd::start()?,
            known: Arc::default(),
        })
    }

    pub fn scraper(&self) -> Scraper {
        Scraper::new(self.origin.clone(), self.trust.clone())
    }

    pub async fn room(&self, number: u32) -> anyhow::Result<Box<dyn Room>> {
        self.target.room(number).await.context("opening a room")
    }

    /// The right to publish in a room of its own.
    pub fn token(&self) -> anyhow::Result<String> {
        self.key.publish_token()
    }

    pub async fn publish(&self, number: u32, room: &mut dyn Room) -> anyhow::Result<Guest> {
        let mut client = self.joiner.publisher(self.film.clone())?;
        let start = Instant::now();
        let session = room.publish(&mut client).await.context("publishing")?;
        let peer = client.finish(number as usize * 7919 % self.film.frames.len())?;
        self.seat(number, peer, session, start).await
    }

    pub async fn view(&self, number: u32, room: &mut dyn Room) -> anyhow::Result<Guest> {
        let mut client = self.joiner.viewer()?;
        let start = Instant::now();
        let session = room.view(0, &mut client).await.context("watching")?;
        self.seat(number, client.finish()?, session, start).await
    }

    async fn seat(
        &self,
        number: u32,
        mut peer: Peer,
        session: Box<dyn Session>,
        start: Instant,
    ) -> anyhow::Result<Guest> {
        let (address, server) = peer.addresses()?;
        let (address, server) = (raw::on_loopback(address)?, raw::on_loopback(server)?);
        self.known.note(address, server);
        let mut life = peer.life();
        let peer = self.crowd.add(number, peer)?;
        let connected_at = connected(&mut life).await;
        if connected_at.is_err() {
            self.crowd.remove(peer)?;
        }
        Ok(Guest {
            setup_ms: ms_between(start, connected_at?),
            peer,
            address,
            session,
        })
    }

    /// From the POST to a viewer's first whole picture of a new room.
    pub async fn first_picture_ms(&self, number: u32) -> anyhow::Result<f64> {
        let mut room = self.room(number).await?;
        let start = Instant::now();
        let sender = self.publish(number, &mut *room).await?;
        let viewer = self.view(number, &mut *room).await?;
        let seen_at = loop {
            let look = self.crowd.milestones(viewer.peer).await?;
            if let Some(at) = look.context("the viewer's session ended")?.first_frame {
                break at;
            }
            if start.elapsed() > limits::CONNECT_TIMEOUT {
                bail!("no picture in time");
            }
            tokio::time::sleep(limits::COMPARE_LOOK_STEP).await;
        };
        sender.leave(self).await?;
        viewer.leave(self).await?;
        Ok(ms_between(start, seen_at))
    }
}

async fn connected(life: &mut watch::Receiver<Life>) -> anyhow::Result<Instant> {
    let up = life.wait_for(|life| *life != Life::Joining);
    let life = tokio::time::timeout(limits::CONNECT_TIMEOUT, up).await;
    match *life.context("no connection in time")?? {
        Life::Connected(at) => Ok(at),
        Life::Ended(why) => bail!("no connection: {why}"),
        Life::Joining => bail!("no connection"),
    }
}
