//! How others hear of a light client while it is in its crowd.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{figures::Milestones, peer::Part};
use crate::stats::live::Live;

/// Shared counters are touched this often, not by every packet.
const TELL_GAP: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Joining,
    /// ICE and DTLS are up.
    Connected(Instant),
    /// By itself, and why.
    Ended(&'static str),
}

pub struct Follower {
    life: watch::Sender<Life>,
    counted: Option<Counted>,
}

struct Counted {
    live: Arc<Live>,
    told_at: Instant,
    told: Totals,
}

#[derive(Clone, Copy, Default)]
struct Totals {
    packets: u64,
    missing: u64,
    bytes_received: u64,
    bytes_sent: u64,
}

impl Default for Follower {
    fn default() -> Self {
        Self {
            life: watch::Sender::new(Life::Joining),
            counted: None,
        }
    }
}

impl Follower {
    pub fn life(&self) -> watch::Receiver<Life> {
        self.life.subscribe()
    }

    pub fn count_for(&mut self, live: Arc<Live>) {
        self.counted = Some(Counted {
            live,
            told_at: Instant::now(),
            told: Totals::default(),
        });
    }

    pub fn note_life(&self, milestones: Milestones, ended: Option<&'static str>) {
        let life = match (ended, milestones.connected) {
            (Some(why), _) => Life::Ended(why),
            (None, Some(at)) => Life::Connected(at),
            (None, None) => Life::Joining,
        };
        self.life.send_if_modified(|told| {
            let changed = *told != life;
            *told = life;
            changed
        });
    }

    pub fn note_part(&mut self, part: &mut Part, now: Instant) {
        if let Some(counted) = &mut self.counted
            && now.saturating_duration_since(counted.told_at) >= TELL_GAP
        {
            counted.told_at = now;
            counted.tell(part);
        }
    }
}

impl Counted {
    fn tell(&mut self, part: &mut Part) {
        let now = match part {
            Part::Publisher(publisher) => Totals {
                bytes_sent: publisher.figures.payload_bytes,
                ..Totals::default()
            },
            Part::Viewer(viewer) => Totals {
                packets: viewer.figures().packets,
                missing: viewer.missing(),
                bytes_received: viewer.figures().payload_bytes,
                bytes_sent: 0,
            },
        };
        let (live, told) = (&self.live, self.told);
        let add = |counter: &std::sync::atomic::AtomicU64, now: u64, told: u64| {
            counter.fetch_add(now.saturating_sub(told), Ordering::Relaxed);
        };
        add(&live.packets_received, now.packets, told.packets);
        add(
            &live.bytes_received,
            now.bytes_received,
            told.bytes_received,
        );
        add(&live.bytes_sent, now.bytes_sent, told.bytes_sent);
        live.packets_lost.fetch_add(
            now.missing.cast_signed() - told.missing.cast_signed(),
            Ordering::Relaxed,
        );
        self.told = now;
    }
}
