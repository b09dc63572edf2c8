//! What a viewer of any family makes of the packets that arrive.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use super::ViewerResult;
use crate::{
    film::{Codec, Tails},
    stats::{
        frames::{FrameCounter, Packet},
        live::{Live, SentTimes},
    },
};

/// Shared counters are touched this often, not by every packet.
const TELL_GAP: Duration = Duration::from_millis(100);

pub struct Counting {
    frames: FrameCounter,
    tails: Arc<Tails>,
    times: Arc<SentTimes>,
    live: Arc<Live>,
    bytes: u64,
    audio_packets: u64,
    seen: bool,
    told_at: Instant,
    told: (u64, u64, u64),
}

impl Counting {
    pub fn new(codec: Codec, tails: Arc<Tails>, times: Arc<SentTimes>, live: Arc<Live>) -> Self {
        Self {
            frames: FrameCounter::new(codec),
            tails,
            times,
            live,
            bytes: 0,
            audio_packets: 0,
            seen: false,
            told_at: Instant::now(),
            told: (0, 0, 0),
        }
    }

    pub fn handle_packet(&mut self, packet: Packet<'_>) {
        self.bytes += packet.payload.len() as u64;
        self.frames.handle_packet(packet);
        if packet.marker
            && let Some(frame) = self.tails.frame_of(packet.payload)
            && let Some(delay) = self.times.delay(frame, packet.at)
        {
            self.live.delay.add(delay);
        }
        if !self.seen
            && let Some(at) = self.frames.first_decodable_at()
        {
            self.seen = true;
            self.times.note_first_frame(at);
            self.live.first_frames.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn sound(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        self.audio_packets += 1;
    }

    pub fn needs_key_frame(&self) -> bool {
        self.frames.needs_key_frame()
    }

    pub fn tell(&mut self) {
        if self.told_at.elapsed() >= TELL_GAP {
            self.tell_now();
        }
    }

    fn tell_now(&mut self) {
        let counts = self.frames.counts();
        let (packets, lost, bytes) = self.told;
        let live = &self.live;
        live.packets_received
            .fetch_add(counts.packets - packets, Ordering::Relaxed);
        live.bytes_received
            .fetch_add(self.bytes - bytes, Ordering::Relaxed);
        live.packets_lost.fetch_add(
            counts.lost.cast_signed() - lost.cast_signed(),
            Ordering::Relaxed,
        );
        self.told = (counts.packets, counts.lost, self.bytes);
        self.told_at = Instant::now();
    }

    pub fn finish(mut self, result: &mut ViewerResult) {
        self.tell_now();
        result.first_frame_at = self.frames.first_decodable_at();
        result.last_frame_at = self.frames.last_decodable_at();
        result.counts = self.frames.counts();
        result.freezes = self.frames.freezes().to_vec();
        result.bytes = self.bytes;
        result.audio_packets = self.audio_packets;
    }
}
