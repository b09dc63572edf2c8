//! A media node: shards, admission, outbox.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io,
    net::SocketAddr,
    sync::Arc,
};

use media_core::{Identity, IdentityError};
use protocol::{id::ReportId, media::MediaOrder};
use tokio::sync::{oneshot, watch};

use crate::{
    admission::Admission,
    config::{IceServers, NodeConfig, WallClock},
    journal::{Journal, JournalHealth},
    limits,
    metrics::Metrics,
    outbox::Outbox,
    routes,
    shard::{self, Command, NotSent, ShardHandle, ShardSetup},
};

/// A running media node. Clones share it.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub admission: Arc<Admission>,
    pub outbox: Arc<Outbox>,
    pub clock: WallClock,
    pub ice_servers: IceServers,
    pub path_prefix: String,
    shards: Vec<ShardHandle>,
    journal: Option<Journal>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the public key of media tokens cannot be read: {0}")]
    TokenKey(#[from] jsonwebtoken::errors::Error),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error("a media node needs at least one shard and one advertised address")]
    Empty,
    #[error("the system gives no random bytes")]
    Random,
    #[error("the journal cannot be started: {0}")]
    Journal(io::Error),
    #[error("shard {number} cannot listen on {address}: {source}")]
    Listen {
        number: usize,
        address: SocketAddr,
        source: io::Error,
    },
}

/// The shard did not take the command in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the media node is too busy or has stopped")]
pub struct Unavailable;

impl Node {
    pub fn start(config: NodeConfig) -> Result<Self, StartError> {
        if config.shards == 0 || config.advertised.is_empty() {
            return Err(StartError::Empty);
        }
        let admission = Arc::new(Admission::new(
            &config.token_public_key_pem,
            (config.clock)(),
        )?);
        let outbox = Arc::new(Outbox::default());
        let identity = Identity::generate()?;
        let journal = config
            .journal
            .as_ref()
            .map(|journal| Journal::start(journal, config.shards, &config.clock));
        let (journal, ends) = journal.transpose().map_err(StartError::Journal)?.unzip();
        let mut ends = ends.into_iter().flatten();
        let mut shards = Vec::with_capacity(config.shards);
        for number in 0..config.shards {
            let address = shard_address(config.udp_listen, number);
            let setup = ShardSetup {
                number,
                listen: address,
                advertised: config.advertised.clone(),
                tcp: config.tcp,
                identity: identity.clone(),
                seed: random().ok_or(StartError::Random)?,
                clock: config.clock.clone(),
                admission: admission.clone(),
                outbox: outbox.clone(),
                journal: ends.next(),
                pin_thread: config.pin_threads,
            };
            let shard = shard::start(setup).map_err(|source| StartError::Listen {
                number,
                address,
                source,
            })?;
            shards.push(shard);
        }
        let inner = Inner {
            admission,
            outbox,
            clock: config.clock,
            ice_servers: config.ice_servers,
            path_prefix: config.path_prefix,
            shards,
            journal,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// WHIP and WHEP, to be merged into the server's router. It stands under the configured
    /// prefix.
    pub fn router(&self) -> axum::Router {
        routes::router(&self.inner)
    }

    /// Events for signaling.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.inner.outbox
    }

    /// Does what signaling orders; returns when it is done.
    pub async fn order(&self, order: MediaOrder) -> Result<(), Unavailable> {
        let room = room_of(&order);
        self.inner.admission.order(&order, (self.inner.clock)());
        if matches!(order, MediaOrder::Record { .. }) && self.inner.admission.has_ended(room) {
            return Ok(());
        }
        let shard = self.inner.shard(room);
        let (done, is_done) = oneshot::channel();
        let mut command = Command::Order { order, done };
        let until = tokio::time::Instant::now() + limits::ANSWER_TIME_MAX;
        // An order must not be lost to a surge of joins, so it is tried until the time is over.
        while let Err(not_sent) = shard.send(command) {
            command = match not_sent {
                NotSent::Full(command) if tokio::time::Instant::now() < until => command,
                NotSent::Full(_) | NotSent::Stopped => return Err(Unavailable),
            };
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        tokio::time::timeout_at(until, is_done)
            .await
            .map_err(|_| Unavailable)?
            .map_err(|_| Unavailable)
    }

    pub fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        for shard in &self.inner.shards {
            metrics.add(&shard.counters());
        }
        if let Some(journal) = &self.inner.journal {
            journal.add_to(&mut metrics);
        }
        (metrics.outbox_waiting, metrics.outbox_dropped) = self.inner.outbox.fill();
        metrics
    }

    /// Whether what arrives is kept; none where nothing shall be.
    pub fn journal_health(&self) -> Option<watch::Receiver<JournalHealth>> {
        self.inner.journal.as_ref().map(Journal::health)
    }

    /// The UDP address of each shard.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.inner
            .shards
            .iter()
            .map(|shard| shard.address)
            .collect()
    }

    /// Says goodbye to every peer, finishes the journals and waits for the threads.
    pub async fn stop(&self) {
        let inner = self.inner.clone();
        let stopped = tokio::task::spawn_blocking(move || {
            for shard in &inner.shards {
                while let Err(NotSent::Full(_)) = shard.send(Command::Stop) {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                shard.join();
            }
            if let Some(journal) = &inner.journal {
                journal.join();
            }
        });
        if stopped.await.is_err() {
            tracing::error!("the media node did not stop cleanly");
        }
    }
}

impl Inner {
    /// The shard of a room; the same for as long as the number of shards stays.
    pub fn shard(&self, room: ReportId) -> &ShardHandle {
        let mut hasher = DefaultHasher::new();
        room.hash(&mut hasher);
        let count = self.shards.len() as u64;
        &self.shards[usize::try_from(hasher.finish() % count).unwrap_or(0)]
    }
}

fn shard_address(first: SocketAddr, number: usize) -> SocketAddr {
    let offset = if first.port() == 0 {
        0
    } else {
        u16::try_from(number).unwrap_or(u16::MAX)
    };
    SocketAddr::new(first.ip(), first.port().saturating_add(offset))
}

fn room_of(order: &MediaOrder) -> ReportId {
    match order {
        MediaOrder::End { room }
        | MediaOrder::Hold { room }
        | MediaOrder::Release { room }
        | MediaOrder::Record { room, .. }
        | MediaOrder::Revoke { room, .. } => *room,
    }
}

pub(crate) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(bytes)
}
