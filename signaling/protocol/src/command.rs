//! Between the command system [通信指令システム] and signaling: incoming calls in, what happens to
//! reports out.

use serde::{Deserialize, Serialize};

use crate::{
    id::{CallId, CommandTokenId, EventId, ReportId},
    report::EndReason,
    time::UnixMs,
};

/// Body of `POST /api/v1/command/calls`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct AnnounceCall {
    /// As it was presented; absent where the caller withholds it.
    pub number: Option<String>,
    /// The command system's own number of the case; at most 40 characters.
    pub case_number: Option<String>,
}

/// An incoming call that an operator may take into a request for video. Nothing is sent by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct IncomingCall {
    pub id: CallId,
    pub at_ms: UnixMs,
    /// Then it is no longer offered.
    pub expires_ms: UnixMs,
    /// E.164.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub case_number: String,
}

/// Body of `POST /api/v1/command/tokens`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct MakeCommandToken {
    /// Whose it is; at most 40 characters.
    pub name: Option<String>,
}

/// A token with which the command system of one headquarters speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CommandToken {
    pub id: CommandTokenId,
    pub name: String,
    pub made_ms: UnixMs,
    /// Told once, when it is made; only its hash is kept.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Body of `PUT /api/v1/command/webhook`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct SetWebhook {
    /// HTTPS, on a host that the installer allows.
    pub url: Option<String>,
}

/// Where events of a headquarters go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Webhook {
    pub url: String,
    pub made_ms: UnixMs,
    /// Events that wait for delivery.
    pub waiting: u32,
    /// Told once, when the webhook is set; signs every event.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// What a webhook carries, signed as Standard Webhooks says: `webhook-id`, `webhook-timestamp` and
/// `webhook-signature: v1,` with the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`. At least once;
/// one after the other for each report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReportEvent {
    pub id: EventId,
    #[serde(rename = "type")]
    pub kind: EventKind,
    pub report: ReportId,
    pub at_ms: UnixMs,
    /// As the command system gave it; absent where it gave none, and once what the report received
    /// is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    /// Of an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<EndReason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum EventKind {
    /// A link is on its way.
    #[serde(rename = "report.sent")]
    Sent,
    #[serde(rename = "report.delivered")]
    Delivered,
    #[serde(rename = "report.send_failed")]
    SendFailed,
    #[serde(rename = "report.send_unknown")]
    SendUnknown,
    /// The caller opened the link.
    #[serde(rename = "report.opened")]
    Opened,
    #[serde(rename = "report.consented")]
    Consented,
    /// The first picture came.
    #[serde(rename = "report.first_picture")]
    FirstPicture,
    #[serde(rename = "report.ended")]
    Ended,
}
