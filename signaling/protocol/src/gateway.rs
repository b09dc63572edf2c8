//! What consoles see of the gateways that carry links.

use serde::{Deserialize, Serialize};

use crate::time::UnixMs;

/// Answer of `GET /api/v1/gateways`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct GatewayHealth {
    pub sms: ChannelHealth,
    pub email: ChannelHealth,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ChannelHealth {
    pub state: ChannelState,
    /// In the order in which they are asked.
    pub gateways: Vec<GatewayLine>,
}

/// Whether a link would go out by this channel now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ChannelState {
    /// Every gateway is there.
    Ready,
    /// Some are down; the others carry on.
    Reserve,
    /// None is there.
    Down,
    /// None is configured.
    Absent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct GatewayLine {
    /// As the installer named it.
    pub name: String,
    pub is_up: bool,
    /// Since when it is so; the start of the server at the earliest.
    pub since_ms: UnixMs,
}
