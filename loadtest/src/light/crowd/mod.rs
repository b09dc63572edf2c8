//! Hundreds of clients in one thread. It sleeps between what is due and reads all sockets at a
//! steady step, so that no arriving packet wakes anybody: a server is not charged for our wake-ups.

mod members;

use std::{
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use anyhow::Context as _;
use tokio::sync::oneshot;

use self::members::Members;
use super::{
    figures::{CrowdFigures, Milestones},
    peer::Peer,
};
use crate::limits;

/// Names a peer of a crowd.
pub type PeerId = u64;
/// Peers of one room belong to one publisher.
pub type RoomId = u32;

enum Order {
    Add {
        id: PeerId,
        room: RoomId,
        peer: Box<Peer>,
    },
    /// Says goodbye and forgets.
    Remove {
        id: PeerId,
    },
    /// Gives the peer back as it is.
    Take {
        id: PeerId,
        reply: oneshot::Sender<Option<Box<Peer>>>,
    },
    /// No more media of this publisher; repairs still go out.
    Stop {
        id: PeerId,
    },
    Look {
        id: PeerId,
        reply: oneshot::Sender<Option<Milestones>>,
    },
    Mark,
    StopPublishers,
    Figures {
        reply: oneshot::Sender<CrowdFigures>,
    },
}

/// A handle; the thread ends with it.
pub struct Crowd {
    orders: Option<mpsc::SyncSender<Order>>,
    last_id: AtomicU64,
    thread: Option<JoinHandle<()>>,
}

impl Crowd {
    pub fn start() -> anyhow::Result<Self> {
        let (orders, received) = mpsc::sync_channel(limits::CROWD_ORDERS_WAITING_MAX);
        let thread = std::thread::Builder::new()
            .name("crowd".to_owned())
            .spawn(move || Members::default().run(&received))?;
        Ok(Self {
            orders: Some(orders),
            last_id: AtomicU64::new(0),
            thread: Some(thread),
        })
    }

    /// Takes over a client that has joined; it connects by itself.
    pub fn add(&self, room: RoomId, peer: Peer) -> anyhow::Result<PeerId> {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        let peer = Box::new(peer);
        self.order(Order::Add { id, room, peer })?;
        Ok(id)
    }

    pub fn remove(&self, id: PeerId) -> anyhow::Result<()> {
        self.order(Order::Remove { id })
    }

    /// The peer with what it has counted; it is silent from now on. Nothing when it has ended and
    /// nobody followed it.
    pub async fn take(&self, id: PeerId) -> anyhow::Result<Option<Box<Peer>>> {
        let (reply, replied) = oneshot::channel();
        self.order(Order::Take { id, reply })?;
        Ok(replied.await?)
    }

    /// This publisher sends no more media; repairs still go out.
    pub fn stop(&self, id: PeerId) -> anyhow::Result<()> {
        self.order(Order::Stop { id })
    }

    /// Nothing once the peer has ended.
    pub async fn milestones(&self, id: PeerId) -> anyhow::Result<Option<Milestones>> {
        let (reply, replied) = oneshot::channel();
        self.order(Order::Look { id, reply })?;
        Ok(replied.await?)
    }

    /// Figures count from now on.
    pub fn mark(&self) -> anyhow::Result<()> {
        self.order(Order::Mark)
    }

    /// No more media; repairs still go out.
    pub fn stop_publishers(&self) -> anyhow::Result<()> {
        self.order(Order::StopPublishers)
    }

    /// Since the last mark.
    pub async fn figures(&self) -> anyhow::Result<CrowdFigures> {
        let (reply, replied) = oneshot::channel();
        self.order(Order::Figures { reply })?;
        Ok(replied.await?)
    }

    fn order(&self, order: Order) -> anyhow::Result<()> {
        let orders = self.orders.as_ref().context("the crowd has ended")?;
        orders
            .try_send(order)
            .ok()
            .context("the clients' thread does not keep up")
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
