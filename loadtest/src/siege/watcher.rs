//! Sees what goes between the server and everybody, in a thread of its own.

use std::{
    collections::VecDeque,
    net::SocketAddrV4,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use super::{
    raw::{self, Watch},
    stage::Known,
};

/// How often the thread looks whether it is to end.
const PATIENCE: Duration = Duration::from_millis(50);
/// Datagrams kept for replays: a second of two rooms.
const CAPTURED_MAX: usize = 2048;

/// One datagram from a client to the server.
#[derive(Clone, Debug)]
pub struct Captured {
    pub from: SocketAddrV4,
    pub to: SocketAddrV4,
    pub payload: Vec<u8>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// From the server to addresses of nobody who has joined.
    foreign_datagrams: AtomicU64,
    foreign_bytes: AtomicU64,
    /// From the server to those who have.
    served_datagrams: AtomicU64,
    captures: AtomicBool,
    captured: Mutex<VecDeque<Captured>>,
}

pub struct Watcher {
    shared: Arc<Shared>,
    missed_before: u64,
    thread: Option<JoinHandle<()>>,
}

/// What a watcher saw.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Traffic {
    pub foreign_datagrams: u64,
    pub foreign_bytes: u64,
    pub served_datagrams: u64,
    /// Packets that it could not look at.
    pub missed: u64,
}

impl Watcher {
    pub fn start(known: Arc<Known>) -> anyhow::Result<Self> {
        let mut watch = Watch::new(PATIENCE)?;
        let shared = Arc::new(Shared::default());
        let own = shared.clone();
        let thread = std::thread::Builder::new()
            .name("watcher".to_owned())
            .spawn(move || {
                while !own.stop.load(Ordering::Relaxed) {
                    own.look(&mut watch, &known);
                }
            })?;
        Ok(Self {
            shared,
            missed_before: raw::missed()?,
            thread: Some(thread),
        })
    }

    pub fn capture(&self, captures: bool) {
        self.shared.captures.store(captures, Ordering::Relaxed);
    }

    /// The latest datagrams of clients, the oldest first.
    pub fn captured(&self) -> Vec<Captured> {
        let captured = self.shared.captured.lock();
        let captured = captured.unwrap_or_else(PoisonError::into_inner);
        captured.iter().cloned().collect()
    }

    pub fn traffic(&self) -> anyhow::Result<Traffic> {
        let shared = &self.shared;
        Ok(Traffic {
            foreign_datagrams: shared.foreign_datagrams.load(Ordering::Relaxed),
            foreign_bytes: shared.foreign_bytes.load(Ordering::Relaxed),
            served_datagrams: shared.served_datagrams.load(Ordering::Relaxed),
            missed: raw::missed()?.saturating_sub(self.missed_before),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn look(&self, watch: &mut Watch, known: &Known) {
        let Some(seen) = watch.next() else { return };
        if known.is_server(seen.from) {
            if known.is_client(seen.to) {
                self.served_datagrams.fetch_add(1, Ordering::Relaxed);
            } else {
                let bytes = seen.payload.len() as u64;
                self.foreign_datagrams.fetch_add(1, Ordering::Relaxed);
                self.foreign_bytes.fetch_add(bytes, Ordering::Relaxed);
            }
        } else if self.captures.load(Ordering::Relaxed)
            && !seen.forged
            && known.is_server(seen.to)
            && known.is_client(seen.from)
        {
            let mut captured = self.captured.lock().unwrap_or_else(PoisonError::into_inner);
            if captured.len() >= CAPTURED_MAX {
                captured.pop_front();
            }
            captured.push_back(Captured {
                from: seen.from,
                to: seen.to,
                payload: seen.payload.to_vec(),
            });
        }
    }
}
