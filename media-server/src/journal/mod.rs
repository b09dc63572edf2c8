//! The journal: what arrives for a room goes to a disk, whatever the disk does to live video.
//!
//! A shard hands pages to its writer and takes them back empty. The writer seals what came for a
//! room into chunks ([`journal`] says how they look), and has a second thread make them outlive a
//! loss of power, once a second. Where the disk does not keep up, pages run out, and what comes
//! then is counted instead of kept.
//!
//! Files that were there at the start are never touched. Where there is an object store, what was
//! written is copied there from the files.

mod committer;
mod copies;
mod definitions;
pub mod disk;
mod file;
mod health;
mod home;
mod places;
mod room;
mod state;
mod writer;

use std::{
    collections::BTreeMap,
    fs::File,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering, mpsc},
    thread::{Builder, JoinHandle},
};

use ::journal::JournalKey;
use media_core::Page;
use protocol::{id::ReportId, media::RecordingKey};
use tokio::sync::watch;

pub use self::health::{JournalHealth, JournalTrouble};
use self::{
    copies::Copying,
    home::{Home, OpenFiles},
    places::Places,
    state::WriterState,
    writer::Writer,
};
use crate::{
    config::{JournalConfig, WallClock},
    limits,
    metrics::Metrics,
};

/// The node's hold on its writers.
pub(crate) struct Journal {
    states: Vec<Arc<WriterState>>,
    health: watch::Receiver<JournalHealth>,
    writers: Mutex<Vec<JoinHandle<()>>>,
    copying: Mutex<Option<Copying>>,
    /// Kept for as long as journals are brought home.
    _open: Arc<OpenFiles>,
    _spill: Option<File>,
}

/// A shard's end of the channel to its writer.
pub(crate) struct ShardJournal {
    pub pages: mpsc::SyncSender<Page>,
    pub returned: mpsc::Receiver<Page>,
    pub keys: Arc<Keys>,
}

/// The keys of the rooms that are recorded: put there by orders, taken at a room's first record.
#[derive(Default)]
pub(crate) struct Keys(Mutex<BTreeMap<ReportId, JournalKey>>);

impl Keys {
    pub fn put(&self, room: ReportId, key: &RecordingKey) {
        self.lock().insert(room, JournalKey::new(key.0));
    }

    fn get(&self, room: ReportId) -> Option<JournalKey> {
        self.lock().get(&room).cloned()
    }

    fn remove(&self, room: ReportId) {
        self.lock().remove(&room);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ReportId, JournalKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal {
    /// Starts a writer for each shard. A folder that cannot be written is no reason not to start:
    /// live video goes first, and the health says what is wrong. A second folder that another node
    /// uses is.
    pub fn start(
        config: &JournalConfig,
        shards: usize,
        clock: &WallClock,
    ) -> io::Result<(Self, Vec<ShardJournal>)> {
        let (mut states, mut writers, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let open = Arc::new(OpenFiles::new(config.copies.is_some()));
        let spill = config.spill.as_deref().map(home::claim).transpose()?;
        for number in 0..shards {
            let (pages, taken) = mpsc::sync_channel(limits::JOURNAL_PAGES);
            let (back, returned) = mpsc::sync_channel(limits::JOURNAL_PAGES);
            let (state, keys) = (Arc::new(WriterState::new()), Arc::new(Keys::default()));
            let places = Places::new((config, &open), number, state.clone(), clock.clone());
            let setup = (taken, back, keys.clone());
            let writer = Writer::new(setup, places, state.clone(), clock.clone())?;
            let thread = Builder::new().name(format!("journal-{number}"));
            writers.push(thread.spawn(move || writer.run())?);
            states.push(state);
            ends.push(ShardJournal {
                pages,
                returned,
                keys,
            });
        }
        if let Some(spill) = config.spill.clone() {
            let home = Home {
                folder: config.folder.clone(),
                spill,
                open: Arc::downgrade(&open),
                states: states.clone(),
                clock: clock.clone(),
            };
            let thread = Builder::new().name("journal-home".to_owned());
            thread.spawn(move || home.watch())?;
        }
        let (told, health) = watch::channel(JournalHealth::default());
        let (looked_at, clock) = (states.clone(), clock.clone());
        let thread = Builder::new().name("journal-health".to_owned());
        thread.spawn(move || health::watch(&looked_at, &clock, &told))?;
        let journal = Self {
            states,
            health,
            writers: Mutex::new(writers),
            copying: Mutex::new(Copying::start(config, &open)?),
            _open: open,
            _spill: spill.flatten(),
        };
        Ok((journal, ends))
    }

    pub fn health(&self) -> watch::Receiver<JournalHealth> {
        self.health.clone()
    }

    pub fn add_to(&self, metrics: &mut Metrics) {
        for state in &self.states {
            metrics.journal_chunks += state.chunks.load(Ordering::Relaxed);
            metrics.journal_bytes += state.bytes.load(Ordering::Relaxed);
            metrics.journal_records_lost += state.lost_records.load(Ordering::Relaxed);
            metrics.journal_cpu_us += state.cpu_us.load(Ordering::Relaxed);
            metrics.journal_behind_ms = metrics.journal_behind_ms.max(state.behind_ms());
        }
    }

    /// Waits until everything is written, and copied where that is soon done; the shards have let go
    /// of their ends.
    pub fn join(&self) {
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        for writer in writers.drain(..) {
            if writer.join().is_err() {
                tracing::error!("a writer of the journal had ended by a panic");
            }
        }
        let mut copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(copying) = copying.take() {
            copying.finish();
        }
    }
}
