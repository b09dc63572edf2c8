//! What is to be kept of what arrives: records of the rooms that shall be recorded, written into
//! pages that the shell takes away and brings back. Nothing here waits, and nothing allocates once
//! the pages are made: where none is free, what comes is counted, and the count is kept instead.
//!
//! A held room is recorded on: holding stops the showing, and what arrived is kept.

mod page;
#[cfg(test)]
mod tests;
mod wall_clock;

use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

use journal::record::{Record, Track};
use protocol::{
    id::{ReportId, WebrtcSessionId},
    time::UnixMs,
};

use self::{page::PART_HEAD_BYTES, wall_clock::WallClock};
use crate::{codec::Codec, limits, rtp};

pub use self::page::{Page, Part};

/// Kind and length, and the longest body that has none of varying length.
const RECORD_BYTES: usize = 4 + 26;

#[derive(Default)]
pub struct Recording {
    /// How many there are, in whoever's hands; none where nothing is recorded.
    pages: usize,
    free: Vec<Page>,
    current: Option<(Page, Instant)>,
    full: VecDeque<Page>,
    rooms: BTreeMap<ReportId, Kept>,
    /// Some room has lost something that is not told yet.
    has_lost: bool,
    /// Some room's journal ends.
    has_ends: bool,
    clock: WallClock,
    /// One packet without what does not belong into a journal.
    packet: Vec<u8>,
    lost: u64,
    unrecorded: u64,
}

/// A room that is recorded.
#[derive(Default)]
struct Kept {
    sessions: u16,
    tracks: u16,
    lost: u32,
    ends: bool,
}

/// Whose packets are to be kept.
pub struct Keeping<'a> {
    pub recording: &'a mut Recording,
    pub room: ReportId,
    pub session: WebrtcSessionId,
}

impl Recording {
    pub fn new(pages: usize) -> Self {
        let page = || Page::new(limits::PAGE_BYTES);
        Self {
            pages,
            free: std::iter::repeat_with(page).take(pages).collect(),
            full: VecDeque::with_capacity(pages),
            packet: Vec::with_capacity(rtp::FIXED_BYTES + limits::DATAGRAM_BYTES_MAX),
            ..Self::default()
        }
    }

    pub fn note_time(&mut self, time: UnixMs, now: Instant) {
        self.clock.note(time, now);
    }

    /// Records a room from now on; false when too many are.
    pub fn keep(&mut self, room: ReportId) -> bool {
        let is_known = self.rooms.contains_key(&room);
        if !is_known && (self.pages == 0 || self.rooms.len() >= limits::RECORDED_ROOMS_MAX) {
            return false;
        }
        self.rooms.entry(room).or_default();
        true
    }

    pub fn is_kept(&self, room: ReportId) -> bool {
        self.rooms.contains_key(&room)
    }

    /// Ends a room's journal with the next page that is taken: what is still to be told of its
    /// end goes in before.
    pub fn finish(&mut self, room: ReportId) {
        if let Some(kept) = self.rooms.get_mut(&room) {
            kept.ends = true;
            self.has_ends = true;
        }
    }

    /// Begins a session; its number. Otherwise the packet that asked is counted.
    pub fn session(&mut self, room: ReportId, id: WebrtcSessionId, now: Instant) -> Option<u16> {
        let Some(kept) = self.rooms.get(&room) else {
            self.unrecorded += u64::from(self.pages > 0);
            return None;
        };
        let number = kept.sessions;
        let at_ms = self.clock.at_ms(now);
        let record = Record::Session { number, id, at_ms };
        if !self.write(room, &record, RECORD_BYTES, now) {
            self.count_lost(room);
            return None;
        }
        if let Some(kept) = self.rooms.get_mut(&room) {
            kept.sessions = kept.sessions.wrapping_add(1);
        }
        Some(number)
    }

    /// Begins a track; its number. Otherwise the packet that asked is counted.
    pub fn track(
        &mut self,
        room: ReportId,
        (session, codec, layer): (u16, Codec, u8),
        now: Instant,
    ) -> Option<u16> {
        let number = self.rooms.get(&room)?.tracks;
        let record = Record::Track(Track {
            number,
            session,
            codec: codec.into(),
            layer,
        });
        if !self.write(room, &record, RECORD_BYTES, now) {
            self.count_lost(room);
            return None;
        }
        if let Some(kept) = self.rooms.get_mut(&room) {
            kept.tracks = kept.tracks.wrapping_add(1);
        }
        Some(number)
    }

