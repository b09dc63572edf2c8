//! A scenario file (TOML): who comes, what they do, against which server, and what is demanded.

mod check;
mod error;
mod load;
mod numbers;
mod thresholds;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use serde::Deserialize;

pub use self::{
    error::ScenarioError,
    load::{load, parse},
    numbers::{Count, Seconds, Share, Span},
    thresholds::Thresholds,
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    #[serde(default)]
    pub about: String,
    /// Equal seeds give equal arrivals and choices.
    #[serde(default = "first_seed")]
    pub seed: u64,
    /// From the first arrival to the end of the run.
    pub duration_s: Seconds,
    pub target: TargetSpec,
    #[serde(default)]
    pub server: ServerSpec,
    #[serde(default)]
    pub media: BTreeMap<String, MediaSpec>,
    #[serde(default)]
    pub callers: Vec<GroupSpec>,
    #[serde(default)]
    pub officers: Vec<GroupSpec>,
    #[serde(default)]
    pub consoles: Vec<ConsoleSpec>,
    #[serde(default)]
    pub thresholds: Thresholds,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetSpec {
    /// A whole system with a demo folder: the way people go, from the SMS to the end.
    Genba(GenbaTarget),
    /// A media node alone; tokens are signed here.
    Media(MediaTarget),
    /// Any WHIP and WHEP server.
    Whip(WhipTarget),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenbaTarget {
    /// The folder in which `genba serve --demo` wrote `ready.json`.
    pub data: PathBuf,
    /// The demo account that asks and watches.
    #[serde(default = "first_operator")]
    pub operator: String,
    /// Connect here whatever the name in the URL says.
    pub connect: Option<SocketAddr>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaTarget {
    pub url: String,
    /// Certificates to trust, PEM, and nothing else.
    pub ca: Option<PathBuf>,
    pub connect: Option<SocketAddr>,
    /// Ed25519 private key, PEM.
    pub token_key: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhipTarget {
    /// `{room}` stands for the number of the stream.
    pub whip_url: String,
    pub whep_url: String,
    pub ca: Option<PathBuf>,
    pub connect: Option<SocketAddr>,
    pub token: Option<String>,
}

/// Whose CPU time is measured beside ours.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSpec {
    /// Process ids; a genba target names its own.
    #[serde(default)]
    pub pids: Vec<u32>,
}

/// What a group sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaSpec {
    /// IVF with VP8, or an H.264 byte stream; relative to the scenario file.
    pub video: Option<PathBuf>,
    /// Or a moving test picture, made with ffmpeg and kept for the next run.
    pub make: Option<MakeSpec>,
    /// Ogg with Opus.
    pub audio: Option<PathBuf>,
    /// Frame rate of an H.264 byte stream, which does not say it.
    pub fps: Option<f64>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum MakeCodec {
    Vp8,
    H264,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeSpec {
    pub codec: MakeCodec,
    pub width: u32,
    pub height: u32,
    pub fps: u32,
    pub kbit: u32,
    pub seconds: u32,
}

/// People who send a picture: callers, and officers, who also watch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSpec {
    pub name: String,
    pub count: Count,
    #[serde(default)]
    pub client: ClientKind,
    /// Name of a `[media.…]` table; a light client sends a recorded shape instead.
    pub media: Option<String>,
    /// Packets a second of a light client.
    pub packets_per_s: Option<u32>,
    #[serde(default)]
    pub arrive: Arrival,
    /// Absent: to the end of the run.
    pub publish_s: Option<Span>,
    /// Words of the link emulator, such as `profile=weak` or `up.loss=5`.
    pub link: Option<String>,
    /// Streams of others that each of them watches; officers only.
    #[serde(default)]
    pub watches: u32,
    #[serde(default)]
    pub acts: Vec<ActSpec>,
}

/// Which WebRTC engine plays the person.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// Of another family than the server's: proves interoperability.
    #[default]
    Str0m,
    /// The `webrtc` crate; shares its protocol crates with the server.
    Webrtc,
    /// RTP without codec or congestion control, for numbers.
    Light,
}

/// When the members of a group come.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    #[serde(default)]
    pub process: Process,
    /// Members a second; not used with `at_once`.
    pub per_s: Option<f64>,
    /// When the group begins.
    #[serde(default)]
    pub after_s: f64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    #[default]
    AtOnce,
    /// One after the other at equal distances.
    Linear,
    /// Independently of each other: distances are exponentially distributed.
    Poisson,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActSpec {
    /// From this person's Start.
    pub at_s: Span,
    #[serde(rename = "do")]
    pub what: ActKind,
    /// How long a silence lasts.
    pub for_s: Option<Span>,
    /// Size of a still.
    pub kbytes: Option<u32>,
    /// Words of the link emulator.
    pub set: Option<String>,
    /// Share of the group that does this.
    #[serde(default)]
    pub share: Share,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// The network is gone: nothing goes out, nothing comes in.
    Silence,
    /// The old network is gone; the sender knows and posts anew, under the same report where the
    /// target has reports.
    ChangeNetwork,
    /// Another port without a word, as when a NAT forgets; the same session goes on.
    Rebind,
    /// Uploads one picture as the caller's page does; genba targets only.
    Still,
    /// Changes the link.
    Link,
    /// Leaves before its time.
    Leave,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleSpec {
    pub name: String,
    pub count: Count,
    #[serde(default)]
    pub client: ClientKind,
    /// Groups whose streams they watch; absent: all.
    pub watch: Option<Vec<String>>,
    /// Most streams that one console opens; absent: all. Which ones is drawn.
    pub streams: Option<Count>,
    #[serde(default)]
    pub join: Join,
    #[serde(default)]
    pub arrive: Arrival,
    /// Absent: to the end of the run.
    pub stay_s: Option<Span>,
    pub link: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The picture is awaited when Start is pressed: measures Start to first frame.
    #[default]
    Before,
    /// Joins a running stream: measures joining to first frame.
    After,
}

fn first_seed() -> u64 {
    1
}

fn first_operator() -> String {
    "op1".to_owned()
}

#[cfg(test)]
mod tests;
