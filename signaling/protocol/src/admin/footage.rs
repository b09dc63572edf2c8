//! Films of cameras: files from a recorder, kept as they were filmed until their day.

use serde::{Deserialize, Serialize};

use super::{
    label::{Coded, Label, PersonRef},
    workflow::StateView,
};
use crate::{
    id::{AssetId, CameraId, CaseId, UnitId},
    time::{Day, UnixMs},
};

/// A registered camera.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CameraLine {
    /// The case of its registration.
    pub case: CaseId,
    /// Whose it is.
    pub unit: UnitId,
    pub unit_name: String,
    pub number: String,
    /// Where it stands; empty before that step.
    pub address: String,
    pub state: StateView,
    /// It films, and its films may come in.
    pub active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub installed_on: Option<Day>,
    /// It stays until this moment (CC-2.2.エ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub locked_until: Option<UnixMs>,
}

/// What does not fit together and has to be amended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Warning {
    /// `number_of_cameras`, `responsible_changed` or `retention_differs`.
    pub code: String,
    pub label: Label,
    pub clause: String,
}

/// Answer of `GET /api/v1/cameras`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CameraList {
    pub unit: UnitId,
    pub unit_name: String,
    /// Below `/api/v1/public/cameras/`, where the unit has a regulation in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub public_code: Option<String>,
    pub cameras: Vec<CameraLine>,
    pub warnings: Vec<Warning>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FootageState {
    Stored,
    /// Set apart until somebody decides: nobody had registered for its camera.
    Quarantined,
    /// Its days are over; it cannot be looked at any more and is erased within the hour.
    Past,
    Erased,
}

/// When and how a film was erased: the proof that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Erasure {
    pub at: UnixMs,
    pub method: Coded,
    pub clause: String,
}

/// What was filmed between two pauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FilmPart {
    pub from: UnixMs,
    pub to: UnixMs,
}

/// One film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FootageLine {
    pub id: AssetId,
    pub number: String,
    pub camera: CameraId,
    pub camera_number: String,
    pub address: String,
    /// The name that the recorder gave it.
    pub name: String,
    pub content_type: String,
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of the file as it came, hexadecimal.
    pub sha256: String,
    pub recorded_from: UnixMs,
    pub recorded_to: UnixMs,
    /// Who wore the camera.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wearer: Option<PersonRef>,
    /// Empty where the camera does not say it.
    #[serde(default)]
    pub parts: Vec<FilmPart>,
    pub imported_at: UnixMs,
    /// Absent where it came by the watched folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub imported_by: Option<PersonRef>,
    pub erase_at: UnixMs,
    /// How its date was counted.
    pub rule_words: Label,
    pub clause: String,
    /// Its last days have begun.
    #[serde(default)]
    pub expires_soon: bool,
    /// How the information is classed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub classification: Option<Label>,
    pub state: FootageState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub erased: Option<Erasure>,
}

/// What an import takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ImportTerms {
    #[ts(type = "number")]
    pub bytes_max: u64,
    /// Ends of file names.
    pub types: Vec<String>,
    /// Only as a locked package of a camera in its charger.
    #[serde(default)]
    pub locked: bool,
}

/// Answer of `POST /api/v1/footage/package-key`: with it the cameras of the unit are set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PackageKey {
    pub unit: UnitId,
    /// 32 bytes in hexadecimal digits.
    pub key: String,
}

/// Answer of `POST /api/v1/footage/{id}/check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FilmCheck {
    pub film: AssetId,
    /// It is what came in, to the byte.
    pub sound: bool,
    pub at: UnixMs,
}

/// Answer of `GET /api/v1/footage`, newest import first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FootagePage {
    pub files: Vec<FootageLine>,
    /// Ask again with `before` set to this id; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<AssetId>,
    pub import: ImportTerms,
    pub may_import: bool,
    /// How long what comes in today is kept.
    pub retention_words: Label,
    /// Minutes for which a case of viewing lets its person look.
    #[ts(type = "number")]
    pub viewing_minutes: i64,
}
