//! How the system stands: what is announced and what every page shows.

use serde::{Deserialize, Serialize};

use crate::{admin::label::Label, id::CaseId, time::UnixMs};

/// A stop that was announced or runs (VR-7.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SuspensionView {
    pub case: CaseId,
    pub from_ms: UnixMs,
    /// The system resumes at this moment by itself.
    pub until_ms: UnixMs,
    /// Reports that run at the start go on; otherwise they end then (O-35).
    pub drains: bool,
    pub ground: Label,
}

/// Answer of `GET /api/v1/system-state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SystemState {
    pub server_ms: UnixMs,
    /// The stop that runs, else the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub suspension: Option<SuspensionView>,
}
