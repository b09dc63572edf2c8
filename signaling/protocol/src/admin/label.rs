//! Names and sentences in both languages, and people by name.

use serde::{Deserialize, Serialize};

use crate::id::AccountId;

/// Words that people read.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct Label {
    pub ja: String,
    pub en: String,
}

/// A code of a rulebook with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Coded {
    pub code: String,
    pub label: Label,
}

/// A person as lists show one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PersonRef {
    pub id: AccountId,
    pub user_id: String,
    pub name: String,
}
