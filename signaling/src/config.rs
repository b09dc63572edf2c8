//! What this service is started with.

use std::{path::PathBuf, sync::Arc};

use admin::keys::MediaTokenKeys;
use protocol::{caller::IceServer, console::StreetMap};

use crate::{media::MediaLink, sms::SmsSender};

pub struct SignalingConfig {
    /// Scheme, host and port under which callers reach the pages, for example
    /// `https://localhost:8443`. It stands in every SMS.
    pub origin: String,
    /// The data folder; pictures and films are kept in its `files`.
    pub folder: PathBuf,
    /// The `genba-recorder` program.
    pub recorder: PathBuf,
    pub media: Arc<dyn MediaLink>,
    /// The SMS gateway. Absent: the outbox in a demo folder, a refusal in production.
    pub sms: Option<Arc<dyn SmsSender>>,
    pub token_keys: MediaTokenKeys,
    pub whip_url: String,
    pub whep_url: String,
    pub ice_servers: Vec<IceServer>,
    pub street_map: Option<StreetMap>,
}