    pub fn packet(
        &mut self,
        room: ReportId,
        track: u16,
        (payload_type, packet): (u8, &rtp::Packet<'_>),
        now: Instant,
    ) {
        let mut bytes = std::mem::take(&mut self.packet);
        bytes.clear();
        let (marker, sequence) = (packet.marker, packet.sequence);
        let (timestamp, ssrc) = (packet.timestamp, packet.ssrc);
        rtp::write_header(&mut bytes, marker, payload_type, sequence, timestamp, ssrc);
        bytes.extend_from_slice(packet.payload);
        let record = Record::Rtp {
            track,
            at_us: self.clock.at_us(now),
            packet: &bytes,
        };
        self.write_or_count(room, &record, RECORD_BYTES + bytes.len(), now);
        self.packet = bytes;
    }

    pub fn sender_report(
        &mut self,
        room: ReportId,
        track: u16,
        (ntp, rtp): (u64, u32),
        now: Instant,
    ) {
        let at_us = self.clock.at_us(now);
        let record = Record::SenderReport {
            track,
            at_us,
            ntp,
            rtp,
        };
        self.write_or_count(room, &record, RECORD_BYTES, now);
    }

    pub fn session_ended(&mut self, room: ReportId, number: u16, now: Instant) {
        let at_ms = self.clock.at_ms(now);
        let record = Record::SessionEnded { number, at_ms };
        self.write_or_count(room, &record, RECORD_BYTES, now);
    }

    pub fn event(&mut self, room: ReportId, json: &[u8], now: Instant) {
        let record = Record::Event { json };
        self.write_or_count(room, &record, RECORD_BYTES + json.len(), now);
    }

    /// The next page to store: one that is full, or that has waited long enough.
    pub fn poll_page(&mut self, now: Instant) -> Option<Page> {
        if self.has_lost {
            self.tell_lost(now);
        }
        if self.has_ends {
            self.end_rooms(now);
        }
        self.full.pop_front().or_else(|| {
            let due = self.due().is_some_and(|due| due <= now);
            due.then(|| self.current.take().map(|(page, _)| page))?
        })
    }

    /// When the present page wants to be taken.
    pub fn due(&self) -> Option<Instant> {
        let begun = self.current.as_ref().map(|(_, begun)| *begun);
        begun.map(|begun| begun + limits::PAGE_TIME)
    }

    pub fn return_page(&mut self, mut page: Page) {
        if self.free.len() < self.pages {
            page.clear();
            self.free.push(page);
        }
    }

    /// Records that found no page, and packets of rooms that are not recorded.
    pub fn counted(&self) -> (u64, u64) {
        (self.lost, self.unrecorded)
    }

    fn write_or_count(&mut self, room: ReportId, record: &Record<'_>, bytes: usize, now: Instant) {
        if self.rooms.contains_key(&room) && !self.write(room, record, bytes, now) {
            self.count_lost(room);
        }
    }

    /// False when there is no page, or something before it is still to be told.
    fn write(&mut self, room: ReportId, record: &Record<'_>, bytes: usize, now: Instant) -> bool {
        if self.has_lost {
            self.tell_lost(now);
        }
        if self.has_lost {
            return false;
        }
        let Some(page) = self.page_for(bytes, now) else {
            return false;
        };
        page.write(room, record);
        true
    }

    fn count_lost(&mut self, room: ReportId) {
        self.lost += 1;
        if let Some(kept) = self.rooms.get_mut(&room) {
            kept.lost = kept.lost.saturating_add(1);
            self.has_lost = true;
        }
    }

    /// A page with room for a record of so many bytes.
    fn page_for(&mut self, bytes: usize, now: Instant) -> Option<&mut Page> {
        let bytes = PART_HEAD_BYTES + bytes;
        if bytes > limits::PAGE_BYTES {
            return None;
        }
        if let Some((page, _)) = self.current.take_if(|(page, _)| !page.fits(bytes)) {
            self.full.push_back(page);
        }
        if self.current.is_none() {
            self.current = self.free.pop().map(|page| (page, now));
        }
        self.current.as_mut().map(|(page, _)| page)
    }

    fn tell_lost(&mut self, now: Instant) {
        let at_ms = self.clock.at_ms(now);
        let mut rooms = std::mem::take(&mut self.rooms);
        self.has_lost = false;
        for (room, kept) in rooms.iter_mut().filter(|(_, kept)| kept.lost > 0) {
            let Some(page) = self.page_for(RECORD_BYTES, now) else {
                self.has_lost = true;
                break;
            };
            let records = std::mem::take(&mut kept.lost);
            page.write(*room, &Record::Lost { at_ms, records });
        }
        self.rooms = rooms;
    }

    fn end_rooms(&mut self, now: Instant) {
        let mut rooms = std::mem::take(&mut self.rooms);
        self.has_ends = false;
        rooms.retain(|room, kept| {
            if !kept.ends {
                return true;
            }
            // What it lost is told before.
            let page = (kept.lost == 0).then(|| self.page_for(0, now)).flatten();
            let Some(page) = page else {
                self.has_ends = true;
                return true;
            };
            page.end(*room);
            false
        });
        self.rooms = rooms;
    }
}

impl From<Codec> for journal::record::Codec {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::H264 => Self::H264,
            Codec::Vp8 => Self::Vp8,
            Codec::Opus => Self::Opus,
        }
    }
}
