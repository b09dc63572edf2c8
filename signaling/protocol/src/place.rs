//! Positions and what lies there.

use serde::{Deserialize, Serialize};

use crate::time::UnixMs;

/// One reading of the phone's position (W3C Geolocation).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Position {
    /// The phone's own time of the reading.
    pub at_ms: UnixMs,
    /// Degrees, WGS 84, −90 to 90.
    pub latitude_deg: f64,
    /// Degrees, WGS 84, −180 to 180.
    pub longitude_deg: f64,
    /// Radius of 95 % confidence, metres.
    pub accuracy_m: f64,
}

/// The municipality that contains a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Municipality {
    /// Five-digit municipality code [全国地方公共団体コード without check digit].
    pub code: String,
    /// Prefecture and municipality in Japanese, for example 東京都千代田区.
    pub name_ja: String,
    pub name_en: String,
}

/// A position as the console receives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrackPoint {
    /// Numbered from 1 per report in order of arrival.
    pub seq: u32,
    pub position: Position,
    /// When the server received it.
    pub received_ms: UnixMs,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Municipality>,
}
