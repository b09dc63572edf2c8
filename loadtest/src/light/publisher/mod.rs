//! Sends the film as a browser would send its camera's picture: frame by frame, packet by packet.

mod payload;
mod repairs;

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use media_core::far_end::{FarEnd, write_header, write_sender_report};

use self::repairs::Store;
use super::{
    description::{Agreed, Sources},
    figures::PublisherFigures,
    film::{Film, Frame},
    stamp::Stamp,
};
use crate::{limits, stats::live::Live};

const CLOCK_HZ: f64 = 90_000.0;
const REPORT_STEP: Duration = Duration::from_secs(1);
/// Between the epochs of NTP and of Unix, in seconds.
const NTP_OFFSET_S: u64 = 2_208_988_800;

pub struct Publisher {
    film: Arc<Film>,
    sources: Sources,
    agreed: Agreed,
    /// When the film, or its current repetition, began.
    begin: Instant,
    /// When the first packet of the frame at hand leaves; nothing before the first turn.
    frame_due: Option<Instant>,
    place: usize,
    /// Packets of the frame at hand that were sent.
    sent: usize,
    /// The frame at hand was replaced by a key frame.
    key: bool,
    key_wanted: bool,
    last_key: Option<Instant>,
    picture: u16,
    timestamp: u32,
    index: u64,
    rtx_index: u64,
    transport_number: u16,
    number: u32,
    report_due: Option<Instant>,
    store: Store,
    buffer: Vec<u8>,
    stopped: bool,
    live: Option<Arc<Live>>,
    pub figures: PublisherFigures,
}

impl Publisher {
    /// `place` is where in the film this one begins, so that publishers are not in step.
    pub fn new(film: Arc<Film>, place: usize, sources: Sources, agreed: Agreed) -> Self {
        let place = place % film.frames.len();
        Self {
            film,
            sources,
            agreed,
            begin: Instant::now(),
            frame_due: None,
            place,
            sent: 0,
            key: false,
            key_wanted: true,
            last_key: None,
            picture: 0,
            timestamp: 0x4000_0000,
            // A receiver takes the rollover counter to be zero at first.
            index: 1,
            rtx_index: 1,
            transport_number: 0,
            number: 0,
            report_due: None,
            store: Store::new(),
            buffer: Vec::with_capacity(limits::DATAGRAM_BYTES_MAX),
            stopped: false,
            live: None,
            figures: PublisherFigures::default(),
        }
    }

    /// The number of the next media packet.
    pub fn next_number(&self) -> u32 {
        self.number
    }

