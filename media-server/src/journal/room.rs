//! What came for one room and is not sealed, and the file that it goes to.

use std::{io, time::Instant};

use journal::{JournalKey, record::Record};
use protocol::{id::ReportId, time::UnixMs};

use super::{definitions::Definitions, file::JournalFile, places::Places, state::WriterState};
use crate::limits;

pub(super) struct Room {
    id: ReportId,
    key: JournalKey,
    records: Vec<u8>,
    /// When the first of them came here.
    pub since: Option<Instant>,
    definitions: Definitions,
    /// With the place that it lies in.
    pub file: Option<(usize, JournalFile)>,
    lost: u32,
}

impl Room {
    pub fn new(id: ReportId, key: JournalKey) -> Self {
        Self {
            id,
            key,
            records: Vec::new(),
            since: None,
            definitions: Definitions::default(),
            file: None,
            lost: 0,
        }
    }

    /// True when a chunk begins with it.
    pub fn push(&mut self, records: &[u8], now: Instant) -> bool {
        self.records.extend_from_slice(records);
        self.since.replace(self.since.unwrap_or(now)).is_none()
    }

    pub fn is_full(&self) -> bool {
        self.records.len() >= limits::JOURNAL_CHUNK_BYTES
    }

    /// Puts what came into a chunk of the room's file, or of a new one where that does not go;
    /// gives back the file that was left for the new one.
    pub fn seal(
        &mut self,
        is_last: bool,
        places: &mut Places,
        state: &WriterState,
        (now, unix): (Instant, UnixMs),
    ) -> Option<(usize, JournalFile)> {
        self.since = None;
        let mut records = std::mem::take(&mut self.records);
        let opening = self.definitions.bytes();
        let survey = self.definitions.read(&records);
        let until = survey.until.unwrap_or(unix);
        let mut left = None;
        let is_needed = !records.is_empty() || self.lost > 0 || self.file.is_some() && is_last;
        if is_needed {
            left = self.leave(places, state, until);
            let kept = self.append((&opening, &records, is_last, until), places, state, now)
                || self.begin((&opening, &records, is_last, until), places, state, now);
            if !kept {
                self.lost = self.lost.saturating_add(survey.records);
                count(&state.lost_records, u64::from(survey.records));
            }
            count(&state.told_lost, u64::from(survey.lost));
        }
        records.clear();
        self.records = records;
        left
    }

    /// Ends a file that is full, or that lies in the second folder while the first can be written.
    fn leave(
        &mut self,
        places: &Places,
        state: &WriterState,
        until: UnixMs,
    ) -> Option<(usize, JournalFile)> {
        let best = places.usable(0).map_or(usize::MAX, |(at, _)| at);
        let leaves = |(at, file): &mut (usize, JournalFile)| *at > best || file.is_full();
        let (at, mut file) = self.file.take_if(leaves)?;
        // It is whole without the mark too.
        let _ = state.call(|| file.append(&[], true, until));
        Some((at, file))
    }

    /// Now and then a chunk begins as a file does, so that what comes after one that was damaged can
    /// be told.
    fn append(
        &mut self,
        (opening, records, is_last, until): (&[u8], &[u8], bool, UnixMs),
        places: &mut Places,
        state: &WriterState,
        now: Instant,
    ) -> bool {
        let Some((at, file)) = &mut self.file else {
            return false;
        };
        let named = if file.wants_names() {
            &[opening, records].concat()
        } else {
            records
        };
        match state.call(|| file.append(named, is_last, until)) {
            Ok(bytes) => {
                note(state, bytes as u64);
                true
            }
            Err(error) => {
                let at = *at;
                self.fail(at, &error, places, now);
                self.file = None;
                false
            }
        }
    }

    fn begin(
        &mut self,
        (opening, records, is_last, until): (&[u8], &[u8], bool, UnixMs),
        places: &mut Places,
        state: &WriterState,
        now: Instant,
    ) -> bool {
        let mut first = opening.to_vec();
        if self.lost > 0 {
            let (at_ms, records) = (until, self.lost);
            Record::Lost { at_ms, records }.write(&mut first);
        }
        first.extend_from_slice(records);
        let (report, key) = (self.id, self.key.clone());
        while let Some((at, folder)) = places.usable(0) {
            let disk = (&*places.disk, &places.open);
            let begun = state.call(|| {
                JournalFile::begin(disk, folder, (report, &key), (&first, is_last, until))
            });
            match begun {
                Ok(file) => {
                    note(state, file.bytes());
                    self.file = Some((at, file));
                    self.lost = 0;
                    return true;
                }
                Err(error) => self.fail(at, &error, places, now),
            }
        }
        false
    }

    fn fail(&self, at: usize, error: &io::Error, places: &mut Places, now: Instant) {
        tracing::error!(room = %self.id, %error, "the journal could not be written");
        places.failed(at, error, now);
    }
}

fn note(state: &WriterState, bytes: u64) {
    count(&state.chunks, 1);
    count(&state.bytes, bytes);
}

fn count(counter: &std::sync::atomic::AtomicU64, more: u64) {
    counter.fetch_add(more, std::sync::atomic::Ordering::Relaxed);
}
