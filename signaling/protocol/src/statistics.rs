//! Figures of video reporting (VR-6): counts and times of many reports, never of a person.

use serde::{Deserialize, Serialize};

use crate::{
    id::UnitId,
    report::{EndReason, FunnelStep, Obstacle},
    time::Day,
};

/// Whose reports are counted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StatisticsScope {
    /// Every headquarters (VR-6.1).
    Nation,
    /// What one headquarters handled (VR-6.2).
    Headquarters,
}

/// How a span of days is cut. Weeks begin on Monday; the first and the last part may be shorter.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StatisticsStep {
    #[default]
    Day,
    Week,
    Month,
    /// Not at all.
    Whole,
}

/// Answer of `GET /api/v1/statistics`. A report belongs to the day in Japan on which its link was
/// sent, and to the headquarters that has it. Exercises [訓練] are in none of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Statistics {
    pub scope: StatisticsScope,
    pub unit: UnitId,
    pub unit_name: String,
    /// The first and the last day.
    pub from: Day,
    pub to: Day,
    pub step: StatisticsStep,
    pub total: Figures,
    pub periods: Vec<PeriodFigures>,
    /// Of the nation alone: each headquarters, also where there was nothing. They add up to the
    /// total.
    pub headquarters: Vec<HeadquartersFigures>,
}

/// One bar of the plot of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PeriodFigures {
    pub from: Day,
    pub to: Day,
    pub issues: u32,
    pub starts: u32,
    /// Reports with live video.
    pub live: u32,
    pub staff: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HeadquartersFigures {
    pub unit: UnitId,
    pub name: String,
    pub figures: Figures,
}

/// The figures of a set of reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Figures {
    /// One-time links, one a report.
    pub issues: u32,
    /// Messages that carried them, sending again included.
    pub messages: u32,
    /// A caller gave the four consents.
    pub starts: u32,
    /// The caller did not consent.
    pub refusals: u32,
    /// Neither over nor live yet: nobody knows what becomes of them.
    pub undecided: u32,
    /// The steps in their order, and how many were lost after each.
    pub funnel: Vec<StageFigure>,
    /// No live video, but pictures or films.
    pub pictures_only: u32,
    /// What stood in the way last of those who were lost, the most frequent first.
    pub obstacles: Vec<ObstacleFigure>,
    /// From the sending to the first picture of any kind.
    pub first_picture: Times,
    /// The same from the moment the page was opened.
    pub opened_to_picture: Times,
    /// How long live video came, of reports that had any and are over.
    pub live: Times,
    /// From the sending to the end.
    pub length: Times,
    pub endings: Vec<EndingFigure>,
    pub mis_sends: u32,
    pub exceptions: Vec<ExceptionFigure>,
    pub staff: StaffFigures,
    /// Taken while filming, the automatic first picture included.
    pub stills: u32,
    /// From the phone's gallery.
    pub pictures: u32,
    pub films: u32,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct StageFigure {
    pub stage: FunnelStep,
    /// Came as far as this, or further.
    pub reached: u32,
    /// Came as far as this and no further, and sent nothing.
    pub lost: u32,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct ObstacleFigure {
    pub obstacle: Obstacle,
    pub count: u32,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct EndingFigure {
    pub reason: EndReason,
    pub count: u32,
}

/// What is done otherwise than as a rule.
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
pub enum ReportException {
    /// Sent without a prior report to the HQ operations manager (VR-4.1.2).
    WithoutReport,
    /// The number was not presented; the caller said it (O-34).
    NumberByVoice,
    /// Another number than the one that called.
    NumberDiffers,
    /// The link went by e-mail (VR-4.1.3a).
    ByEmail,
    /// The longest time was moved (VR-2.3).
    Prolonged,
    /// Another phone was let in (VR-2.3).
    Readmitted,
    /// It began as an exercise (VR-10).
    BeganAsExercise,
    /// An officer began without a prior report of use (VR-5.1.2).
    StaffWithoutReport,
    /// For something else than initial response (VR-5.2.1).
    StaffForOtherPurpose,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct ExceptionFigure {
    pub exception: ReportException,
    pub count: u32,
}

/// Use by officers (VR-5): counted apart from callers in everything above.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffFigures {
    pub uses: u32,
    pub live: Times,
}

/// How long something took. Empty where nothing of it happened.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Times {
    pub count: u32,
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_ms: Option<u64>,
    /// Nine of ten took no longer.
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90_ms: Option<u64>,
    #[ts(type = "number")]
    pub sum_ms: u64,
    pub buckets: Vec<TimeBucket>,
}

/// How many took longer than the bucket before and no longer than this.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct TimeBucket {
    /// Absent of the last: longer than all.
    #[ts(optional, type = "number")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_ms: Option<u64>,
    pub count: u32,
}
