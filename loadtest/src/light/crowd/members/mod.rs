//! The clients themselves, in their thread.

mod tally;

use std::{
    collections::BTreeMap,
    sync::mpsc,
    time::{Duration, Instant},
};

use super::{Order, PeerId, RoomId};
use crate::{
    light::{
        peer::{Part, Peer},
        socket::Buffers,
    },
    limits,
    stats::histogram::Histogram,
};

struct Member {
    room: RoomId,
    peer: Box<Peer>,
    /// The publisher's next number at the mark.
    first: u32,
}

#[derive(Default)]
pub(super) struct Members {
    members: BTreeMap<PeerId, Member>,
    buffers: Buffers,
    sweep_late: Histogram,
    ended: Vec<String>,
    /// Ended by themselves and followed: what they counted is still wanted.
    departed: BTreeMap<PeerId, Box<Peer>>,
}

impl Members {
    pub(super) fn run(mut self, orders: &mpsc::Receiver<Order>) {
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
}
