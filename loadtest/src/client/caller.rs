//! A caller: plays the film in real time, as a phone's encoder would send it.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use str0m::{
    Event,
    media::{Frequency, MediaTime, Pt},
};
use tokio::sync::{oneshot, watch};

use super::{
    Endpoint, offer,
    peer::{Client, Peer, ms_between},
};
use crate::{film::Film, limits};

#[derive(Clone, Debug, Default)]
pub struct CallerResult {
    /// From the POST of the offer to its answer.
    pub answer_ms: f64,
    /// From there too, to ICE and DTLS being up.
    pub join_ms: f64,
    pub frames: u64,
    pub packets: u64,
    pub bytes: u64,
    pub nacks: u64,
    /// PLI and FIR received.
    pub key_frame_requests: u64,
    /// How late each frame was given to the connection: the tester's own weakness.
    pub late: Vec<Duration>,
}

pub struct Caller {
    film: Film,
    /// Where in the film this caller begins, so that key frames do not come in step.
    position: usize,
}

impl Caller {
    pub fn new(film: Film, number: usize) -> Self {
        let position = film.key_frame_after(number * 7919 % film.frames.len());
        Self { film, position }
    }

    /// Publishes until `stop` turns true, then drains and leaves; tells by `joined` that it is
    /// connected.
    pub async fn run(
        self,
        endpoint: Endpoint,
        joined: oneshot::Sender<()>,
        mut stop: watch::Receiver<bool>,
    ) -> anyhow::Result<CallerResult> {
        let start = Instant::now();
        let codec = self.film.codec;
        let mut peer = Peer::join(endpoint, |local| offer::caller(local, codec, start)).await?;
        let mut sending = Sending::default();
        sending.result.answer_ms = ms_between(start, Instant::now());
        peer.connect(&mut sending).await?;
        sending.result.join_ms = ms_between(start, Instant::now());
        let _ = joined.send(());
        let payload_type = payload_type(&mut peer)?;
        let mut play = Play::new(self, payload_type);
        while !*stop.borrow() {
            tokio::select! {
                turned = play.turn(&mut peer, &mut sending) => turned?,
                _ = stop.changed() => {}
            }
        }
        let end = Instant::now() + limits::DRAIN;
        while Instant::now() < end {
            peer.turn(end, &mut sending).await?;
        }
        peer.leave().await?;
        Ok(sending.result)
    }
}

fn payload_type(peer: &mut Peer) -> anyhow::Result<Pt> {
    let writer = peer
        .rtc
        .writer(peer.mid)
        .context("the server refused the video")?;
    let parameters = writer.payload_params().next();
    parameters
        .map(|p| p.pt())
        .context("the server refused the film's codec")
}

/// The film's clock.
struct Play {
    film: Film,
    position: usize,
    payload_type: Pt,
    start: Instant,
    frames: u32,
    last_key_at: Option<Instant>,
}

impl Play {
    fn new(caller: Caller, payload_type: Pt) -> Self {
        let Caller { film, position } = caller;
        Self {
            film,
            position,
            payload_type,
            start: Instant::now(),
            frames: 0,
            last_key_at: None,
        }
    }

    fn next_due(&self) -> Instant {
        self.start + self.film.frame_time * self.frames
    }

    async fn turn(&mut self, peer: &mut Peer, sending: &mut Sending) -> anyhow::Result<()> {
        let due = self.next_due();
        if Instant::now() < due {
            return peer.turn(due, sending).await;
        }
        self.obey_key_frame_request(sending);
        self.write(peer, sending, due)?;
        peer.turn(Instant::now(), sending).await
    }

    fn obey_key_frame_request(&mut self, sending: &mut Sending) {
        let long_ago = self
            .last_key_at
            .is_none_or(|at| at.elapsed() >= limits::KEY_FRAME_GAP_MIN);
        if sending.key_frame_wanted && long_ago && !self.film.frames[self.position].key {
            self.position = self.film.key_frame_after(self.position);
        }
    }

    fn write(
        &mut self,
        peer: &mut Peer,
        sending: &mut Sending,
        due: Instant,
    ) -> anyhow::Result<()> {
        let frame = &self.film.frames[self.position];
        let now = Instant::now();
        let media_time = self.film.frame_time * self.frames;
        let ticks = u64::try_from(media_time.as_nanos() * 90_000 / 1_000_000_000)?;
        let rtp_time = MediaTime::new(ticks, Frequency::NINETY_KHZ);
        let writer = peer.rtc.writer(peer.mid).context("the video ended")?;
        writer.write(self.payload_type, now, rtp_time, frame.data.clone())?;
        if frame.key {
            self.last_key_at = Some(now);
            sending.key_frame_wanted = false;
        }
        sending.wrote(now.duration_since(due));
        self.position = self.film.after(self.position);
        self.frames += 1;
        Ok(())
    }
}

#[derive(Default)]
struct Sending {
    result: CallerResult,
    key_frame_wanted: bool,
}

impl Sending {
    fn wrote(&mut self, late: Duration) {
        self.result.frames += 1;
        // A frame in eight is enough for a percentile and keeps a day's run small.
        if self.result.frames % 8 == 1 {
            self.result.late.push(late);
        }
    }
}

impl Client for Sending {
    fn handle_event(&mut self, event: Event) {
        match event {
            Event::KeyframeRequest(_) => {
                self.key_frame_wanted = true;
                self.result.key_frame_requests += 1;
            }
            Event::MediaEgressStats(stats) => {
                self.result.packets = stats.packets;
                self.result.bytes = stats.bytes;
                self.result.nacks = stats.nacks;
            }
            _ => {}
        }
    }
}
