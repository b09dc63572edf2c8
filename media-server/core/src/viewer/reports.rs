//! Reports: the publisher's clock out, the viewer's feedback in.

use std::time::Instant;

use super::{Viewer, track};
use crate::{
    codec::Kind,
    down::Urgent,
    rtcp::Message,
    transmit::Transmits,
    transport::Transport,
    up::{SenderClock, Source},
};

impl Viewer {
    pub fn forward_clock(
        &mut self,
        kind: Kind,
        source: Source,
        clock: &SenderClock,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        self.congestion.report_sent(clock.ntp, now);
        if let Some(track) = track(&mut self.tracks, kind) {
            track.send_clock(source, clock, transport, transmits);
        }
    }

    /// Takes feedback; true when the viewer needs a key frame.
    pub fn receive(&mut self, message: &Message<'_>, now: Instant) -> bool {
        match message {
            Message::KeyFrameRequest { media } => self
                .tracks
                .iter()
                .any(|track| track.kind() == Kind::Video && track.is_route(*media)),
            Message::Nack(nack) => {
                let track = self
                    .tracks
                    .iter_mut()
                    .find(|track| track.is_route(nack.media));
                let Some(track) = track else { return false };
                for sequence in nack.sequences() {
                    let Some(original) = track.original(sequence) else {
                        continue;
                    };
                    if self.congestion.may_answer(original.sent, now) {
                        let kind = track.kind();
                        self.queue.push_urgent(Urgent::Repeat { kind, sequence });
                        if self.congestion.needs_copies() {
                            self.copies.note(kind, sequence, now);
                        }
                    }
                }
                false
            }
            Message::TransportFeedback(feedback) => {
                self.congestion.feedback(feedback, &self.sent, now);
                false
            }
            Message::ReceiverReport(blocks) => {
                let video = track(&mut self.tracks, Kind::Video);
                let block = video.and_then(|track| {
                    let mut blocks = blocks.iter();
                    blocks.find(|block| track.is_route(block.ssrc))
                });
                if let Some(block) = block {
                    self.congestion.reception(&block, now);
                }
                false
            }
            Message::BitrateEstimate { bit_rate_bps } => {
                self.congestion.bitrate_estimate(*bit_rate_bps);
                false
            }
            Message::SenderReport { .. } | Message::Other => false,
        }
    }
}
