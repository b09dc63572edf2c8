//! Films frames of equal parts in one layer or three, repeats parts and makes key frames when
//! asked.

use std::time::{Duration, Instant};

use super::layer::Layer;
use crate::{
    codec::Codec,
    rtcp::{self, Message},
    transport::srtp::SrtpOutbound,
};

const FRAME: Duration = Duration::from_millis(33);
const FRAME_TICKS: u32 = 2970;

pub struct Camera {
    next_frame: Instant,
    transport_cc: u16,
    /// As offered: the largest first.
    pub layers: Vec<Layer>,
    pub frames: u32,
    pub key_requests: u32,
    pub nacks: u32,
    pub transport_feedback: u32,
}

impl Camera {
    pub fn new(codec: Codec, now: Instant) -> Self {
        Self::with(vec![Layer::single(codec)], now)
    }

    /// Three layers, as the simulcast offer names them.
    pub fn simulcast(codec: Codec, now: Instant) -> Self {
        Self::with(Layer::three(codec), now)
    }

    fn with(layers: Vec<Layer>, now: Instant) -> Self {
        Self {
            next_frame: now,
            transport_cc: 0,
            layers,
            frames: 0,
            key_requests: 0,
            nacks: 0,
            transport_feedback: 0,
        }
    }

    pub fn film(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        if now < self.next_frame {
            return;
        }
        self.next_frame = now + FRAME;
        self.frames += 1;
        let ticks = self.frames.wrapping_mul(FRAME_TICKS);
        let ntp = (u64::from(self.frames) << 32) * 33 / 1000;
        for layer in self.layers.iter_mut().filter(|layer| layer.sends) {
            layer.film(
                self.frames,
                ticks,
                &mut self.transport_cc,
                outbound,
                outgoing,
            );
            if self.frames.is_multiple_of(30) {
                layer.report(ntp, ticks, outbound, outgoing);
            }
        }
    }

    pub fn obey(
        &mut self,
        report: &[u8],
        outbound: &mut SrtpOutbound,
        outgoing: &mut Vec<Vec<u8>>,
    ) {
        self.transport_feedback += u32::from(report[0] & 0x1f == 15 && report[1] == 205);
        for message in rtcp::messages(report) {
            match message {
                Message::KeyFrameRequest { media } => {
                    if let Some(layer) = self.layer(media) {
                        layer.key = true;
                        layer.key_requests += 1;
                        self.key_requests += 1;
                    }
                }
                Message::Nack(nack) => {
                    for sequence in nack.sequences() {
                        self.nacks += 1;
                        if let Some(layer) = self.layer(nack.media) {
                            layer.repeat(sequence, outbound, outgoing);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn layer(&mut self, ssrc: u32) -> Option<&mut Layer> {
        self.layers.iter_mut().find(|layer| layer.ssrc == ssrc)
    }
}
