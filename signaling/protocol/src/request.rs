//! Asking a caller for video: prepare, compare, send (VR-4.1).

use serde::{Deserialize, Serialize};

use crate::{report::ReportView, text::Language, time::UnixMs};

/// How the link goes out (VR-4.1.3a).
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
pub enum Channel {
    #[default]
    Sms,
    /// Only where the phone number cannot be used.
    Email,
}

/// Why a destination is more likely to be the wrong one (O-34, VR-4.1.3c).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum DestinationRisk {
    /// The number was not presented; the caller said it.
    ByVoice,
    DiffersFromCallingNumber,
    /// An address that was spelt out.
    Email,
}

/// Body of `POST /api/v1/requests/prepare`. Every member may be missing so that the refusal can
/// name what is missing and its clause.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Prepare {
    /// The caller can film safely (VR-4.1.1a).
    pub safety_confirmed: Option<bool>,
    /// The caller's phone has a camera (VR-4.1.1b).
    pub camera_confirmed: Option<bool>,
    /// The number was presented to the police (VR-4.1.1b).
    pub number_presented: Option<bool>,
    /// The number was not presented; the caller said it. Needs a reason and a second reading.
    pub number_by_voice: Option<bool>,
    pub voice_reason: Option<String>,
    /// The number given by voice was read back to the caller and found right.
    pub read_back: Option<bool>,
    /// True when the HQ operations manager was told beforehand (VR-4.1.2).
    pub reported_to_manager: Option<bool>,
    /// Why there was no prior report; opens a duty to report afterwards (VR-4.1.2).
    pub no_report_reason: Option<String>,
    /// SMS when absent.
    pub channel: Option<Channel>,
    /// Why the phone number cannot be used (VR-4.1.3a).
    pub email_reason: Option<String>,
    /// As typed; full-width letters, spaces and hyphens are normalised.
    pub destination: Option<String>,
    /// The number the call came from, where the call system gave it; a difference is flagged.
    pub calling_number: Option<String>,
    /// Language of the message; Japanese when absent.
    pub language: Option<Language>,
    /// The command system's number of the case; at most 40 characters.
    pub case_number: Option<String>,
    /// The operator's own note.
    pub note: Option<String>,
    /// An exercise [訓練] (VR-10): said in the message, on the caller's page and over the picture.
    pub exercise: Option<bool>,
}

/// Answer of prepare: what the operator compares before sending (VR-4.1.3c).
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Prepared {
    /// Valid for this destination only, once, until `expires_ms`.
    pub confirm_token: String,
    pub channel: Channel,
    /// The destination in parts to read aloud, for example `["090", "1234", "5678"]`.
    pub groups: Vec<String>,
    /// E.164, for example `+819012345678`, or an e-mail address.
    pub destination: String,
    pub risks: Vec<DestinationRisk>,
    /// The message as it will go out, with the link's secret part masked.
    pub message_preview: String,
    pub expires_ms: UnixMs,
}

/// Body of `POST /api/v1/requests/send`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Send {
    pub confirm_token: Option<String>,
    /// The destination the operator compared; must be the prepared one.
    pub destination: Option<String>,
    /// The operator states to have compared the destination (VR-4.1.3c).
    pub compared: Option<bool>,
}

/// Answer of send, status 201.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Sent {
    pub report: ReportView,
    /// To be read out; told this once and kept as a hash. Absent while the switch is off.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code: Option<String>,
}

/// Answer of `POST /api/v1/reports/{id}/access-code`: another code, the old one is void.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CodeIssued {
    pub report: ReportView,
    pub access_code: String,
}

/// Body of `POST /api/v1/reports/{id}/prolong`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct Prolong {
    pub reason: Option<String>,
}

/// One message of the demo outbox, `GET /api/v1/demo/outbox`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OutboxMessage {
    pub at_ms: UnixMs,
    pub channel: Channel,
    pub destination: String,
    /// Of an e-mail.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    pub text: String,
    /// The link inside the text.
    pub link: String,
}
