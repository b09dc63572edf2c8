//! Who has been trained, and who has not (VR-10).

use serde::{Deserialize, Serialize};

use super::label::{Label, PersonRef};
use crate::{id::UnitId, time::Day};

/// Answer of `GET /api/v1/training/{document}/{workflow}`: everybody in a post of the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UntrainedList {
    pub unit: UnitId,
    pub unit_name: String,
    /// How long a training counts.
    pub valid: Label,
    /// Without training first, then those whose training ends next.
    pub people: Vec<TrainedLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrainedLine {
    pub person: PersonRef,
    pub posts: Vec<Label>,
    /// The last training, also one that counts no more.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Day>,
    /// The last day on which it counts.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Has a training that counts today.
    pub is_trained: bool,
}
