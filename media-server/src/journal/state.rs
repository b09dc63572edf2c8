//! What a writer tells of itself while it works, also while the disk holds it up.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use protocol::time::UnixMs;

use super::health::JournalTrouble;
use crate::limits;

pub(super) struct WriterState {
    epoch: Instant,
    /// When the present call of the disk began, and what came first of what is not written, in
    /// milliseconds since the epoch, plus one; 0 for none.
    call: AtomicU64,
    oldest: AtomicU64,
    commit: AtomicU64,
    trouble: Mutex<Option<JournalTrouble>>,
    pub ended: AtomicBool,
    pub chunks: AtomicU64,
    pub bytes: AtomicU64,
    /// Records that this writer could not keep, and those that the shard had no page for.
    pub lost_records: AtomicU64,
    pub told_lost: AtomicU64,
    /// User and system time of the thread that writes.
    pub cpu_us: AtomicU64,
}

impl WriterState {
    pub fn new() -> Self {
        Self {
            epoch: Instant::now(),
            call: AtomicU64::new(0),
            oldest: AtomicU64::new(0),
            commit: AtomicU64::new(0),
            trouble: Mutex::default(),
            ended: AtomicBool::new(false),
            chunks: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            lost_records: AtomicU64::new(0),
            told_lost: AtomicU64::new(0),
            cpu_us: AtomicU64::new(0),
        }
    }

    /// Calls the disk.
    pub fn call<T>(&self, run: impl FnOnce() -> T) -> T {
        self.watched(&self.call, run)
    }

    /// Has the disk confirm what was written.
    pub fn commit<T>(&self, run: impl FnOnce() -> T) -> T {
        self.watched(&self.commit, run)
    }

    fn watched<T>(&self, since: &AtomicU64, run: impl FnOnce() -> T) -> T {
        since.store(self.stamp(Instant::now()), Ordering::Relaxed);
        let done = run();
        since.store(0, Ordering::Relaxed);
        done
    }

    pub fn set_oldest(&self, at: Option<Instant>) {
        let stamp = at.map_or(0, |at| self.stamp(at));
        self.oldest.store(stamp, Ordering::Relaxed);
    }

    /// How far the journal is behind what came.
    pub fn behind_ms(&self) -> u64 {
        self.age_ms(&self.oldest)
    }

    pub fn set_trouble(&self, trouble: Option<JournalTrouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// What is wrong now.
    pub fn trouble(&self, now: UnixMs) -> Option<JournalTrouble> {
        let told = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some() {
            return told.clone();
        }
        drop(told);
        let cause = if self.ended.load(Ordering::Relaxed) {
            "the thread that writes has ended"
        } else if self.age_ms(&self.call) > limits::JOURNAL_CALL_MS_MAX {
            "the disk does not take what is written"
        } else if self.age_ms(&self.commit) > limits::JOURNAL_COMMIT_MS_MAX {
            "the disk does not confirm what was written"
        } else {
            return None;
        };
        Some(JournalTrouble {
            since_ms: now,
            cause: cause.to_owned(),
            spills: false,
        })
    }

    fn age_ms(&self, since: &AtomicU64) -> u64 {
        match since.load(Ordering::Relaxed) {
            0 => 0,
            stamp => self.stamp(Instant::now()).saturating_sub(stamp),
        }
    }

    fn stamp(&self, at: Instant) -> u64 {
        let passed = at.saturating_duration_since(self.epoch).as_millis();
        u64::try_from(passed).unwrap_or(u64::MAX - 1) + 1
    }
}
