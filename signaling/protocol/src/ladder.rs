//! What still comes through when the way is too weak for video.

use serde::{Deserialize, Serialize};

use crate::time::UnixMs;

/// What the phone sends now, the best first. The size of live video is seen at the picture itself.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum LadderStep {
    /// Live video over RTP.
    Video,
    /// One small picture each second over HTTPS.
    Pictures,
    /// A still when the operator asks for one.
    OnDemand,
    /// Messages only.
    Text,
}

/// The step with the time since which it holds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Ladder {
    pub step: LadderStep,
    pub since_ms: UnixMs,
}

/// The newest of the small pictures; an earlier one is gone when the next has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct LivePicture {
    /// Rises by one with each picture of the report.
    pub seq: u32,
    /// When it arrived.
    pub at_ms: UnixMs,
    pub width_px: u32,
    pub height_px: u32,
}
