//! Encrypted containers on their way from unit to unit.

use serde::{Deserialize, Serialize};

/// What a browser needs to prove that somebody knows the password of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ContainerLock {
    /// Rounds of PBKDF2 with SHA-256.
    pub rounds: u32,
    /// In base64, as `proof` is.
    pub salt: String,
    /// Wrong passwords that are still borne; at none the container stays locked.
    pub tries_left: u32,
}

/// Body of `POST /api/v1/cases/{id}/container`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OpenContainer {
    /// Derived from the password beside the key, and no way back to either.
    pub proof: String,
}
