//! What a publisher is told: which packets came, which are missed, what the path carries.

use std::time::Instant;

use super::Publisher;
use crate::{limits, rtcp, transmit::Transmits, transport::Transport, up::UpTrack};

impl Publisher {
    pub(super) fn send_feedback(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        let media = self.tracks.iter().find_map(UpTrack::ssrc).unwrap_or(0);
        let Some((_, arrivals)) = &mut self.arrivals else {
            return;
        };
        if arrivals.due().is_some_and(|due| due <= now) {
            transport.send_rtcp(transmits, |buffer| {
                arrivals.write(buffer, self.ssrc, media, now);
            });
        }
    }

    pub(super) fn send_requests(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        let own = self.ssrc;
        for track in &mut self.tracks {
            let Some(media) = track.ssrc() else { continue };
            let due = track.take_requests(now);
            if !due.requests.is_empty() {
                transport.send_rtcp(transmits, |buffer| {
                    rtcp::write_receiver_report(buffer, own, &[]);
                    rtcp::write_nack(buffer, own, media, due.requests);
                });
            }
            if track.key_frames.take_due(now) {
                transport.send_rtcp(transmits, |buffer| {
                    rtcp::write_receiver_report(buffer, own, &[]);
                    rtcp::write_picture_loss(buffer, own, media);
                });
            }
        }
    }

    pub(super) fn send_report(
        &mut self,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        if self.next_report.is_none_or(|due| due > now) {
            return;
        }
        self.next_report = Some(now + limits::REPORT_TIME);
        self.blocks.clear();
        let blocks = self.tracks.iter_mut().filter_map(|track| track.report(now));
        self.blocks.extend(blocks);
        let blocks = &self.blocks;
        let Some(first) = blocks.first() else { return };
        let fraction_lost = blocks
            .iter()
            .map(|block| block.fraction_lost)
            .max()
            .unwrap_or(0);
        let estimate = self
            .bit_rate
            .as_mut()
            .map(|control| control.update(fraction_lost, now));
        transport.send_rtcp(transmits, |buffer| {
            rtcp::write_receiver_report(buffer, self.ssrc, blocks);
            if let Some(bit_rate_bps) = estimate {
                rtcp::write_bitrate_estimate(buffer, self.ssrc, bit_rate_bps, first.ssrc);
            }
        });
    }
}
