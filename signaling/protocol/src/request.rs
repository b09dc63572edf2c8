//! Asking a caller for video: prepare, compare, send (VR-4.1).

use serde::{Deserialize, Serialize};

use crate::{report::ReportView, text::Language, time::UnixMs};

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
    /// True when the HQ operations manager was told beforehand (VR-4.1.2).
    pub reported_to_manager: Option<bool>,
    /// Why there was no prior report; opens a duty to report afterwards (VR-4.1.2).
    pub no_report_reason: Option<String>,
    /// As typed; full-width digits, spaces and hyphens are normalised.
    pub destination: Option<String>,
    /// The number the call came from, where the call system gave it; a difference is flagged.
    pub calling_number: Option<String>,
    /// Language of the SMS; Japanese when absent.
    pub language: Option<Language>,
    /// The operator's own note, for example the case number of the call.
    pub note: Option<String>,
}

/// Answer of prepare: what the operator compares before sending (VR-4.1.3c).
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Prepared {
    /// Valid for this destination only, once, until `expires_ms`.
    pub confirm_token: String,
    /// The normalised number in groups to read aloud, for example `["090", "1234", "5678"]`.
    pub groups: Vec<String>,
    /// E.164, for example `+819012345678`.
    pub destination: String,
    /// True when the number differs from the calling number (VR-4.1.3c).
    pub differs_from_calling_number: bool,
    /// The SMS as it will go out, with the link's secret part masked.
    pub sms_preview: String,
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
    /// The operator states to have compared the number (VR-4.1.3c).
    pub compared: Option<bool>,
}

/// Answer of send, status 201.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Sent {
    pub report: ReportView,
}

/// One SMS of the demo outbox, `GET /api/v1/demo/outbox`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OutboxSms {
    pub at_ms: UnixMs,
    pub destination: String,
    pub text: String,
    /// The link inside the text.
    pub link: String,
}