    /// Counts for a run. Numbers go on where an earlier session of the same sender ended.
    pub fn count_for(&mut self, live: Arc<Live>, number: u32) {
        self.live = Some(live);
        self.number = number;
    }

    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// When the next packet is to leave; nothing once stopped.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        if self.stopped {
            return None;
        }
        let frame_due = self.frame_due.unwrap_or(now);
        Some(frame_due + self.gaps_before(self.sent))
    }

    fn frame(&self) -> &Frame {
        &self.film.frames[self.place]
    }

    /// What is sent for the frame at hand.
    fn picture(&self) -> &Frame {
        if self.key {
            &self.film.key
        } else {
            self.frame()
        }
    }

    fn gaps_before(&self, packets: usize) -> Duration {
        self.picture().gap * u32::try_from(packets).unwrap_or(u32::MAX)
    }

    /// Sends every packet that is due.
    pub fn turn(&mut self, now: Instant, far: &mut FarEnd, mut send: impl FnMut(&[u8])) {
        if self.frame_due.is_none() {
            // The film may begin in its middle.
            self.begin = now.checked_sub(self.frame().at).unwrap_or(now);
            self.frame_due = Some(now);
        }
        while let Some(due) = self.due(now).filter(|due| *due <= now) {
            if self.sent == 0 {
                self.begin_frame(now);
            }
            self.send_packet(far, &mut send);
            self.figures.late.add(now - due);
            if let Some(live) = &self.live {
                live.late.add(now - due);
            }
            if self.sent == self.picture().packets.len() {
                self.end_frame();
            }
        }
        if self.report_due.is_none_or(|due| due <= now) {
            self.report_due = Some(now + REPORT_STEP);
            self.report(far, &mut send);
        }
    }

    fn begin_frame(&mut self, now: Instant) {
        let long_ago = self
            .last_key
            .is_none_or(|at| now - at >= limits::KEY_FRAME_GAP_MIN);
        self.key = self.key_wanted && long_ago;
        if self.key {
            self.key_wanted = false;
            self.last_key = Some(now);
            self.figures.key_frames += 1;
        }
        self.picture = (self.picture + 1) & 0x7fff;
        self.figures.frames += 1;
    }

    fn end_frame(&mut self) {
        let before = self.frame().at;
        // A key frame may last longer than its place in the film.
        let until = self.frame_due.map(|due| due + self.gaps_before(self.sent));
        self.sent = 0;
        self.key = false;
        self.place += 1;
        if self.place == self.film.frames.len() {
            self.place = 0;
            self.begin += self.film.length;
        }
        let at = self.frame().at;
        self.frame_due = Some(self.begin + at).max(until);
        let step = if at > before {
            at - before
        } else {
            self.film.length + at - before
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a frame lasts far below 2^32 ticks"
        )]
        let ticks = (step.as_secs_f64() * CLOCK_HZ).round() as u32;
        self.timestamp = self.timestamp.wrapping_add(ticks);
    }

    fn send_packet(&mut self, far: &mut FarEnd, send: &mut impl FnMut(&[u8])) {
        let picture = self.picture();
        let bytes = picture.packets[self.sent] as usize;
        let marker = self.sent + 1 == picture.packets.len();
        let first = self.sent == 0;
        let (index, timestamp) = (self.index, self.timestamp);
        let stored = self.store.place(index);
        stored.index = index;
        stored.timestamp = timestamp;
        stored.marker = marker;
        payload::write(&mut stored.payload, bytes, first, self.key, self.picture);
        let stamp = Stamp {
            number: self.number,
            sent_ns: time_of_day_ns(),
        };
        stamp.write(&mut stored.payload);
        self.buffer.clear();
        write_header(
            &mut self.buffer,
            marker,
            self.agreed.media_type,
            low16(index),
            timestamp,
            self.sources.media,
        );
        self.write_transport_number();
        self.buffer
            .extend_from_slice(&self.store.place(index).payload);
        if far.seal_rtp(index, &mut self.buffer, 0).is_some() {
            send(&self.buffer);
        }
        self.index += 1;
        self.number += 1;
        self.sent += 1;
        self.figures.packets += 1;
        self.figures.payload_bytes += bytes as u64;
    }

    /// The extension with the transport-wide number, where it was agreed on.
    fn write_transport_number(&mut self) {
        let Some(id) = self.agreed.transport_cc else {
            return;
        };
        let [high, low] = self.transport_number.to_be_bytes();
        self.transport_number = self.transport_number.wrapping_add(1);
        self.buffer[0] |= 0x10;
        self.buffer
            .extend_from_slice(&[0xbe, 0xde, 0, 1, id << 4 | 1, high, low, 0]);
    }

    fn report(&mut self, far: &mut FarEnd, send: &mut impl FnMut(&[u8])) {
        let now_ns = time_of_day_ns();
        let fraction = u128::from(now_ns % 1_000_000_000) << 32;
        let ntp = (now_ns / 1_000_000_000 + NTP_OFFSET_S) << 32
            | u64::try_from(fraction / 1_000_000_000).unwrap_or(0);
        let octets = low32(self.figures.payload_bytes);
        self.buffer.clear();
        write_sender_report(
            &mut self.buffer,
            self.sources.media,
            ntp,
            self.timestamp,
            self.number,
            octets,
        );
        if far.seal_rtcp(&mut self.buffer, 0).is_some() {
            send(&self.buffer);
        }
    }
}

/// Of the same clock as the kernel's receive times.
pub fn time_of_day_ns() -> u64 {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits are meant")]
fn low16(index: u64) -> u16 {
    index as u16
}

#[expect(clippy::cast_possible_truncation, reason = "the low 32 bits are meant")]
fn low32(count: u64) -> u32 {
    count as u32
}
