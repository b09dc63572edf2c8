//! One case of video reporting as everybody sees it.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, CaseId, FileId, ReportId},
    ladder::{Ladder, LivePicture},
    marks::{Check, Hint, NumberArea, StatedPlace},
    media::{VideoLayer, ViewerLayer},
    place::TrackPoint,
    request::{Channel, DestinationRisk},
    staff::{ShownTo, StaffOnReport},
    supervision::{Confirmations, Held, Instruction, Offer, Pass, Watching},
    text::{Language, Message},
    time::UnixMs,
    upload::FileView,
};

/// State of a report (state machine D4).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ReportState {
    /// Link sent, nothing started.
    Invited,
    /// The page is open, consents are being read.
    Consenting,
    /// Started; no live picture yet.
    Connecting,
    /// Live picture flows.
    Live,
    /// The picture stopped; the phone may come back.
    Interrupted,
    /// The manager has stopped the picture for a while (VR-4.2.1).
    Held,
    Refused,
    Ended,
}

impl ReportState {
    /// True when nothing can start any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Ended)
    }
}

/// Why a report is over (VR-4.3.2).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum EndReason {
    Finished,
    FalseReport,
    ImproperFilming,
    OtherUnsuitable,
    Technical,
    /// Ended because the SMS went to the wrong person (VR-4.3.3).
    WrongDestination,
    /// The caller withdrew (VR-4.2.2.x) or pressed end.
    ConsentWithdrawn,
    CallerEnded,
    CallerRefused,
    /// The opening deadline passed.
    LinkExpired,
    /// No message got through until the opening deadline.
    NotDelivered,
    /// The session cap passed.
    SessionCap,
    /// The link was destroyed.
    Destroyed,
    /// Too many wrong access codes (VR-4.1.3b).
    CodeLocked,
    /// The phone stayed away for longer than the grace (D4).
    ConnectionLost,
    /// Nobody was left at reception (VR-1).
    Unattended,
    /// The staff URL was suspended or destroyed, or the phone was removed (VR-5.2.3).
    StaffUrlSuspended,
    StaffUrlDestroyed,
    StaffDeviceRemoved,
    /// A stop of the system began (VR-7.1.1).
    SystemSuspended,
}

/// What is known of the message that carries the link.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum DeliveryState {
    Sending,
    /// The gateway took it; a receipt may follow.
    Accepted,
    Delivered,
    Failed,
    /// A gateway was asked and nobody knows whether it has the message. It is never sent again by
    /// itself: the operator decides.
    Unknown,
    /// The phone could not be reached for as long as the gateway keeps a message.
    Expired,
    /// The gateway took it, and the receipt that it owes never came.
    NoReceipt,
}

/// Why a message failed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum DeliveryReason {
    /// Every gateway that could be reached said no.
    Refused,
    /// No gateway could be reached.
    Unreachable,
    /// The server stopped before any gateway was asked.
    Interrupted,
    /// The network says that this phone cannot be reached.
    Undeliverable,
    /// The network turned the message away.
    Rejected,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Delivery {
    pub state: DeliveryState,
    /// Of a failure.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeliveryReason>,
    /// How often it was sent, and how often it may be.
    pub sends: u32,
    pub sends_max: u32,
    /// The last time.
    pub sent_ms: UnixMs,
}

/// What a console shows of an access code; the code itself is told once.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct AccessCodeView {
    /// A phone started with it; another phone needs another code.
    pub is_used: bool,
    pub attempts_left: u32,
}

/// The funnel's steps, in order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FunnelStep {
    Sent,
    Delivered,
    Opened,
    Consented,
    /// Camera granted.
    Permitted,
    /// ICE and DTLS are up on the media node.
    Connected,
    /// The first picture of any kind: JPEG or decoded video.
    FirstPicture,
    /// The first complete live video frame reached the media node.
    FirstFrame,
}

/// When a step was reached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct FunnelTime {
    pub step: FunnelStep,
    pub at_ms: UnixMs,
}

/// What keeps a caller from going on. The console turns it into words for the operator to say.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Obstacle {
    /// The gateway refused the message.
    SendFailed,
    /// Nobody knows whether the message went out.
    SendUnknown,
    /// A wrong access code was entered (VR-4.1.3b).
    CodeWrong,
    /// The page runs inside another app (LINE, Facebook, …) that has no camera.
    InAppBrowser,
    BrowserTooOld,
    CameraAsked,
    CameraDenied,
    CameraMissing,
    CameraBusy,
    PositionAsked,
    PositionDenied,
    PositionUnavailable,
    /// WHIP failed or ICE found no way.
    MediaBlocked,
    /// Another phone tried to use the link; the operator may readmit (VR-2.3).
    OtherDevice,
    /// The page was closed or lost its network.
    Offline,
    /// The page is in the background; most phones stop the camera then.
    InBackground,
}

/// An obstacle with the time it was noticed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Stuck {
    pub obstacle: Obstacle,
    pub at_ms: UnixMs,
}

/// The phone as far as it helps the operator to guide.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Phone {
    /// For example `iPhone`, `Android`, `other`.
    pub platform: String,
    /// For example `Safari 17`, `Chrome 140`, `LINE`.
    pub browser: String,
    pub language: Language,
}

