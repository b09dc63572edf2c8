//! Units of the tree.

use serde::{Deserialize, Serialize};

use super::label::{Label, PersonRef};
use crate::{id::UnitId, time::UnixMs};

/// One unit that the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UnitView {
    pub id: UnitId,
    /// `npa`, `regional`, `headquarters`, `area_headquarters`, `division`, `station`, `city` or
    /// `group`.
    pub kind: String,
    /// The short word by which staff lists name it.
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<UnitId>,
}

/// Answer of `GET /api/v1/units`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UnitList {
    pub units: Vec<UnitView>,
}

/// A document, and whether a unit works by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UnitDocument {
    pub document: String,
    pub title: Label,
    pub on: bool,
    /// It cannot be switched: every unit of its kind works by it.
    pub everywhere: bool,
    /// The unit whose switch this is: the asked one, or one above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by_unit: Option<UnitId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by_unit_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<PersonRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub at: Option<UnixMs>,
    /// Whether the person who asks may switch it.
    pub may_switch: bool,
}

/// Answer of `GET /api/v1/units/{id}/documents`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UnitDocuments {
    pub documents: Vec<UnitDocument>,
}

/// Body of `POST /api/v1/units/{id}/documents`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SwitchDocument {
    pub document: String,
    pub on: bool,
}
