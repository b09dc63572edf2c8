//! Signs that words, place and picture do not fit together (VR-4.3.1). They never block.

use serde::{Deserialize, Serialize};

use crate::{id::FileId, place::Municipality, supervision::Staff, time::UnixMs};

/// Where the caller says to be, as the operator understood it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StatedPlace {
    pub at: StatedWhere,
    /// Address or landmark in the caller's words.
    pub words: String,
    pub by: Staff,
    pub at_ms: UnixMs,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StatedWhere {
    /// Picked on the map; WGS 84.
    Point {
        latitude_deg: f64,
        longitude_deg: f64,
        #[ts(optional)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        municipality: Option<Municipality>,
    },
    /// A municipality as a whole.
    Municipality { municipality: Municipality },
}

/// Body of `PUT /api/v1/reports/{id}/stated-place`: a point or the code of a municipality.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StatePlace {
    pub latitude_deg: Option<f64>,
    pub longitude_deg: Option<f64>,
    pub municipality_code: Option<String>,
    /// At most 200 characters.
    pub words: Option<String>,
}

/// What the operator compares.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum CheckItem {
    Place,
    Time,
    Content,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum CheckResult {
    Consistent,
    Inconsistent,
    Unclear,
}

/// An answer of the checklist; a later one takes its place, the trail keeps both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Check {
    pub item: CheckItem,
    pub result: CheckResult,
    pub by: Staff,
    pub at_ms: UnixMs,
}

/// Body of `PUT /api/v1/reports/{id}/checks`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Checked {
    pub item: CheckItem,
    pub result: CheckResult,
}

/// What the system noticed by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Hint {
    /// The phone is far from the stated place, beyond what its accuracy explains.
    PositionFar { distance_m: u32 },
    /// The calling number belongs to another part of the country than the position.
    NumberElsewhere { area: NumberArea },
    /// A picture says that it was taken at another time.
    PictureTime { file: FileId, taken_ms: UnixMs },
    /// A picture says that it was taken elsewhere.
    PictureFar { file: FileId, distance_m: u32 },
}

/// The part of the country that a number's area code [市外局番] stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NumberArea {
    pub name_ja: String,
    pub name_en: String,
}
