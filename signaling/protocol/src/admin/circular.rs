//! Circulars [通達]: sent to units, with a receipt of each that has read it (VR-0.3).

use serde::{Deserialize, Serialize};

use super::label::PersonRef;
use crate::{
    id::{CircularId, UnitId},
    time::UnixMs,
};

/// Body of `POST /api/v1/circulars`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SendCircular {
    pub title: String,
    pub body: String,
    pub units: Vec<UnitId>,
}

/// Whether a unit has read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Receipt {
    pub unit: UnitId,
    pub unit_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read_at: Option<UnixMs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read_by: Option<PersonRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CircularView {
    pub id: CircularId,
    pub title: String,
    pub body: String,
    pub from_unit: UnitId,
    pub from_unit_name: String,
    pub at: UnixMs,
    /// Of the own unit alone, except for those who sent it.
    pub receipts: Vec<Receipt>,
}

/// Answer of `GET /api/v1/circulars`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CircularList {
    pub circulars: Vec<CircularView>,
}
