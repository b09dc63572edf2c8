//! Deadlines as the calendar shows them.

use serde::{Deserialize, Serialize};

use super::label::Label;
use crate::{
    id::{CaseId, DeadlineId, UnitId},
    time::UnixMs,
};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum DeadlineState {
    Open,
    /// A duty that was not done in time and still has to be.
    Overdue,
    /// What was to happen has happened.
    Struck,
    /// The duty was done.
    Done,
    Cancelled,
    /// A later event started the period again.
    Superseded,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeadlineLine {
    pub id: DeadlineId,
    pub duty: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    /// Kind and id, for example `case:` and an id.
    pub subject: String,
    /// What people call it: the number of a case or thing, a person's or unit's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub subject_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case: Option<CaseId>,
    pub due: UnixMs,
    pub state: DeadlineState,
    /// `delete_with_proof`, `expire`, `remind`, `overdue_escalate`, `unlock` or `block`.
    pub consequence: String,
    pub clause: String,
    /// The post that has to see to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub holder: Option<Label>,
    /// How it is counted.
    pub rule_words: Label,
}

/// Answer of `GET /api/v1/deadlines`, due first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeadlineList {
    pub deadlines: Vec<DeadlineLine>,
    /// True where more fit than are listed.
    pub more: bool,
}
