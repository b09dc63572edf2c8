//! Reviews of credentials: those who register them keep or revoke each, again and again (VR-3.2a).

use serde::{Deserialize, Serialize};

use super::post::PostView;
use crate::{
    id::{DeadlineId, PostId},
    time::UnixMs,
};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ReviewDecision {
    Keep,
    /// The post is taken away.
    Revoke,
}

/// A post under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReviewRow {
    pub post: PostView,
    /// Absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub decision: Option<ReviewDecision>,
}

/// One review that the person has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReviewView {
    pub id: DeadlineId,
    pub due: UnixMs,
    pub overdue: bool,
    pub clause: String,
    pub rows: Vec<ReviewRow>,
}

/// Answer of `GET /api/v1/access-reviews`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReviewList {
    pub reviews: Vec<ReviewView>,
}

/// Body of `POST /api/v1/access-reviews/{id}/answers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AnswerReview {
    pub post: PostId,
    pub decision: ReviewDecision,
}
