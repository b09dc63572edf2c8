//! Pictures and films over HTTPS: stills, the first picture, resumable uploads.

use serde::{Deserialize, Serialize};

use crate::{id::FileId, recording::Recording, time::UnixMs};

/// Limits told to the caller before anything is sent.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct UploadLimits {
    #[ts(type = "number")]
    pub picture_bytes_max: u64,
    #[ts(type = "number")]
    pub film_bytes_max: u64,
    pub files_max: u32,
    /// The largest body of one `PATCH`.
    pub chunk_bytes_max: u32,
    pub late: LateLimits,
}

/// What a phone keeps of its camera while no network carries it, to send it afterwards.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct LateLimits {
    /// Bytes kept at once, and the largest part.
    #[ts(type = "number")]
    pub kept_bytes_max: u64,
    /// Time kept at once, and the longest part.
    #[ts(type = "number")]
    pub kept_ms_max: u64,
}

/// From when to when a late part was filmed, by the server's clock.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct LateSpan {
    pub from_ms: UnixMs,
    pub to_ms: UnixMs,
}

/// Body of `POST /api/v1/caller/uploads`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UploadStart {
    /// The file's name on the phone; shown, never used as a path.
    pub name: String,
    #[ts(type = "number")]
    pub bytes: u64,
    /// What the browser says it is; the server looks at the bytes itself.
    pub media_type: String,
    /// The phone's idea of when the file last changed.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified_ms: Option<UnixMs>,
    /// Chosen by the phone so that a repeated start finds the same upload: 16 to 64 URL-safe
    /// characters.
    pub client_key: String,
    /// Present where it is a film of the live camera that no network carried when it was filmed.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<LateSpan>,
}

/// Answer of start (201, or 200 when `client_key` is known) and of each `PATCH`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct UploadState {
    pub file: FileId,
    /// Bytes safely received; the next `PATCH` starts here.
    #[ts(type = "number")]
    pub received_bytes: u64,
    #[ts(type = "number")]
    pub bytes: u64,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FileKind {
    /// The automatic picture sent before WebRTC is up.
    FirstPicture,
    /// A still the caller took during live video.
    Still,
    /// A picture from the phone's gallery.
    Picture,
    /// A film from the phone's gallery.
    Film,
    /// A film made of the live video that a media node kept.
    Recording,
    /// What the phone filmed while no network carried it, and sent afterwards.
    Late,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FileState {
    Receiving {
        #[ts(type = "number")]
        received_bytes: u64,
    },
    /// Complete; the viewable copy is being made. Percent, where known.
    Converting { percent: u8 },
    /// `GET …/view` answers.
    Viewable,
    /// The original is kept, but no viewable copy could be made.
    NotViewable {
        code: String,
        message_ja: String,
        message_en: String,
    },
}

/// A file as the console lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FileView {
    pub id: FileId,
    pub kind: FileKind,
    pub name: String,
    #[ts(type = "number")]
    pub bytes: u64,
    pub created_ms: UnixMs,
    pub state: FileState,
    /// `GET …/thumbnail` answers; it comes a moment after the viewable copy.
    #[serde(default)]
    pub thumbnail: bool,
    /// Hexadecimal SHA-256 of the original bytes, once complete.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// `image/jpeg`, `video/mp4` or `video/webm` of the viewable copy.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_type: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
    /// Of a recording.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// Of a late part: when it was filmed.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<LateSpan>,
}
