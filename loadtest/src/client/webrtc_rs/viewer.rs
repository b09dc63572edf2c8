//! A viewer on the `webrtc` crate.

use std::{sync::Arc, time::Instant};

use rtc::{
    rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication,
    rtp::Packet as RtpPacket,
    rtp_transceiver::{
        RTCRtpTransceiverDirection, RTCRtpTransceiverInit, rtp_sender::RtpCodecKind,
    },
};
use tokio::sync::mpsc;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

use super::connection::Connection;
use crate::{
    client::{Endpoint, Picture, ViewerResult, Watching, counting::Counting, ms_between},
    limits,
    stats::{frames::Packet, live::OnAir, unwrap::Unwrap},
};

/// Packets that wait between the crate's task and ours; a key frame at once.
const PACKETS_WAITING_MAX: usize = 1024;

pub async fn watch(
    endpoint: Endpoint,
    picture: Picture,
    job: Watching,
    result: &mut ViewerResult,
) -> anyhow::Result<()> {
    let start = Instant::now();
    result.started_at = Some(start);
    let mut connection = Connection::new(&endpoint, picture.codec).await?;
    let mut kinds = vec![RtpCodecKind::Video];
    kinds.extend(picture.sound.then_some(RtpCodecKind::Audio));
    for kind in kinds {
        let receive = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Recvonly,
            ..RTCRtpTransceiverInit::default()
        };
        let added = connection
            .peer
            .add_transceiver_from_kind(kind, Some(receive));
        added.await?;
    }
    connection.join(endpoint).await?;
    result.answer_ms = Some(ms_between(start, Instant::now()));
    let connected_at = connection.connected().await?;
    result.join_ms = Some(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let live = job.live.clone();
    let _on_air = OnAir::new(&live.viewers);
    let mut stop = job.stop.clone();
    let mut eyes = Eyes {
        counting: Counting::new(picture.codec, picture.tails, job.times, job.live),
        video: None,
        numbers: Unwrap::new(16),
        times: Unwrap::new(32),
        key_frame_asked_at: None,
    };
    let (packets, mut received) = mpsc::channel(PACKETS_WAITING_MAX);
    let watched = async {
        let mut end = None;
        let mut broken = std::pin::pin!(connection.broken());
        while end.is_none_or(|end| Instant::now() < end) {
            let until = end.unwrap_or(Instant::now() + limits::KEY_FRAME_REQUEST_GAP);
            tokio::select! {
                Some(track) = connection.tracks.recv() => eyes.begin(track, &packets).await,
                Some(arrived) = received.recv() => eyes.see(&arrived),
                error = &mut broken => return Err(error),
                _ = stop.changed(), if end.is_none() => {
                    end = stop.borrow().then(|| Instant::now() + limits::DRAIN);
                }
                () = tokio::time::sleep_until(until.into()) => {}
            }
            eyes.ask_for_key_frame().await?;
            eyes.counting.tell();
        }
        Ok(())
    }
    .await;
    result.left_at = Some(Instant::now());
    eyes.counting.finish(result);
    if watched.is_err() {
        connection.vanish().await;
        return watched;
    }
    connection.leave().await
}

/// A packet of picture or sound, and when it came.
struct Arrived {
    kind: RtpCodecKind,
    packet: RtpPacket,
    at: Instant,
}

struct Eyes {
    counting: Counting,
    video: Option<Arc<dyn TrackRemote>>,
    numbers: Unwrap,
    times: Unwrap,
    key_frame_asked_at: Option<Instant>,
}

impl Eyes {
    async fn begin(&mut self, track: Arc<dyn TrackRemote>, packets: &mpsc::Sender<Arrived>) {
        let kind = track.kind().await;
        if kind == RtpCodecKind::Video {
            self.video = Some(track.clone());
        }
        let packets = packets.clone();
        // Ends with the track, or when nobody listens any more.
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                let TrackRemoteEvent::OnRtpPacket(packet) = event else {
                    continue;
                };
                let at = Instant::now();
                if packets.send(Arrived { kind, packet, at }).await.is_err() {
                    return;
                }
            }
        });
    }

    fn see(&mut self, arrived: &Arrived) {
        let Arrived { kind, packet, at } = arrived;
        if *kind != RtpCodecKind::Video {
            self.counting.sound(packet.payload.len());
            return;
        }
        self.counting.handle_packet(Packet {
            sequence: self.numbers.next(packet.header.sequence_number.into()),
            rtp_time: self.times.next(packet.header.timestamp),
            marker: packet.header.marker,
            payload: &packet.payload,
            at: *at,
        });
    }

    async fn ask_for_key_frame(&mut self) -> anyhow::Result<()> {
        let asked = self.key_frame_asked_at;
        let patient = asked.is_some_and(|at| at.elapsed() < limits::KEY_FRAME_REQUEST_GAP);
        let Some(video) = &self.video else {
            return Ok(());
        };
        if patient || !self.counting.needs_key_frame() {
            return Ok(());
        }
        let Some(media_ssrc) = video.ssrcs().await.first().copied() else {
            return Ok(());
        };
        self.key_frame_asked_at = Some(Instant::now());
        let request = PictureLossIndication {
            sender_ssrc: 0,
            media_ssrc,
        };
        Ok(video.write_rtcp(vec![Box::new(request)]).await?)
    }
}
