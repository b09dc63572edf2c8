//! Finding people by a part of their name or user id.

use serde::{Deserialize, Serialize};

use crate::id::AccountId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PersonLine {
    pub id: AccountId,
    pub user_id: String,
    pub name: String,
    /// The unit of the person's first post, or of the account.
    pub unit_name: String,
}

/// Answer of `GET /api/v1/persons`: at most fifty, of the units that the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PersonList {
    pub persons: Vec<PersonLine>,
}
