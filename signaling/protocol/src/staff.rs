//! Staff URLs [職員用URL] (VR-5): the sheet, the officers' phones, their sessions, what they are shown.

use serde::{Deserialize, Serialize};

use crate::{
    caller::{DeviceProof, Started},
    id::{CaseId, DeviceId, ReportId, StaffUrlId, UnitId},
    marks::StatedPlace,
    place::TrackPoint,
    report::{Exercise, Phone, ReportState},
    supervision::Staff,
    time::UnixMs,
};

/// What an officer's report is for (VR-5.2.1).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StaffPurpose {
    /// Initial police response [初動警察活動].
    InitialResponse,
    /// Something else; needs a reason.
    Exception,
}

/// The words that an officer acknowledges, as the rulebook has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffTexts {
    pub version: String,
    /// How to look after the URL (VR-5.2.2); acknowledged at registration and every year.
    pub instruction: String,
    pub instruction_en: String,
    /// What is recorded, position included; acknowledged at each start (O-54).
    pub notice: String,
    pub notice_en: String,
}

/// Body of `POST /api/v1/staff/open`. Changes nothing.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffOpen {
    /// The sheet's secret, from the URL fragment.
    pub token: String,
    /// Of the phone's key, as in [`DeviceProof`]; tells whether this phone is registered.
    #[ts(optional)]
    #[serde(default)]
    pub public_key: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffOpened {
    pub headquarters: String,
    pub unit: String,
    pub sheet_number: String,
    /// To be signed by the phone's key, once.
    pub challenge: String,
    pub texts: StaffTexts,
    pub code_digits: u32,
    /// Present where this phone is registered. Tells no names.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<StaffRegistration>,
    pub demo: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffRegistration {
    pub acknowledged_ms: UnixMs,
    pub renew_by_ms: UnixMs,
    /// The acknowledgement has to be renewed (VR-5.2.2).
    pub renewal_due: bool,
    /// Too many wrong codes; a new code of the manager opens it again.
    pub locked: bool,
    pub in_session: bool,
    /// Uses that are still to be reported (VR-5.1.2).
    pub reports_due: Vec<StaffReportDue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffReportDue {
    pub case: CaseId,
    pub used_ms: UnixMs,
    pub due_ms: UnixMs,
}

/// Body of `POST /api/v1/staff/register` (VR-5.1.1). Members may be missing so that the refusal
/// can name them.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffRegister {
    pub token: String,
    /// Absent where the browser cannot keep a key; a cookie serves then.
    #[serde(default)]
    pub device: Option<DeviceProof>,
    #[serde(default)]
    pub staff_number: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub unit: Option<String>,
    /// The instruction was read (VR-5.2.2).
    #[serde(default)]
    pub acknowledged: Option<bool>,
    #[serde(default)]
    pub text_version: Option<String>,
}

/// Answer of register and acknowledge.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffRegistered {
    pub device: DeviceId,
    pub acknowledged_ms: UnixMs,
    pub renew_by_ms: UnixMs,
}

/// Body of `POST /api/v1/staff/acknowledge`: the yearly renewal.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffAcknowledge {
    pub token: String,
    #[serde(default)]
    pub device: Option<DeviceProof>,
    #[serde(default)]
    pub text_version: Option<String>,
}

/// Body of `POST /api/v1/staff/uses`, beforehand, and of `…/uses/{case}/report`, afterwards
/// (VR-5.1.2).
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffUse {
    pub token: String,
    #[serde(default)]
    pub device: Option<DeviceProof>,
    #[serde(default)]
    pub purpose: Option<StaffPurpose>,
    #[serde(default)]
    pub reason: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub words: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffUseReported {
    pub case: CaseId,
}

/// Body of `POST /api/v1/staff/start` (VR-5.1.3).
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffStart {
    pub token: String,
    #[serde(default)]
    pub device: Option<DeviceProof>,
    /// As typed: the code that the manager gave, or the unit's code.
    #[serde(default)]
    pub access_code: Option<String>,
    #[serde(default)]
    pub purpose: Option<StaffPurpose>,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub notice_acknowledged: Option<bool>,
    #[serde(default)]
    pub text_version: Option<String>,
    #[serde(default)]
    pub phone: Option<Phone>,
}

/// Body of `POST /api/v1/staff/resume`: the page was loaded anew within a session.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffResume {
    pub token: String,
    #[serde(default)]
    pub device: Option<DeviceProof>,
}

/// Answer of start and resume.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffStarted {
    pub started: Started,
    pub staff: StaffOnReport,
    /// The page is asked this often whether it is still initial response.
    #[ts(type = "number")]
    pub ask_every_ms: i64,
}

/// The officer behind a report, as consoles show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffOnReport {
    /// The registered phone.
    pub device: DeviceId,
    pub staff_number: String,
    pub name: String,
    /// As the officer entered it.
    pub unit: String,
    pub sheet_number: String,
    pub purpose: StaffPurpose,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The use was reported to the manager beforehand (VR-5.1.2).
    pub reported: bool,
    /// Until when it has to be reported otherwise; absent once that is done.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_due_ms: Option<UnixMs>,
    /// "Still initial response?" is on the phone's screen since then.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_ms: Option<UnixMs>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by_ms: Option<UnixMs>,
    /// The last question was not answered in time.
    pub unanswered: bool,
}

