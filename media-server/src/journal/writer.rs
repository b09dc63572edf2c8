//! The thread that writes what one shard hands over.

use std::{
    cell::Cell,
    collections::{BTreeMap, VecDeque},
    io,
    sync::{Arc, atomic::Ordering, mpsc},
    time::{Duration, Instant},
};

use media_core::{Page, Part};
use protocol::id::ReportId;

use super::{
    Keys,
    committer::{Commit, Committer},
    places::Places,
    room::Room,
    state::WriterState,
};
use crate::{config::WallClock, limits, shard::cpu_us};

type Ends = (mpsc::Receiver<Page>, mpsc::SyncSender<Page>, Arc<Keys>);

pub(super) struct Writer {
    pages: mpsc::Receiver<Page>,
    returned: mpsc::SyncSender<Page>,
    keys: Arc<Keys>,
    rooms: BTreeMap<ReportId, Room>,
    /// Chunks that were begun, the oldest first; one that was sealed early is passed over.
    begun: VecDeque<(Instant, ReportId)>,
    places: Places,
    committer: Committer,
    /// Files that were ended and wait for the next commit.
    ended: Commit,
    commit_due: Instant,
    state: Arc<WriterState>,
    clock: WallClock,
}

impl Writer {
    pub fn new(
        (pages, returned, keys): Ends,
        places: Places,
        state: Arc<WriterState>,
        clock: WallClock,
    ) -> io::Result<Self> {
        Ok(Self {
            pages,
            returned,
            keys,
            rooms: BTreeMap::new(),
            begun: VecDeque::new(),
            committer: Committer::start(places.disk.clone(), state.clone())?,
            places,
            ended: Commit::default(),
            commit_due: Instant::now(),
            state,
            clock,
        })
    }

    pub fn run(mut self) {
        let ended = Ended {
            state: self.state.clone(),
            is_stopped: Cell::new(false),
        };
        self.places.try_all(Instant::now());
        loop {
            match self.pages.recv_timeout(self.time_to_next()) {
                Ok(page) => self.take(page),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            let now = Instant::now();
            self.seal_due(now);
            self.commit(now);
            self.places.retry(now);
            self.state.set_oldest(self.begun.front().map(|(at, _)| *at));
        }
        self.finish();
        // Told only of a writer that nobody stopped.
        ended.is_stopped.set(true);
    }

    fn time_to_next(&self) -> Duration {
        let seal = self
            .begun
            .front()
            .map(|(at, _)| *at + limits::JOURNAL_CHUNK_TIME);
        let commit = (!self.rooms.is_empty() || !self.ended.is_empty()).then_some(self.commit_due);
        let next = [seal, commit, self.places.due()]
            .into_iter()
            .flatten()
            .min();
        next.map_or(limits::SLEEP_TIME_MAX, |at| {
            at.saturating_duration_since(Instant::now())
        })
    }

    fn take(&mut self, page: Page) {
        let now = Instant::now();
        for part in page.parts() {
            match part {
                Part::Records { room, records } => self.push(room, records, now),
                Part::End { room } => self.end(room, now),
            }
        }
        // There is a place for each page that was made.
        let _ = self.returned.try_send(page);
    }

    fn push(&mut self, id: ReportId, records: &[u8], now: Instant) {
        let room = match self.rooms.entry(id) {
            std::collections::btree_map::Entry::Occupied(room) => room.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let Some(key) = self.keys.get(id) else {
                    tracing::error!(room = %id, "a room is recorded without a key");
                    return;
                };
                place.insert(Room::new(id, key))
            }
        };
        if room.push(records, now) {
            self.begun.push_back((now, id));
        }
        if room.is_full() {
            self.seal(id, now);
        }
    }

    fn seal(&mut self, id: ReportId, now: Instant) {
        if let Some(room) = self.rooms.get_mut(&id) {
            let at = (now, (self.clock)());
            let left = room.seal(false, &mut self.places, &self.state, at);
            self.ended.extend(left);
        }
    }

    fn end(&mut self, id: ReportId, now: Instant) {
        self.keys.remove(id);
        let Some(mut room) = self.rooms.remove(&id) else {
            return;
        };
        let at = (now, (self.clock)());
        let left = room.seal(true, &mut self.places, &self.state, at);
        self.ended.extend(left.into_iter().chain(room.file));
    }

    fn seal_due(&mut self, now: Instant) {
        while let Some((at, id)) = self.begun.front().copied()
            && at + limits::JOURNAL_CHUNK_TIME <= now
        {
            // The oldest stays told while the disk holds it up.
            self.state.set_oldest(Some(at));
            if self
                .rooms
                .get(&id)
                .is_some_and(|room| room.since == Some(at))
            {
                self.seal(id, now);
            }
            self.begun.pop_front();
        }
    }

    fn commit(&mut self, now: Instant) {
        for (at, error) in self.committer.outcome().into_iter().flatten() {
            tracing::error!(%error, "what was written to the journal is not confirmed");
            self.places.failed(at, &error, now);
            // Nobody knows what of these files is there, so others are begun.
            for room in self.rooms.values_mut() {
                room.file.take_if(|(place, _)| *place == at);
            }
        }
        if now < self.commit_due || self.committer.is_busy() {
            return;
        }
        self.commit_due = now + limits::JOURNAL_COMMIT_TIME;
        self.state.cpu_us.store(cpu_us(), Ordering::Relaxed);
        let commit = self.dirty();
        if !commit.is_empty() {
            self.committer.commit(commit);
        }
    }

    /// What no commit has covered.
    fn dirty(&mut self) -> Commit {
        let mut commit = std::mem::take(&mut self.ended);
        for room in self.rooms.values_mut() {
            if let Some((at, file)) = &mut room.file
                && std::mem::take(&mut file.is_dirty)
            {
                commit.files.push((*at, file.file.clone()));
                if std::mem::take(&mut file.is_new) {
                    commit.add_folder(&file.folder, *at);
                }
            }
        }
        commit
    }

    /// Ends every file.
    fn finish(mut self) {
        let now = Instant::now();
        while let Some((id, _)) = self.rooms.first_key_value() {
            self.end(*id, now);
        }
        let last = self.dirty();
        self.committer.finish(last);
    }
}

/// Notes the end of the thread when it comes by a panic.
struct Ended {
    state: Arc<WriterState>,
    is_stopped: Cell<bool>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let by_panic = !self.is_stopped.get();
        self.state.ended.store(by_panic, Ordering::Relaxed);
    }
}
