//! Films of what a media node kept, and viewings: what an ended report received is opened for a
//! purpose.

use serde::{Deserialize, Serialize};

use crate::{
    admin::label::{Coded, Label},
    id::CaseId,
    time::UnixMs,
};

/// What a film of a report tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Recording {
    /// When the film's first moment was received.
    pub begun_ms: UnixMs,
    #[ts(type = "number")]
    pub duration_ms: u64,
    pub has_sound: bool,
    /// Where nothing arrived, from the film's first moment on.
    pub gaps: Vec<Gap>,
    /// False: made while the report was running, of what had arrived.
    pub is_whole: bool,
    /// A part of what was kept does not open, and is missing.
    pub is_damaged: bool,
}

/// From one moment of a film to another.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Gap {
    #[ts(type = "number")]
    pub from_ms: u64,
    #[ts(type = "number")]
    pub to_ms: u64,
}

/// Body of `POST /api/v1/reports/{id}/viewings`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ViewingStart {
    /// A code of the rulebook's list.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A viewing that lets its person look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OpenViewing {
    pub case: CaseId,
    /// The number of the case.
    pub number: String,
    pub purpose: Label,
    pub until_ms: UnixMs,
}

/// What is asked before anything of an ended report is opened, and what is open already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ViewingTerms {
    /// False while the report runs: nothing is asked then.
    pub is_needed: bool,
    pub purposes: Vec<Coded>,
    #[ts(type = "number")]
    pub minutes: u64,
    pub note_chars_max: u32,
    /// The clause that asks for it.
    pub clause: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenViewing>,
}
