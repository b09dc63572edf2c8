//! What everybody may read without signing in, and what they may write.

use serde::{Deserialize, Serialize};

use super::label::Label;
use crate::time::{Day, UnixMs};

/// Somebody who has a regulation in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicGroup {
    pub code: String,
    pub name: String,
}

/// Words as they stand in the rulebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicText {
    pub code: String,
    pub label: Label,
    pub clause: String,
}

/// Answer of `GET /api/v1/public/cameras`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicHelp {
    pub groups: Vec<PublicGroup>,
    pub help: Vec<PublicText>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicCamera {
    pub number: String,
    pub address: String,
}

/// Answer of `GET /api/v1/public/cameras/{group}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicNotice {
    pub code: String,
    pub name: String,
    pub responsible_office: String,
    #[ts(type = "number")]
    pub retention_days: i64,
    pub cameras: Vec<PublicCamera>,
    /// How long an answer to a complaint takes at most.
    pub answer_words: Label,
    pub notice: Vec<PublicText>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RegulationArticle {
    pub clause: String,
    pub heading: Label,
    pub paragraphs: Vec<Label>,
}

/// Answer of `GET /api/v1/public/cameras/{group}/regulation`: the regulation in force, filled from
/// what was adopted and from the register. The Japanese text is the one in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PublicRegulation {
    pub code: String,
    pub name: String,
    /// The number of the case with which it was adopted.
    pub number: String,
    pub effective_on: Day,
    pub cameras: Vec<PublicCamera>,
    pub articles: Vec<RegulationArticle>,
}

/// Body of `POST /api/v1/public/cameras/{group}/complaints`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Complaint {
    pub content: String,
    /// Who writes, and how to answer.
    #[serde(default)]
    pub sender: Option<String>,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ComplaintReceipt {
    /// The number under which it is answered.
    pub receipt: String,
    pub received_at: UnixMs,
    pub answer_by: UnixMs,
}
