//! A sender on str0m: plays the film in real time, as a phone's encoder would send it.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use str0m::{
    Event,
    media::{Frequency, MediaTime, Mid, Pt},
};

use super::{
    CallerResult, Endpoint, Sending, Stop, ms_between, offer,
    peer::{Client, Peer},
    play::Play,
};
use crate::{
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
    let codec = media.film.codec;
    let sound = media.sound;
    let offer = |local| offer::caller(local, codec, sound.is_some(), start);
    let mut peer = Peer::join(endpoint, job.link.as_ref(), job.seed, offer).await?;
    let mut events = Events::default();
    result
        .answer_ms
        .get_or_insert(ms_between(start, Instant::now()));
    peer.connect(&mut events).await?;
    let connected_at = Instant::now();
    result
        .join_ms
        .get_or_insert(ms_between(start, connected_at));
    let _ = job.connected.send(connected_at);
    let live = job.live.clone();
    let _on_air = OnAir::new(&live.callers);
    let video = peer.mids.video;
    let mut stage = Stage {
        payload_type: payload_type(&mut peer, video)?,
        play: Play::new(media.film, job.number, connected_at),
        audio: audio(&mut peer, sound, connected_at)?,
        peer,
        events,
    };
    let played = async {
        while *job.stop.borrow() == Stop::No {
            tokio::select! {
                turned = stage.turn(&job.times, &live) => turned?,
                Some(order) = job.orders.recv() => stage.peer.obey(order).await?,
                _ = job.stop.changed() => {}
            }
        }
        if *job.stop.borrow() == Stop::Vanish {
            return Ok(());
        }
        let end = Instant::now() + limits::DRAIN;
        while Instant::now() < end {
            stage.peer.turn(end, &mut stage.events).await?;
        }
        stage.peer.leave().await
    }
    .await;
    stage.events.add_to(result);
    played
}

fn payload_type(peer: &mut Peer, mid: Mid) -> anyhow::Result<Pt> {
    let writer = peer
        .rtc
        .writer(mid)
        .context("the server refused the video")?;
    let parameters = writer.payload_params().next();
    parameters
        .map(|p| p.pt())
        .context("the server refused the film's codec")
}

/// Nothing when there is no sound or the server does not want it.
fn audio(peer: &mut Peer, sound: Option<Sound>, start: Instant) -> anyhow::Result<Option<Audio>> {
    let (Some(sound), Some(mid)) = (sound, peer.mids.audio) else {
        return Ok(None);
    };
    let payload_type = payload_type(peer, mid).context("the server refused the sound")?;
    Ok(Some(Audio {
        sound,
        mid,
        payload_type,
        position: 0,
        due: start,
        media_time: Duration::ZERO,
    }))
}

/// Connected and playing.
struct Stage {
    peer: Peer,
    play: Play,
    payload_type: Pt,
    audio: Option<Audio>,
    events: Events,
}

struct Audio {
    sound: Sound,
    mid: Mid,
    payload_type: Pt,
    position: usize,
    due: Instant,
    media_time: Duration,
}

impl Stage {
    async fn turn(
        &mut self,
        times: &crate::stats::live::SentTimes,
        live: &Live,
    ) -> anyhow::Result<()> {
        if std::mem::take(&mut self.events.key_frame_wanted) {
            self.play.want_key_frame();
        }
        let now = Instant::now();
        if let Some(due) = self.play.take(now) {
            let rtp_time = ticks(due.media_time, Frequency::NINETY_KHZ)?;
            let data = due.frame.data.clone();
            let mid = self.peer.mids.video;
            let writer = self.peer.rtc.writer(mid).context("the video ended")?;
            writer.write(self.payload_type, now, rtp_time, data)?;
            times.sent(due.index, now);
            live.late.add(due.late);
            self.events.frames += 1;
        }
        if let Some(audio) = &mut self.audio {
            audio.write(&mut self.peer, now)?;
        }
        self.events.tell(live);
        let audio_due = self.audio.as_ref().map(|audio| audio.due);
        let until = self
            .play
            .next_due()
            .min(audio_due.unwrap_or(self.play.next_due()));
        self.peer.turn(until, &mut self.events).await
    }
}

impl Audio {
    fn write(&mut self, peer: &mut Peer, now: Instant) -> anyhow::Result<()> {
        if now < self.due {
            return Ok(());
        }
        let packet = &self.sound.packets[self.position];
        let rtp_time = ticks(self.media_time, Frequency::FORTY_EIGHT_KHZ)?;
        let writer = peer.rtc.writer(self.mid).context("the sound ended")?;
        writer.write(self.payload_type, now, rtp_time, packet.data.clone())?;
        self.due += packet.length;
        self.media_time += packet.length;
        self.position = (self.position + 1) % self.sound.packets.len();
        Ok(())
    }
}

fn ticks(media_time: Duration, clock: Frequency) -> anyhow::Result<MediaTime> {
    let ticks = media_time.as_nanos() * u128::from(clock.get()) / 1_000_000_000;
    Ok(MediaTime::new(u64::try_from(ticks)?, clock))
}

/// What the connection has told.
#[derive(Default)]
struct Events {
    frames: u64,
    packets: u64,
    bytes: u64,
    bytes_told: u64,
    nacks: u64,
    key_frame_requests: u64,
    key_frame_wanted: bool,
}

impl Events {
    fn tell(&mut self, live: &Live) {
        let new = self.bytes.saturating_sub(self.bytes_told);
        if new > 0 {
            live.bytes_sent
                .fetch_add(new, std::sync::atomic::Ordering::Relaxed);
            self.bytes_told = self.bytes;
        }
    }

    fn add_to(&self, result: &mut CallerResult) {
        result.frames += self.frames;
        result.packets += self.packets;
        result.bytes += self.bytes;
        result.nacks += self.nacks;
        result.key_frame_requests += self.key_frame_requests;
    }
}

impl Client for Events {
    fn handle_event(&mut self, event: Event) {
        match event {
            Event::KeyframeRequest(_) => {
                self.key_frame_wanted = true;
                self.key_frame_requests += 1;
            }
            // Sound is small beside the picture and is not counted.
            Event::MediaEgressStats(stats) if stats.bytes >= self.bytes => {
                self.packets = stats.packets;
                self.bytes = stats.bytes;
                self.nacks = stats.nacks;
            }
            _ => {}
        }
    }
}
