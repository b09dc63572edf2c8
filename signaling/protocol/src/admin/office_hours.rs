//! Office hours of a unit, and public holidays.

use serde::{Deserialize, Serialize};

use super::label::Label;
use crate::time::Day;

/// From when to when an office is open on one day, as `HH:MM`; `24:00` is the day's end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Opening {
    pub from: String,
    pub to: String,
}

/// Answer and body of `/api/v1/office-hours/{unit}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct OfficeHoursView {
    /// Seven days, Monday first; `null` is closed.
    pub week: Vec<Option<Opening>>,
    pub closed_on_holidays: bool,
    /// 29 December to 3 January [年末年始].
    pub closed_at_year_end: bool,
    /// Single days that differ.
    #[serde(default)]
    pub exceptions: Vec<DayException>,
}

/// An extra closed day, or another opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export_to = "protocol.ts")]
pub struct DayException {
    pub day: Day,
    /// Closed where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opening: Option<Opening>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HolidayLine {
    pub day: Day,
    pub name: Label,
}

/// Answer of `GET /api/v1/holidays`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HolidayList {
    pub holidays: Vec<HolidayLine>,
}
