//! How well a console sees a live picture, in the terms of W3C webrtc-stats.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, ReportId},
    report::MediaStatistics,
    time::UnixMs,
};

/// Body of `POST /api/v1/reports/{id}/viewing`, every five seconds while live video is shown.
/// Counts run from the beginning of the console's connection.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(default)]
#[ts(export_to = "protocol.ts")]
pub struct Viewing {
    /// Size of the newest frame, and with it the layer.
    pub width_px: u32,
    pub height_px: u32,
    pub frames_per_s: f32,
    pub bit_rate_bps: u32,
    /// `freezeCount`
    pub freezes: u32,
    /// `totalFreezesDuration`
    pub frozen_ms: u32,
    pub frames_decoded: u32,
    pub frames_dropped: u32,
    pub packets: u32,
    pub packets_lost: u32,
    #[ts(type = "number")]
    pub bytes: u64,
    /// Mean time in the jitter buffer since the last message.
    pub jitter_buffer_ms: u32,
    /// `currentRoundTripTime` of the path; 0 while unknown.
    pub round_trip_ms: u32,
}

/// One console's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Viewer {
    pub account: AccountId,
    pub name: String,
    pub at_ms: UnixMs,
    pub viewing: Viewing,
}

/// `GET /api/v1/reports/{id}/media`: both legs of one report as they are now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReportMedia {
    pub report: ReportId,
    /// The caller's leg; absent while nothing is published.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<MediaStatistics>,
    /// Consoles that said something lately, the newest last.
    pub viewers: Vec<Viewer>,
}
