//! What is told of a publisher's stream every few seconds.

use std::time::Instant;

use protocol::{
    id::WebrtcSessionId,
    media::{MediaEvent, StreamTotals, VideoLayer, ViewerLayer},
};

use super::Publisher;
use crate::{limits, up::UpTrack};

impl Publisher {
    pub fn totals(&self) -> StreamTotals {
        StreamTotals {
            bytes: self.tracks.iter().map(|track| track.bytes).sum(),
            packets: self.tracks.iter().map(UpTrack::received).sum(),
            packets_lost: self.tracks.iter().map(UpTrack::lost).sum(),
        }
    }

    pub fn statistics_are_due(&self, now: Instant) -> bool {
        self.next_statistics.is_some_and(|due| due <= now)
    }

    /// The statistics entry; counts anew.
    pub fn take_statistics(
        &mut self,
        now: Instant,
        session: WebrtcSessionId,
        views: Vec<ViewerLayer>,
    ) -> MediaEvent {
        self.next_statistics = Some(now + limits::STATISTICS_TIME);
        let (totals, before) = (self.totals(), self.counted);
        self.counted = totals;
        let seconds = limits::STATISTICS_TIME.as_secs();
        let bits = totals.bytes.saturating_sub(before.bytes) * 8 / seconds;
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let ladder = self.ladder;
        let layers: Vec<VideoLayer> = ladder
            .rungs()
            .iter()
            .filter_map(|rung| Some(self.layer_mut(rung.layer)?.statistics(now)))
            .collect();
        let frames = layers.iter().map(|layer| layer.frames_per_s);
        MediaEvent::Statistics {
            session,
            bit_rate_bps: number(bits),
            packets: number(totals.packets.saturating_sub(before.packets)),
            packets_lost: number(totals.packets_lost.saturating_sub(before.packets_lost)),
            frames_per_s: frames.fold(0.0, f32::max),
            viewers: u32::try_from(views.len()).unwrap_or(u32::MAX),
            layers,
            views,
        }
    }
}