/// Live figures of the caller's leg, about every two seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct MediaStatistics {
    pub at_ms: UnixMs,
    pub bit_rate_bps: u32,
    pub packets: u32,
    pub packets_lost: u32,
    /// Frames per second; 0 while the picture stands.
    pub frames_per_s: f32,
    pub viewers: u32,
    /// What the phone sends, the lowest first.
    pub layers: Vec<VideoLayer>,
    /// What each viewer sees.
    pub views: Vec<ViewerLayer>,
}

/// Totals kept after the end.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct ReportTotals {
    #[ts(type = "number")]
    pub live_ms: u64,
    #[ts(type = "number")]
    pub media_bytes: u64,
    #[ts(type = "number")]
    pub media_packets: u64,
    #[ts(type = "number")]
    pub media_packets_lost: u64,
    pub interruptions: u32,
    pub resumptions: u32,
    pub positions: u32,
    pub messages: u32,
    pub files: u32,
    pub viewers_max: u32,
}

/// A report as the list and the events carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReportView {
    pub id: ReportId,
    /// Short number people say, for example `1120-003`: month and day in Japan, count of the day.
    pub number: String,
    pub state: ReportState,
    pub exercise: Exercise,
    pub created_ms: UnixMs,
    /// Who handles it now.
    pub operator: AccountId,
    pub operator_name: String,
    /// Absent where an officer came by a staff URL: nothing went out.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Last four digits or the first letter of the destination, the rest masked.
    pub destination_masked: String,
    pub risks: Vec<DestinationRisk>,
    pub delivery: Delivery,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code: Option<AccessCodeView>,
    /// The word that the caller's page shows too.
    pub check_word: CheckWord,
    pub note: String,
    /// The command system's number of the case.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    pub funnel: Vec<FunnelTime>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck: Option<Stuck>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// The caller's page has its socket open.
    pub caller_online: bool,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_point: Option<TrackPoint>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<MediaStatistics>,
    /// What the phone sends; absent until it said so, and once it is offline.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Ladder>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_picture: Option<LivePicture>,
    /// The newest file with a thumbnail, for the list.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_picture: Option<FileId>,
    pub opening_deadline_ms: UnixMs,
    /// The session cap, once started.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_cap_ms: Option<UnixMs>,
    /// The operator was warned that the session cap is near.
    pub ends_soon: bool,
    /// The session cap can still be moved.
    pub prolongable: bool,
    /// When the operator noted that the caller consented by voice, in addition (VR-4.2.2.x).
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_consent_ms: Option<UnixMs>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<UnixMs>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
    pub totals: ReportTotals,
    /// Open when the operator sent without a prior report to the manager (VR-4.1.2).
    pub report_after_due_ms: Option<UnixMs>,
    pub confirmations: Confirmations,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// Nobody of its handlers is signed in; ended at this moment if that stays so (VR-1).
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattended_until_ms: Option<UnixMs>,
    /// What nobody has acknowledged yet, oldest first; also after the end.
    pub instructions: Vec<Instruction>,
    /// Offered to another headquarters, not yet accepted.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<Pass>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mis_send: Option<MisSent>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_place: Option<StatedPlace>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_area: Option<NumberArea>,
    pub hints: Vec<Hint>,
    pub checks: Vec<Check>,
    /// The officer, where the report came by a staff URL.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffOnReport>,
    /// The officers that see it.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_to: Option<ShownTo>,
}

/// The link went to the wrong destination (VR-4.3.3). What came from the wrong recipient is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct MisSent {
    pub at_ms: UnixMs,
    /// Its measures.
    pub case: CaseId,
    /// Until when they should be done.
    pub due_ms: UnixMs,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_ms: Option<UnixMs>,
}

/// Whether a report is an exercise [訓練] (VR-10).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Exercise {
    #[default]
    No,
    Yes,
    /// It began as an exercise; then something real happened, and it counts.
    BecameReal,
}

/// `GET /api/v1/reports/{id}`: everything a console needs to draw one report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReportDetail {
    pub report: ReportView,
    /// Full destination, E.164 or an e-mail address; only on the detail, with a trail entry.
    pub destination: String,
    pub track: Vec<TrackPoint>,
    pub messages: Vec<Message>,
    pub files: Vec<FileView>,
    /// Everything the manager directed, oldest first.
    pub instructions: Vec<Instruction>,
    pub watching: Vec<Watching>,
    /// Absent while the report runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keeping: Option<Keeping>,
}

/// Until when what a report received is kept (O-27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Keeping {
    /// From this moment on everything is erased.
    pub erased_from_ms: UnixMs,
    /// Absent where the usual days hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kept: Option<KeptLonger>,
}

/// Somebody permitted that it is kept longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct KeptLonger {
    /// The case of the decision.
    pub case: CaseId,
    pub by_name: String,
}

/// The mutual check word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CheckWord {
    /// Hiragana and two digits, for example `すいか 42`.
    pub kana: String,
    /// The same in Latin letters, for example `suika 42`.
    pub latin: String,
}

/// Body of `POST /api/v1/reports/{id}/end`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct End {
    /// Missing: refused with VR-4.3.2.
    #[ts(optional)]
    #[serde(default)]
    pub reason: Option<EndReason>,
}

/// Body of `POST /api/v1/reports/{id}/mis-send`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct MisSend {
    /// How it was noticed; at most 500 characters.
    pub noticed: Option<String>,
}
