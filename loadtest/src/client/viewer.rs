//! A viewer on str0m.

use std::time::Instant;

use str0m::{Event, media::KeyframeRequestKind};

use super::{
    Endpoint, Picture, ViewerResult, Watching,
    counting::Counting,
    ms_between, offer,
    peer::{Client, Peer},
};
use crate::{limits, stats::live::OnAir};

pub async fn watch(
    endpoint: Endpoint,
    picture: Picture,
    job: Watching,
    result: &mut ViewerResult,
) -> anyhow::Result<()> {
    let start = Instant::now();
    result.started_at = Some(start);
    let (codec, sound) = (picture.codec, picture.sound);
    let offer = |local| offer::viewer(local, codec, sound, start);
    let mut peer = Peer::join(endpoint, job.link.as_ref(), job.seed, offer).await?;
    result.answer_ms = Some(ms_between(start, Instant::now()));
    let mut stop = job.stop.clone();
    let live = job.live.clone();
    let mut events = Events {
        counting: Counting::new(codec, picture.tails, job.times, job.live),
        key_frame_asked_at: None,
    };
    peer.connect(&mut events).await?;
    let connected_at = Instant::now();
    result.join_ms = Some(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let _on_air = OnAir::new(&live.viewers);
    let watched = async {
        while !*stop.borrow() {
            let until = Instant::now() + limits::KEY_FRAME_REQUEST_GAP;
            tokio::select! {
                turned = peer.turn(until, &mut events) => turned?,
                _ = stop.changed() => {}
            }
            events.ask_for_key_frame(&mut peer);
            events.counting.tell();
        }
        let end = Instant::now() + limits::DRAIN;
        while Instant::now() < end {
            peer.turn(end, &mut events).await?;
        }
        peer.leave().await
    }
    .await;
    result.left_at = Some(Instant::now());
    events.counting.finish(result);
    watched
}

struct Events {
    counting: Counting,
    key_frame_asked_at: Option<Instant>,
}

impl Events {
    fn ask_for_key_frame(&mut self, peer: &mut Peer) {
        let asked = self.key_frame_asked_at;
        let patient = asked.is_some_and(|at| at.elapsed() < limits::KEY_FRAME_REQUEST_GAP);
        if patient || !self.counting.needs_key_frame() {
            return;
        }
        let mid = peer.mids.video;
        if let Some(stream) = peer.rtc.direct_api().stream_rx_by_mid(mid, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
            self.key_frame_asked_at = Some(Instant::now());
        }
    }
}

impl Client for Events {
    fn handle_event(&mut self, event: Event) {
        let Event::RtpPacket(packet) = event else {
            return;
        };
        // Video runs at 90 kHz, Opus at 48 (RFC 7587).
        if packet.time.frequency().get() != 90_000 {
            self.counting.sound(packet.payload.len());
            return;
        }
        self.counting.handle_packet(crate::stats::frames::Packet {
            sequence: *packet.seq_no,
            rtp_time: packet.time.numer(),
            marker: packet.header.marker,
            payload: &packet.payload,
            at: packet.timestamp,
        });
    }
}
