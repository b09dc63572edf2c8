//! My tasks: what somebody can do now, and what they were told.

use serde::{Deserialize, Serialize};

use super::{case::CaseLine, deadline::DeadlineLine, label::Label};
use crate::{
    id::{CaseId, CircularId, NoticeId},
    time::UnixMs,
};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum NoticeKind {
    /// A copy [写し].
    Copy,
    Report,
    Alert,
}

/// What was told to the holders of a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NoticeLine {
    pub id: NoticeId,
    pub at: UnixMs,
    pub kind: NoticeKind,
    pub text: Label,
    pub clause: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub circular: Option<CircularId>,
    /// When this person read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read_at: Option<UnixMs>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TaskStep {
    pub code: String,
    pub label: Label,
}

/// A case that waits for this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TaskLine {
    pub case: CaseLine,
    pub steps: Vec<TaskStep>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<UnixMs>,
    pub overdue: bool,
}

/// Answer of `GET /api/v1/tasks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TaskList {
    pub tasks: Vec<TaskLine>,
    pub notices: Vec<NoticeLine>,
    /// Deadlines that the person's posts have to see to.
    pub duties: Vec<DeadlineLine>,
}
