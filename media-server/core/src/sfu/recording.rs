//! What is kept of the rooms.

use std::time::Instant;

use protocol::{id::ReportId, time::UnixMs};

use super::Sfu;
use crate::recording::{Page, Recording};

impl Sfu {
    /// Makes the pages for what is to be kept; without them nothing is recorded.
    pub fn make_pages(&mut self, pages: usize) {
        self.recording = Recording::new(pages);
    }

    /// Tells the time of day, for the dates of what is kept.
    pub fn note_time(&mut self, time: UnixMs, now: Instant) {
        self.recording.note_time(time, now);
    }

    /// True for a room whose events shall be kept too.
    pub fn is_recorded(&self, room: ReportId) -> bool {
        self.recording.is_kept(room)
    }

    /// Keeps a numbered event of a room as the shell wrote it down.
    pub fn record_event(&mut self, room: ReportId, json: &[u8], now: Instant) {
        self.recording.event(room, json, now);
    }

    /// The next page to store; it has to come back by [`Sfu::return_page`].
    pub fn poll_page(&mut self, now: Instant) -> Option<Page> {
        self.recording.poll_page(now)
    }

    pub fn return_page(&mut self, page: Page) {
        self.recording.return_page(page);
    }

    pub(super) fn record(&mut self, room: ReportId) {
        if !self.recording.keep(room) {
            tracing::warn!(%room, "a room is not recorded: nothing is, or too many are");
        }
    }
}
