//! Cases that everybody may read without signing in, and the figures of a unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    form::{FieldValue, FieldView},
    label::Label,
};
use crate::{
    id::{CaseId, UnitId},
    time::UnixMs,
};

/// A unit with something to announce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Announcer {
    pub document: String,
    pub document_label: Label,
    pub unit_code: String,
    pub unit_name: String,
}

/// Answer of `GET /api/v1/public/announcements`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AnnouncerList {
    pub units: Vec<Announcer>,
}

/// Something that a unit announces, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Announcement {
    pub code: String,
    pub label: Label,
    pub number: String,
    pub announced_at: UnixMs,
    /// The fields that go out, in the order of the rulebook.
    pub fields: Vec<FieldView>,
    #[ts(as = "BTreeMap<String, FieldValue>")]
    pub values: BTreeMap<String, FieldValue>,
    pub clause: String,
}

/// Answer of `GET /api/v1/public/announcements/{document}/{unit}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AnnouncementList {
    pub announcer: Announcer,
    pub announcements: Vec<Announcement>,
}

/// One figure of a unit and of those under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FigureView {
    pub code: String,
    pub label: Label,
    #[ts(type = "number")]
    pub value: i64,
    pub clause: String,
}

/// Answer of `GET /api/v1/figures/{document}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FigureList {
    pub unit: UnitId,
    pub unit_name: String,
    pub figures: Vec<FigureView>,
}

/// Answer of `GET /api/v1/cases/{id}/code`: what is printed as a two-dimensional code. It holds an
/// id and a signature, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CodeText {
    pub number: String,
    pub text: String,
}

/// Body of `POST /api/v1/codes/read`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReadCode {
    pub text: String,
}

/// Whose code was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CodeRead {
    pub case: CaseId,
    pub number: String,
    pub document: String,
    pub workflow: String,
    pub person: super::label::PersonRef,
}
