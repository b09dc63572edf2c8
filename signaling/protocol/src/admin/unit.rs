//! Units of the tree.

use serde::{Deserialize, Serialize};

use crate::id::UnitId;

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
