//! What the HQ operations manager sees and does (VR-4.1.2, VR-4.2.1), and who handles a report.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, MessageId, ReportId, UnitId},
    report::EndReason,
    time::UnixMs,
};

/// A member of the police as screens name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Staff {
    pub account: AccountId,
    pub name: String,
}

/// Who took note of something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Acknowledged {
    pub by: Staff,
    pub at_ms: UnixMs,
}

/// What was confirmed before the link went out, and what the manager knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Confirmations {
    /// VR-4.1.1a
    pub safety: bool,
    /// VR-4.1.1b
    pub camera: bool,
    /// VR-4.1.1b; false where the link went out by e-mail.
    pub number: bool,
    /// The manager was told before the link went out (VR-4.1.2).
    pub reported: bool,
    /// Why not, where that was so.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_report_reason: Option<String>,
    /// When the report was made afterwards.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_after_ms: Option<UnixMs>,
    /// The manager has taken note of the report.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

/// The manager has stopped the picture for a while: nothing of it reaches a console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Held {
    pub by: Staff,
    pub at_ms: UnixMs,
}

/// A report on its way from one operator to another. Who offers it keeps it until it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Offer {
    pub from: Staff,
    pub to: Staff,
    pub at_ms: UnixMs,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum InstructionKind {
    /// Words alone.
    Words,
    Hold,
    Release,
    Stop,
    /// The manager handles the report from now on.
    TakeOver,
    /// The handler signed out; somebody else has to go on.
    HandedOn,
}

/// What the manager directs, shown to the operator with name and time until acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Instruction {
    pub id: MessageId,
    pub at_ms: UnixMs,
    /// Absent where the system did it.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Staff>,
    /// Whom it was given to.
    pub to: Staff,
    pub kind: InstructionKind,
    pub words: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

/// Body of `POST /api/v1/reports/{id}/instructions`, `/hold`, `/release` and `/take-over`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Direct {
    /// At most 500 characters; needed where it is all there is.
    pub words: Option<String>,
}

/// Body of `POST /api/v1/reports/{id}/stop`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Stop {
    /// The instruction that the operator reads.
    pub words: Option<String>,
    /// Another unsuitable case when absent.
    pub reason: Option<EndReason>,
}

/// Body of `POST /api/v1/reports/{id}/offer`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OfferTo {
    pub to: AccountId,
}

/// Somebody of the own reception who is signed in: `GET /api/v1/console/colleagues`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Colleague {
    pub staff: Staff,
    /// Open reports in their hands.
    pub reports: u32,
}

/// Who watched from when to when (D4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Watching {
    /// Of an officer the id is the registered phone's.
    pub staff: Staff,
    /// An officer in the field, at a phone.
    pub officer: bool,
    pub from_ms: UnixMs,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<UnixMs>,
}

/// A headquarters that a report may be passed to: `GET /api/v1/console/headquarters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Headquarters {
    pub unit: UnitId,
    pub name: String,
}

/// Body of `POST /api/v1/reports/{id}/pass`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct PassTo {
    pub to: Option<UnitId>,
}

/// A report offered to another headquarters. Of the report itself it tells the number alone:
/// nothing else is visible there before its manager accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Pass {
    pub report: ReportId,
    pub number: String,
    pub from: Headquarters,
    pub to: Headquarters,
    pub by: Staff,
    pub at_ms: UnixMs,
}
