//! Who is signed in.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, UnitId};

/// The post a person acts in. The rule engine adds the other posts of the five documents.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Post {
    /// Reception operator [本部受理担当者].
    ReceptionOperator,
    /// HQ operations manager [本部運用管理者].
    HqOperationsManager,
}

/// The kind of terminal a session was opened on; a right is a post and a terminal kind.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum TerminalKind {
    /// Reception terminal [受理端末].
    Reception,
    /// Management terminal [管理端末].
    Management,
    /// Any other browser.
    Unenrolled,
}

/// Body of `POST /api/v1/sign-in`. A further factor is a further variant.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SignIn {
    pub user_id: String,
    pub factor: Factor,
}

/// What a person proves their identity with (VR-2.1).
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Factor {
    Password { password: String },
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password",
        })
    }
}

/// Answer of `GET /api/v1/me` and of a successful sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Me {
    pub account: AccountId,
    pub user_id: String,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub post: Post,
    pub terminal: TerminalKind,
    /// True in a data folder made with `--demo`; every page then shows a banner.
    pub demo: bool,
}
