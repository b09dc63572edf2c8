//! What a refused request gets back (RFC 9457, `application/problem+json`).

use serde::{Deserialize, Serialize};

/// The body of every refusal. `type` is `about:blank`; `code` is the stable machine name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Short title in English, for RFC 9457 readers.
    pub title: String,
    /// Stable machine name, for example `url_used`.
    pub code: String,
    /// The clause that refuses, for example `VR-4.1.3`; absent where no rule is involved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clause: Option<String>,
    /// What happened and who can help, in Japanese.
    pub message_ja: String,
    /// The same in English.
    pub message_en: String,
    /// The field that is missing or wrong, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_s: Option<u32>,
}
