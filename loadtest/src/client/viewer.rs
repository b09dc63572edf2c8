//! A viewer: takes packets, counts frames as a decoder would see them, asks for key frames.

use std::time::Instant;

use str0m::{
    Event,
    media::{KeyframeRequestKind, Mid},
};
use tokio::sync::{oneshot, watch};

use super::{
    Endpoint, offer,
    peer::{Client, Peer, ms_between},
};
use crate::{
    film::Codec,
    limits,
    stats::frames::{FrameCounter, FrameCounts, Packet},
};

#[derive(Clone, Debug)]
pub struct ViewerResult {
    /// From the POST of the offer to its answer.
    pub answer_ms: f64,
    /// From there too, to ICE and DTLS being up.
    pub join_ms: f64,
    pub started_at: Instant,
    pub first_frame_at: Option<Instant>,
    pub counts: FrameCounts,
    pub bytes: u64,
}

pub struct Viewer {
    pub codec: Codec,
}

impl Viewer {
    /// Watches until `stop` turns true; tells by `joined` that it is connected.
    pub async fn run(
        self,
        endpoint: Endpoint,
        joined: oneshot::Sender<()>,
        mut stop: watch::Receiver<bool>,
    ) -> anyhow::Result<ViewerResult> {
        let started_at = Instant::now();
        let codec = self.codec;
        let mut peer =
            Peer::join(endpoint, |local| offer::viewer(local, codec, started_at)).await?;
        let answered_at = Instant::now();
        let mut watching = Watching::new(codec);
        peer.connect(&mut watching).await?;
        let joined_at = Instant::now();
        let _ = joined.send(());
        while !*stop.borrow() {
            let until = Instant::now() + limits::KEY_FRAME_REQUEST_GAP;
            tokio::select! {
                turned = peer.turn(until, &mut watching) => turned?,
                _ = stop.changed() => {}
            }
            watching.ask_for_key_frame(&mut peer);
        }
        let end = Instant::now() + limits::DRAIN;
        while Instant::now() < end {
            peer.turn(end, &mut watching).await?;
        }
        peer.leave().await?;
        Ok(ViewerResult {
            answer_ms: ms_between(started_at, answered_at),
            join_ms: ms_between(started_at, joined_at),
            started_at,
            first_frame_at: watching.frames.first_decodable_at(),
            counts: watching.frames.counts(),
            bytes: watching.bytes,
        })
    }
}

struct Watching {
    frames: FrameCounter,
    bytes: u64,
    key_frame_asked_at: Option<Instant>,
}

impl Watching {
    fn new(codec: Codec) -> Self {
        Self {
            frames: FrameCounter::new(codec),
            bytes: 0,
            key_frame_asked_at: None,
        }
    }

    fn ask_for_key_frame(&mut self, peer: &mut Peer) {
        let asked = self.key_frame_asked_at;
        let patient = asked.is_some_and(|at| at.elapsed() < limits::KEY_FRAME_REQUEST_GAP);
        if patient || !self.frames.needs_key_frame() {
            return;
        }
        let mid: Mid = peer.mid;
        if let Some(stream) = peer.rtc.direct_api().stream_rx_by_mid(mid, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
            self.key_frame_asked_at = Some(Instant::now());
        }
    }
}

impl Client for Watching {
    fn handle_event(&mut self, event: Event) {
        let Event::RtpPacket(packet) = event else {
            return;
        };
        self.bytes += packet.payload.len() as u64;
        self.frames.handle_packet(Packet {
            sequence: *packet.seq_no,
            rtp_time: packet.time.numer(),
            marker: packet.header.marker,
            payload: &packet.payload,
            at: packet.timestamp,
        });
    }
}
