//! A sender on the `webrtc` crate.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bytes::Bytes;
use rtc::{
    media::Sample,
    media_stream::MediaStreamTrack,
    rtp_transceiver::{
        PayloadType, SSRC,
        rtp_sender::{
            RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
        },
    },
};
use webrtc::{
    media_stream::track_local::{TrackLocal, static_sample::TrackLocalStaticSample},
    rtp_transceiver::RtpSender,
};

use super::{
    connection::{self, Connection},
    observer::Seen,
};
use crate::{
    client::{CallerResult, Endpoint, Sending, Stop, ms_between, play::Play},
    film::{Media, ogg::Sound},
    limits,
    stats::live::{Live, OnAir},
};

pub async fn send(
    endpoint: Endpoint,
    media: Media,
    mut job: Sending,
    result: &mut CallerResult,
) -> anyhow::Result<()> {
    let start = Instant::now();
    let film = media.film;
    let mut connection = Connection::new(&endpoint, film.codec).await?;
    let video = Track::add(
        &connection,
        connection::video(film.codec),
        RtpCodecKind::Video,
    )
    .await?;
    let audio = match media.sound {
        Some(sound) => {
            let track = Track::add(&connection, connection::opus(), RtpCodecKind::Audio).await?;
            Some((track, sound))
        }
        None => None,
    };
    connection.join(endpoint).await?;
    result
        .answer_ms
        .get_or_insert(ms_between(start, Instant::now()));
    let connected_at = connection.connected().await?;
    result
        .join_ms
        .get_or_insert(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let live = job.live.clone();
    let _on_air = OnAir::new(&live.callers);
    let mut stage = Stage {
        video_type: video.payload_type().await?,
        video,
        audio: Audio::new(audio, connected_at).await?,
        play: Play::new(film, job.number, connected_at),
        seen: connection.seen.clone(),
        key_frames_asked: 0,
        bytes_told: 0,
        frames: 0,
    };
    let played = async {
        let mut broken = std::pin::pin!(connection.broken());
        while *job.stop.borrow() == Stop::No {
            tokio::select! {
                written = stage.turn(&job.times, &live) => written?,
                // Checked with the scenario: no order concerns this client.
                Some(_) = job.orders.recv() => {}
                error = &mut broken => return Err(error),
                _ = job.stop.changed() => {}
            }
        }
        Ok(())
    }
    .await;
    stage.add_to(result);
    if played.is_err() || *job.stop.borrow() == Stop::Vanish {
        connection.vanish().await;
        return played;
    }
    tokio::time::sleep(limits::DRAIN).await;
    connection.leave().await
}

struct Track {
    track: Arc<TrackLocalStaticSample>,
    sender: Arc<dyn RtpSender>,
    ssrc: SSRC,
}

impl Track {
    async fn add(
        connection: &Connection,
        codec: RTCRtpCodecParameters,
        kind: RtpCodecKind,
    ) -> anyhow::Result<Self> {
        let ssrc = rand::random();
        let encoding = RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(ssrc),
                ..RTCRtpCodingParameters::default()
            },
            codec: codec.rtp_codec,
            ..RTCRtpEncodingParameters::default()
        };
        let stream = MediaStreamTrack::new(
            "film".to_owned(),
            format!("film-{kind}"),
            format!("film-{kind}"),
            kind,
            vec![encoding],
        );
        let track = Arc::new(TrackLocalStaticSample::new(Instant::now(), stream)?);
        let sender = connection
            .peer
            .add_track(track.clone() as Arc<dyn TrackLocal>)
            .await?;
        Ok(Self {
            track,
            sender,
            ssrc,
        })
    }

    async fn payload_type(&self) -> anyhow::Result<PayloadType> {
        let parameters = self.sender.get_parameters().await?;
        let codec = parameters.rtp_parameters.codecs.first();
        codec
            .map(|codec| codec.payload_type)
            .context("the server refused the film's codec")
    }

    async fn write(
        &self,
        payload_type: PayloadType,
        data: Arc<[u8]>,
        duration: Duration,
    ) -> anyhow::Result<()> {
        let sample = Sample {
            data: Bytes::from_owner(data),
            duration,
            ..Sample::new(Instant::now())
        };
        let written = self.track.sample_writer(self.ssrc, payload_type);
        Ok(written.write_sample(&sample).await?)
    }
}

struct Stage {
    video: Track,
    video_type: PayloadType,
    audio: Option<Audio>,
    play: Play,
    seen: Arc<Seen>,
    key_frames_asked: u64,
    bytes_told: u64,
    frames: u64,
}

struct Audio {
    track: Track,
    payload_type: PayloadType,
    sound: Sound,
    position: usize,
    due: Instant,
}

impl Audio {
    async fn new(parts: Option<(Track, Sound)>, start: Instant) -> anyhow::Result<Option<Self>> {
        let Some((track, sound)) = parts else {
            return Ok(None);
        };
        Ok(Some(Self {
            payload_type: track.payload_type().await?,
            track,
            sound,
            position: 0,
            due: start,
        }))
    }

    async fn write(&mut self, now: Instant) -> anyhow::Result<()> {
        if now < self.due {
            return Ok(());
        }
        let packet = self.sound.packets[self.position].clone();
        self.position = (self.position + 1) % self.sound.packets.len();
        self.due += packet.length;
        self.track
            .write(self.payload_type, packet.data, packet.length)
            .await
    }
}

impl Stage {
    /// Writes what is due and waits for the next.
    async fn turn(
        &mut self,
        times: &crate::stats::live::SentTimes,
        live: &Live,
    ) -> anyhow::Result<()> {
        let video_due = self.play.next_due();
        let audio_due = self.audio.as_ref().map_or(video_due, |audio| audio.due);
        tokio::time::sleep_until(video_due.min(audio_due).into()).await;
        let asked = self.seen.key_frame_requests.load(Ordering::Relaxed);
        if asked > self.key_frames_asked {
            self.key_frames_asked = asked;
            self.play.want_key_frame();
        }
        let now = Instant::now();
        let frame_time = self.play.frame_time();
        if let Some(due) = self.play.take(now) {
            times.sent(due.index, now);
            live.late.add(due.late);
            let data = due.frame.data.clone();
            self.frames += 1;
            self.video.write(self.video_type, data, frame_time).await?;
        }
        if let Some(audio) = &mut self.audio {
            audio.write(now).await?;
        }
        let bytes = self.seen.bytes_sent.load(Ordering::Relaxed);
        live.bytes_sent
            .fetch_add(bytes - self.bytes_told, Ordering::Relaxed);
        self.bytes_told = bytes;
        Ok(())
    }

    fn add_to(&self, result: &mut CallerResult) {
        result.frames += self.frames;
        result.packets += self.seen.packets_sent.load(Ordering::Relaxed);
        result.bytes += self.seen.bytes_sent.load(Ordering::Relaxed);
        result.nacks += self.seen.nacks.load(Ordering::Relaxed);
        result.key_frame_requests += self.seen.key_frame_requests.load(Ordering::Relaxed);
    }
}
