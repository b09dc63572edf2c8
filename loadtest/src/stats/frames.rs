//! Frames from packets as a decoder would see them: whole or not, and decodable or not.
//! Decodes nothing: a key frame is decodable, and so is a whole frame right behind a decodable one.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use crate::{film::Codec, limits, stats::payload};

/// An RTP packet; numbers and times without wrap-around.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub sequence: u64,
    pub rtp_time: u64,
    pub marker: bool,
    pub payload: &'a [u8],
    pub at: Instant,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameCounts {
    pub packets: u64,
    /// Never arrived, repairs included.
    pub lost: u64,
    pub decodable: u64,
    /// Incomplete, or behind one that is.
    pub broken: u64,
    /// Longest time between two decodable frames.
    pub longest_gap: Duration,
}

pub struct FrameCounter {
    codec: Codec,
    open: BTreeMap<u64, OpenFrame>,
    /// Packets without payload, ahead of the next frame.
    padding: BTreeSet<u64>,
    /// Where the next decodable frame begins; nothing before the first key frame.
    next_sequence: Option<u64>,
    first_sequence: Option<u64>,
    highest_sequence: u64,
    first_decodable_at: Option<Instant>,
    last_decodable_at: Option<Instant>,
    counts: FrameCounts,
    freezes: Vec<Freeze>,
}

/// The picture stood still: what `RTCInboundRtpStreamStats.freezeCount` counts at 30 frames a
/// second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freeze {
    pub from: Instant,
    pub to: Instant,
}

impl Freeze {
    pub fn length(&self) -> Duration {
        self.to.duration_since(self.from)
    }
}

#[derive(Default)]
struct OpenFrame {
    sequences: BTreeSet<u64>,
    first: Option<u64>,
    last: Option<u64>,
    key: bool,
}

impl FrameCounter {
    pub fn new(codec: Codec) -> Self {
        Self {
            codec,
            open: BTreeMap::new(),
            padding: BTreeSet::new(),
            next_sequence: None,
            first_sequence: None,
            highest_sequence: 0,
            first_decodable_at: None,
            last_decodable_at: None,
            counts: FrameCounts::default(),
            freezes: Vec::new(),
        }
    }

    pub fn handle_packet(&mut self, packet: Packet<'_>) {
        self.counts.packets += 1;
        self.first_sequence = Some(self.first_sequence.unwrap_or(u64::MAX).min(packet.sequence));
        self.highest_sequence = self.highest_sequence.max(packet.sequence);
        if self
            .next_sequence
            .is_some_and(|next| packet.sequence < next)
        {
            return;
        }
        if packet.payload.is_empty() {
            self.padding.insert(packet.sequence);
        } else {
            self.add(packet);
        }
        while self.decode_next(packet.at) {}
        self.bound();
    }

    pub fn counts(&self) -> FrameCounts {
        let span = self
            .first_sequence
            .map_or(0, |first| self.highest_sequence - first + 1);
        FrameCounts {
            lost: span.saturating_sub(self.counts.packets),
            ..self.counts
        }
    }

    /// At most `limits::FREEZES_MAX`.
    pub fn freezes(&self) -> &[Freeze] {
        &self.freezes
    }

    pub fn first_decodable_at(&self) -> Option<Instant> {
        self.first_decodable_at
    }

    pub fn last_decodable_at(&self) -> Option<Instant> {
        self.last_decodable_at
    }

    /// True while packets come but only a key frame can help.
    pub fn needs_key_frame(&self) -> bool {
        self.next_sequence.is_none() && self.first_sequence.is_some()
    }

    fn add(&mut self, packet: Packet<'_>) {
        let frame = self.open.entry(packet.rtp_time).or_default();
        frame.sequences.insert(packet.sequence);
        if payload::begins_frame(self.codec, packet.payload) {
            // Several units of one H.264 picture look like beginnings; the lowest is the one.
            frame.first = Some(frame.first.unwrap_or(u64::MAX).min(packet.sequence));
        }
        if packet.marker {
            frame.last = Some(packet.sequence);
        }
        frame.key |= payload::is_key(self.codec, packet.payload);
    }

    /// Takes out one frame that a decoder could show; false when there is none.
    fn decode_next(&mut self, now: Instant) -> bool {
        while let Some(next) = self.next_sequence
            && self.padding.remove(&next)
        {
            self.next_sequence = Some(next + 1);
        }
        let next = self.next_sequence;
        let Some((time, last)) = self
            .open
            .iter()
            .find_map(|(time, frame)| frame.decodable_end(next).map(|last| (*time, last)))
        else {
            return false;
        };
        self.next_sequence = Some(last + 1);
        self.padding.retain(|sequence| *sequence > last);
        let later = self.open.split_off(&(time + 1));
        // Older frames that were still open are of no use behind this one.
        self.counts.broken += self.open.len() as u64 - 1;
        self.open = later;
        self.count_decodable(now);
        true
    }

    fn count_decodable(&mut self, now: Instant) {
        self.counts.decodable += 1;
        self.first_decodable_at.get_or_insert(now);
        let gap = self
            .last_decodable_at
            .map_or(Duration::ZERO, |last| now.duration_since(last));
        self.counts.longest_gap = self.counts.longest_gap.max(gap);
        if gap > limits::FREEZE_MIN && self.freezes.len() < limits::FREEZES_MAX {
            let from = now - gap;
            self.freezes.push(Freeze { from, to: now });
        }
        self.last_decodable_at = Some(now);
    }

    /// Gives up on the oldest frame when too many are open: a decoder would ask for a key frame.
    fn bound(&mut self) {
        if self.open.len() > limits::OPEN_FRAMES_MAX {
            self.open.pop_first();
            self.counts.broken += 1;
            self.next_sequence = None;
        }
        while self.padding.len() > limits::OPEN_FRAMES_MAX {
            self.padding.pop_first();
        }
    }
}

impl OpenFrame {
    /// Sequence number of the last packet, if all packets are there and the frame is either a key
    /// frame or begins where the one before ended.
    fn decodable_end(&self, next: Option<u64>) -> Option<u64> {
        let lowest = *self.sequences.first()?;
        let last = self.last?;
        let continues = next == Some(lowest);
        let whole_key = self.key && self.first == Some(lowest);
        let whole = last + 1 - lowest == self.sequences.len() as u64;
        (whole && (continues || whole_key)).then_some(last)
    }
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;
