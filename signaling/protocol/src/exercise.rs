//! Exercises [訓練] as trainer and trainee look at them afterwards (VR-10).

use serde::{Deserialize, Serialize};

use crate::{
    id::ReportId,
    report::{EndReason, FunnelTime, Obstacle},
    time::UnixMs,
};

/// Answer of `GET /api/v1/exercises`, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ExerciseList {
    pub exercises: Vec<ExerciseView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ExerciseView {
    pub report: ReportId,
    pub number: String,
    /// Who handled it last.
    pub operator_name: String,
    pub created_ms: UnixMs,
    pub funnel: Vec<FunnelTime>,
    /// From the sending to the first picture of any kind.
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_picture_ms: Option<i64>,
    pub difficulties: Vec<Difficulty>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<UnixMs>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
    /// Something real happened over it; it counts since.
    pub became_real: bool,
}

/// What kept the caller from going on, and what the desk did about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Difficulty {
    pub obstacle: Obstacle,
    pub at_ms: UnixMs,
    /// The first act after it, as the trail names it.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction_ms: Option<i64>,
    /// How long it stood in the way.
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasted_ms: Option<i64>,
}
