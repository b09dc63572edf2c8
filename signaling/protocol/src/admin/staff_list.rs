//! Staff lists as CSV: looked at first, applied as they were looked at.

use serde::{Deserialize, Serialize};

use super::label::Label;
use crate::{id::UnitId, time::Day};

/// A person of the list who will be entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NewStaffLine {
    pub user_id: String,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub document: String,
    pub kind: String,
    pub label: Label,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<Day>,
    pub clause: String,
}

/// One line of the list: what it enters, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffRow {
    pub line: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub change: Option<NewStaffLine>,
    /// Empty where the line is good.
    pub flaws: Vec<Label>,
}

/// Answer of `POST /api/v1/staff-lists/preview`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffPreview {
    /// Absent where nothing can be applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub token: Option<String>,
    pub rows: Vec<StaffRow>,
}

/// Body of `POST /api/v1/staff-lists`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ApplyStaffList {
    pub token: String,
}

/// Answer of `POST /api/v1/staff-lists`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffApplied {
    pub entered: u32,
}
