//! What a run wants to know of a viewer beyond packets: frames, and how long each packet took.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use crate::{
    film::Codec,
    stats::{
        frames::{FrameCounter, Packet},
        live::{Live, SentTimes},
        unwrap::Unwrap,
    },
};

pub struct Watched {
    pub frames: FrameCounter,
    pub live: Arc<Live>,
    times: Arc<SentTimes>,
    timestamps: Unwrap,
    stamped: bool,
    seen: bool,
}

impl Watched {
    pub fn new(live: Arc<Live>, times: Arc<SentTimes>) -> Self {
        Self {
            frames: FrameCounter::new(Codec::Vp8),
            live,
            times,
            timestamps: Unwrap::new(32),
            stamped: false,
            seen: false,
        }
    }

    /// True once: what was sent before a viewer's first packet is no loss.
    pub fn is_first_stamp(&mut self) -> bool {
        !std::mem::replace(&mut self.stamped, true)
    }

    pub fn take(&mut self, index: u64, timestamp: u32, marker: bool, payload: &[u8], at: Instant) {
        self.frames.handle_packet(Packet {
            sequence: index,
            rtp_time: self.timestamps.next(timestamp),
            marker,
            payload,
            at,
        });
        if !self.seen
            && let Some(at) = self.frames.first_decodable_at()
        {
            self.seen = true;
            self.times.note_first_frame(at);
            self.live.first_frames.fetch_add(1, Ordering::Relaxed);
        }
    }
}
