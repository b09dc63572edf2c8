//! Clients over WHIP and WHEP, of several families: one sends a film, one counts what arrives.

mod caller;
mod counting;
mod light;
mod offer;
mod peer;
mod play;
mod session;
mod viewer;
mod webrtc_rs;
mod wire;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot, watch};

pub use self::{
    light::{Light, Seat},
    session::{Endpoint, Session},
    wire::local_ip,
};
use crate::{
    film::{Codec, Media, Tails},
    link::settings::LinkSettings,
    stats::{
        frames::{FrameCounts, Freeze},
        live::{Live, SentTimes},
    },
};

/// Which family plays a client, and what that family needs to send or to see.
pub enum Engine<T> {
    Str0m(T),
    Webrtc(T),
    Light(Seat),
}

/// What a viewer is told of the picture to come.
pub struct Picture {
    pub codec: Codec,
    pub sound: bool,
    pub tails: Arc<Tails>,
}

/// Everything that one sending client needs.
pub struct Sending {
    /// In the whole run; where in the film it begins, so that key frames do not come in step.
    pub number: u32,
    pub link: Option<LinkSettings>,
    pub seed: u64,
    pub live: Arc<Live>,
    pub times: Arc<SentTimes>,
    pub orders: mpsc::Receiver<Order>,
    pub stop: watch::Receiver<Stop>,
    /// Told when ICE and DTLS are up.
    pub connected: oneshot::Sender<Instant>,
}

/// Everything that one watching client needs.
pub struct Watching {
    pub link: Option<LinkSettings>,
    pub seed: u64,
    pub live: Arc<Live>,
    /// Of the sender that is watched.
    pub times: Arc<SentTimes>,
    pub stop: watch::Receiver<bool>,
    pub connected: oneshot::Sender<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    #[default]
    No,
    /// Lets repairs on the way arrive, then tells the server.
    Leave,
    /// Falls silent without a word, as a phone whose network is gone.
    Vanish,
}

/// What happens to a client's network.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    Silence(Duration),
    /// Another port, untold.
    Rebind,
    /// Words of the link emulator.
    Link(String),
}

/// Adds up over the connections of one sender.
#[derive(Clone, Debug, Default)]
pub struct CallerResult {
    /// From the POST of the first offer to its answer.
    pub answer_ms: Option<f64>,
    /// From there too, to ICE and DTLS being up.
    pub join_ms: Option<f64>,
    pub frames: u64,
    pub packets: u64,
    pub bytes: u64,
    pub nacks: u64,
    /// PLI and FIR received.
    pub key_frame_requests: u64,
}

#[derive(Clone, Debug, Default)]
pub struct ViewerResult {
    pub answer_ms: Option<f64>,
    pub join_ms: Option<f64>,
    pub started_at: Option<Instant>,
    pub left_at: Option<Instant>,
    pub first_frame_at: Option<Instant>,
    pub last_frame_at: Option<Instant>,
    pub counts: FrameCounts,
    pub freezes: Vec<Freeze>,
    pub bytes: u64,
    pub audio_packets: u64,
}

/// Publishes until told to stop, then drains and leaves. Figures stay in `result` whatever happens.
pub async fn send(
    engine: Engine<Media>,
    endpoint: Endpoint,
    job: Sending,
    result: &mut CallerResult,
) -> anyhow::Result<()> {
    match engine {
        Engine::Str0m(media) => caller::send(endpoint, media, job, result).await,
        Engine::Webrtc(media) => webrtc_rs::send(endpoint, media, job, result).await,
        Engine::Light(seat) => light::send(endpoint, seat, job, result).await,
    }
}

/// Watches until told to stop.
pub async fn watch(
    engine: Engine<Picture>,
    endpoint: Endpoint,
    job: Watching,
    result: &mut ViewerResult,
) -> anyhow::Result<()> {
    match engine {
        Engine::Str0m(picture) => viewer::watch(endpoint, picture, job, result).await,
        Engine::Webrtc(picture) => webrtc_rs::watch(endpoint, picture, job, result).await,
        Engine::Light(seat) => light::watch(endpoint, seat, job, result).await,
    }
}

/// Milliseconds between two moments, for figures.
pub fn ms_between(from: Instant, to: Instant) -> f64 {
    to.saturating_duration_since(from).as_secs_f64() * 1000.0
}
