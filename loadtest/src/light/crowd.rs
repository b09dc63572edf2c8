//! Hundreds of clients in one thread. It sleeps between what is due and reads all sockets at a
//! steady step, so that no arriving packet wakes anybody: a server is not charged for our wake-ups.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::sync::oneshot;

use super::{
    figures::{CrowdFigures, Milestones},
    peer::{Part, Peer},
    socket::Buffers,
};
use crate::{limits, stats::histogram::Histogram};

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

struct Member {
    room: RoomId,
    peer: Box<Peer>,
    /// The publisher's next number at the mark.
    first: u32,
}

#[derive(Default)]
struct Members {
    members: BTreeMap<PeerId, Member>,
    buffers: Buffers,
    sweep_late: Histogram,
    ended: Vec<String>,
    /// Ended by themselves and followed: what they counted is still wanted.
    departed: BTreeMap<PeerId, Box<Peer>>,
}

impl Members {
    fn run(mut self, orders: &mpsc::Receiver<Order>) {
        let mut sweep_due = Instant::now();
        loop {
            loop {
                match orders.try_recv() {
                    Ok(order) => self.obey(order),
                    Err(mpsc::TryRecvError::Empty) => break,
                    Err(mpsc::TryRecvError::Disconnected) => return self.leave_all(),
                }
            }
            let now = Instant::now();
            let mut next = now + limits::SWEEP_STEP;
            for member in self.members.values_mut() {
                if member.peer.due(now) <= now {
                    member.peer.turn(now);
                }
                next = next.min(member.peer.due(now));
            }
            if now >= sweep_due {
                self.sweep_late.add(now - sweep_due);
                self.sweep(now);
                sweep_due = now + self.sweep_step();
            }
            let until = next.min(sweep_due);
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }

    fn sweep_step(&self) -> Duration {
        let peers = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        limits::SWEEP_STEP.max(limits::SWEEP_STEP_PER_PEER * peers)
    }

    fn sweep(&mut self, now: Instant) {
        let Self {
            members,
            buffers,
            ended,
            departed,
            ..
        } = self;
        let gone = members.extract_if(.., |_, member| {
            member.peer.sweep(buffers, now);
            member.peer.ended.is_some()
        });
        for (id, member) in gone {
            let part = match member.peer.part {
                Part::Publisher(_) => "publisher",
                Part::Viewer(_) => "viewer",
            };
            let why = member.peer.ended.unwrap_or_default();
            ended.push(format!("{part} {id} of room {}: {why}", member.room));
            if member.peer.is_followed() {
                departed.insert(id, member.peer);
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Add { id, room, peer } => {
                let first = self.number_of(room);
                self.members.insert(id, Member { room, peer, first });
            }
            Order::Remove { id } => {
                if let Some(mut member) = self.members.remove(&id) {
                    member.peer.leave(Instant::now());
                }
                self.departed.remove(&id);
            }
            Order::Take { id, reply } => {
                let member = self.members.remove(&id).map(|member| member.peer);
                let _ = reply.send(member.or_else(|| self.departed.remove(&id)));
            }
            Order::Stop { id } => {
                if let Some(member) = self.members.get_mut(&id) {
                    member.peer.stop();
                }
            }
            Order::Look { id, reply } => {
                let found = self.members.get(&id).map(|member| member.peer.milestones);
                let _ = reply.send(found);
            }
            Order::Mark => self.mark(),
            Order::StopPublishers => self.stop_publishers(),
            Order::Figures { reply } => {
                let _ = reply.send(self.figures());
            }
        }
    }

    fn leave_all(&mut self) {
        let now = Instant::now();
        for member in self.members.values_mut() {
            member.peer.leave(now);
        }
    }

    /// The next number of a room's publisher.
    fn number_of(&self, room: RoomId) -> u32 {
        self.members
            .values()
            .filter(|member| member.room == room)
            .find_map(|member| match &member.peer.part {
                Part::Publisher(publisher) => Some(publisher.next_number()),
                Part::Viewer(_) => None,
            })
            .unwrap_or(0)
    }

    fn numbers(&self) -> BTreeMap<RoomId, u32> {
        let publishers = self.members.values().filter_map(|member| {
            let Part::Publisher(publisher) = &member.peer.part else {
                return None;
            };
            Some((member.room, publisher.next_number()))
        });
        publishers.collect()
    }

    fn mark(&mut self) {
        let numbers = self.numbers();
        self.sweep_late = Histogram::default();
        self.ended.clear();
        for member in self.members.values_mut() {
            member.first = numbers.get(&member.room).copied().unwrap_or(0);
            match &mut member.peer.part {
                Part::Publisher(publisher) => publisher.figures.late = Histogram::default(),
                Part::Viewer(viewer) => viewer.mark(member.first),
            }
        }
    }

    fn stop_publishers(&mut self) {
        for member in self.members.values_mut() {
            member.peer.stop();
        }
    }

    fn figures(&mut self) -> CrowdFigures {
        let numbers = self.numbers();
        let mut all = CrowdFigures {
            worst_share: 1.0,
            ended: self.ended.clone(),
            ..CrowdFigures::default()
        };
        all.sweep_late.merge(&self.sweep_late);
        for member in self.members.values_mut() {
            let next = numbers.get(&member.room).copied().unwrap_or(member.first);
            let sent = u64::from(next.saturating_sub(member.first));
            match &mut member.peer.part {
                Part::Publisher(publisher) => {
                    all.publishers += 1;
                    all.sent += sent;
                    all.publisher.add(&publisher.figures);
                }
                Part::Viewer(viewer) => {
                    all.viewers += 1;
                    all.expected += sent;
                    let figures = viewer.figures();
                    if sent > 0 {
                        let share = figures.packets as f64 / sent as f64;
                        all.worst_share = all.worst_share.min(share);
                    }
                    all.viewer.add(figures);
                }
            }
        }
        all
    }
}
