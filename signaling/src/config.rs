//! What this service is started with.

use std::{path::PathBuf, sync::Arc};

use admin::keys::MediaTokenKeys;
use protocol::{caller::IceServer, console::StreetMap, time::UnixMs};

use crate::{mail::MailSender, media::MediaLink, sms::SmsSender, webhooks::WebhookHosts};

/// Gives the ICE servers that a subject of media tokens may use until then.
pub type IceServers = Arc<dyn Fn(&str, UnixMs) -> Vec<IceServer> + Send + Sync>;

pub struct SignalingConfig {
    /// Scheme, host and port under which callers reach the pages, for example
    /// `https://localhost:8443`. It stands in every SMS.
    pub origin: String,
    /// The data folder; pictures and films are kept in its `files`.
    pub folder: PathBuf,
    /// The `genba-recorder` program.
    pub recorder: PathBuf,
    pub media: Arc<dyn MediaLink>,
    /// The SMS gateways in the order in which they are asked. None: the outbox in a demo folder, a
    /// refusal in production.
    pub sms: Vec<Arc<dyn SmsSender>>,
    /// The mail relay. Absent: the outbox in a demo folder, a refusal in production.
    pub mail: Option<Arc<dyn MailSender>>,
    /// Where events for command systems may go.
    pub webhooks: WebhookHosts,
    pub token_keys: MediaTokenKeys,
    pub whip_url: String,
    pub whep_url: String,
    pub ice_servers: IceServers,
    pub street_map: Option<StreetMap>,
}
