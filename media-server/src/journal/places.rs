//! The folders that take journals: the first, and the second while the first cannot be written.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use protocol::time::UnixMs;

use super::{disk::Disk, health::JournalTrouble, home::OpenFiles, state::WriterState};
use crate::{
    config::{JournalConfig, WallClock},
    limits,
};

pub(super) struct Places {
    pub disk: Arc<dyn Disk>,
    pub open: Arc<OpenFiles>,
    places: Vec<Place>,
    /// Tells the probes of the shards apart.
    shard: usize,
    state: Arc<WriterState>,
    clock: WallClock,
}

struct Place {
    folder: PathBuf,
    broken: Option<Broken>,
}

struct Broken {
    cause: String,
    since_ms: UnixMs,
    /// When it is tried again.
    due: Instant,
}

impl Places {
    pub fn new(
        (config, open): (&JournalConfig, &Arc<OpenFiles>),
        shard: usize,
        state: Arc<WriterState>,
        clock: WallClock,
    ) -> Self {
        let folders = [Some(config.folder.clone()), config.spill.clone()];
        let place = |folder| Place {
            folder,
            broken: None,
        };
        Self {
            disk: config.disk.clone(),
            open: open.clone(),
            places: folders.into_iter().flatten().map(place).collect(),
            shard,
            state,
            clock,
        }
    }

    /// The first folder that can be written, from a place on.
    pub fn usable(&self, from: usize) -> Option<(usize, &Path)> {
        let usable = self.places.iter().enumerate().skip(from);
        let mut usable = usable.filter(|(_, place)| place.broken.is_none());
        usable.next().map(|(at, place)| (at, &*place.folder))
    }

    pub fn failed(&mut self, at: usize, error: &io::Error, now: Instant) {
        let since_ms = (self.clock)();
        let Some(place) = self.places.get_mut(at) else {
            return;
        };
        let since_ms = place
            .broken
            .take()
            .map_or(since_ms, |broken| broken.since_ms);
        place.broken = Some(Broken {
            cause: format!("{}: {error}", place.folder.display()),
            since_ms,
            due: now + limits::JOURNAL_RETRY_TIME,
        });
        self.tell();
    }

    pub fn due(&self) -> Option<Instant> {
        let broken = self.places.iter().filter_map(|place| place.broken.as_ref());
        broken.map(|broken| broken.due).min()
    }

    /// Tries every folder, at the start.
    pub fn try_all(&mut self, now: Instant) {
        for at in 0..self.places.len() {
            self.try_one(at, false, now);
        }
    }

    /// Tries the broken ones whose time has come.
    pub fn retry(&mut self, now: Instant) {
        for at in 0..self.places.len() {
            let due = self.places[at].broken.as_ref().map(|broken| broken.due);
            if due.is_some_and(|due| due <= now) {
                self.try_one(at, true, now);
            }
        }
    }

    /// What was broken has to confirm as well; at a start that only takes time.
    fn try_one(&mut self, at: usize, confirms: bool, now: Instant) {
        let folder = &self.places[at].folder;
        match self.state.call(|| self.probe(folder, confirms)) {
            Ok(()) => {
                self.places[at].broken = None;
                self.tell();
            }
            Err(error) => self.failed(at, &error, now),
        }
    }

    /// As much as a second of a room, down to the disk and away again.
    fn probe(&self, folder: &Path, confirms: bool) -> io::Result<()> {
        self.disk.make_folder(folder)?;
        let path = folder.join(format!(".probe-{}", self.shard));
        let _ = self.disk.remove(&path);
        let file = self.disk.create(&path)?;
        let written = file.append(&[0; limits::JOURNAL_PROBE_BYTES]);
        let confirmed = written.and_then(|()| if confirms { file.sync() } else { Ok(()) });
        confirmed.and(self.disk.remove(&path))
    }

    fn tell(&self) {
        let spills = self.usable(0).is_some();
        let broken = self.places.iter().find_map(|place| place.broken.as_ref());
        self.state.set_trouble(broken.map(|broken| JournalTrouble {
            since_ms: broken.since_ms,
            cause: broken.cause.clone(),
            spills,
        }));
    }
}