/// Answer of `GET /api/v1/staff/session`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffSession {
    pub staff: StaffOnReport,
    pub shown: Vec<ShownReport>,
}

/// A live report that reception shows to an officer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ShownReport {
    pub report: ReportId,
    pub number: String,
    pub state: ReportState,
    pub exercise: Exercise,
    pub note: String,
    pub shown_ms: UnixMs,
    pub by_name: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_point: Option<TrackPoint>,
    /// The newest points, oldest first.
    pub track: Vec<TrackPoint>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_place: Option<StatedPlace>,
}

/// Body of `POST /api/v1/staff/session/answer`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffAnswer {
    /// False ends the session.
    pub goes_on: bool,
    /// As before when absent.
    #[serde(default)]
    pub purpose: Option<StaffPurpose>,
    #[serde(default)]
    pub reason: Option<String>,
}

/// State of a staff URL (state machine D2).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StaffUrlState {
    Active,
    /// An emergency measure; the chief resumes or destroys.
    Suspended,
    Destroyed,
    Expired,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffUrlView {
    pub id: StaffUrlId,
    pub headquarters: UnitId,
    pub unit: UnitId,
    pub unit_name: String,
    /// A section below the unit, in words; may be empty.
    pub section: String,
    pub sheet_number: String,
    pub state: StaffUrlState,
    pub issued_ms: UnixMs,
    pub issued_by: String,
    pub valid_to_ms: UnixMs,
    pub text_version: String,
    /// Registered phones, removed ones not counted.
    pub devices: u32,
    pub locked: u32,
    pub in_session: u32,
    /// Tries of phones that are not registered, in the window that is counted.
    pub unknown_attempts: u32,
    pub wrong_codes: u32,
    /// When a sign of a leak was told last.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_alert_ms: Option<UnixMs>,
    /// The last suspension, resumption or destruction.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_ms: Option<UnixMs>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The sheet that this one was issued in place of.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StaffUrlId>,
}

/// Body of `POST /api/v1/staff-urls`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffUrlIssue {
    /// The headquarters itself when absent.
    pub unit: Option<UnitId>,
    /// At most 60 characters.
    pub section: Option<String>,
    pub replaces: Option<StaffUrlId>,
}

/// Answer of issue, status 201.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffUrlIssued {
    /// For the sheet's QR code; told this once and kept as a hash.
    pub url: String,
    pub staff_url: StaffUrlView,
    pub texts: StaffTexts,
}

/// Body of suspend, resume, destroy and of removing a phone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffUrlChange {
    pub reason: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StaffDeviceState {
    Registered,
    Locked,
    Removed,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StaffCodeState {
    Issued,
    Used,
    Expired,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffCodeView {
    pub issued_ms: UnixMs,
    pub expires_ms: UnixMs,
    pub state: StaffCodeState,
}

/// A phone on the chief's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffDeviceView {
    pub id: DeviceId,
    pub staff_number: String,
    pub name: String,
    pub unit: String,
    pub state: StaffDeviceState,
    pub registered_ms: UnixMs,
    pub acknowledged_ms: UnixMs,
    pub renew_by_ms: UnixMs,
    pub renewal_due: bool,
    pub text_version: String,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_start_ms: Option<UnixMs>,
    /// The report that runs.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_session: Option<ReportId>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<StaffCodeView>,
}

/// Body of `POST /api/v1/staff-devices/{id}/code`. With a case: what the officer reported from the
/// phone. Without: the manager enters what the officer reported by voice.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffCodeIssue {
    pub case: Option<CaseId>,
    pub purpose: Option<StaffPurpose>,
    pub reason: Option<String>,
    pub words: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffCodeIssued {
    /// To be read out; told this once and kept as a hash. It works once, on this phone.
    pub code: String,
    pub expires_ms: UnixMs,
    pub case: CaseId,
    pub device: DeviceId,
}

/// The unit's rotating code: `GET /api/v1/staff-urls/{id}/code`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffUnitCode {
    pub code: String,
    pub changes_ms: UnixMs,
    /// The code before still opens until then.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_until_ms: Option<UnixMs>,
}

/// State of the report of a use (VR-5.1.2).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StaffUseState {
    /// Reported beforehand; the manager has issued no code yet.
    Reported,
    /// A code is out.
    Permitted,
    /// Used without a report; it is due.
    Used,
    Closed,
    /// Reported and never used.
    Void,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StaffUseLine {
    pub case: CaseId,
    pub state: StaffUseState,
    pub device: DeviceId,
    pub staff_number: String,
    pub name: String,
    pub unit: String,
    pub purpose: StaffPurpose,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    pub at_ms: UnixMs,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_ms: Option<UnixMs>,
    /// The session that it led to.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
}

/// Body of `POST /api/v1/staff-uses/{case}/report`: the manager enters what the officer reported
/// afterwards by voice.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct StaffUseEntry {
    pub words: Option<String>,
}

/// Body of `POST /api/v1/reports/{id}/officers`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts")]
pub struct ShowTo {
    /// All officers of the headquarters that are in session, later ones too.
    pub all: bool,
    /// Chosen ones, by the reports of their own sessions.
    pub sessions: Vec<ReportId>,
}

/// Which officers see a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ShownTo {
    pub all: bool,
    /// The sessions of the chosen ones.
    pub sessions: Vec<ReportId>,
    pub by: Staff,
    pub at_ms: UnixMs,
}
