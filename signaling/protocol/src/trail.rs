//! The trail as it is read: entries within one's own unit, and signed heads for another
//! organisation to hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{admin::label::Label, id::UnitId, time::UnixMs};

/// One entry of a unit's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrailLine {
    pub unit: UnitId,
    #[ts(type = "number")]
    pub seq: i64,
    pub at: UnixMs,
    pub actor: String,
    pub post: String,
    pub terminal: String,
    pub action: String,
    /// Kind and id of each thing it is about.
    pub subjects: Vec<String>,
    pub clause: String,
    /// `allowed` or `refused`.
    pub result: String,
}

/// Answer of `GET /api/v1/trail`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrailPage {
    pub lines: Vec<TrailLine>,
    /// What people read for actors and subjects on the page: a name or a number.
    pub names: BTreeMap<String, String>,
    /// The acts and posts on the page that rulebooks have words for.
    pub actions: BTreeMap<String, Label>,
    pub posts: BTreeMap<String, Label>,
    /// Ask again with `before` set to this number; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub before: Option<i64>,
}

/// Answer of `GET /api/v1/trail/state`: how long a unit's chain is, how far it is signed and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrailState {
    pub unit: UnitId,
    #[ts(type = "number")]
    pub entries: i64,
    #[ts(type = "number")]
    pub last_seq: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_at: Option<UnixMs>,
    /// The newest signed head that covers the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub head: Option<TrailHeadRef>,
    /// Absent until the server has checked for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<TrailCheck>,
}

/// What the last check of the chains says of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrailCheck {
    pub at: UnixMs,
    pub holds: bool,
    /// Signs of a change, those of the signed heads included.
    #[ts(type = "number")]
    pub signs: u64,
    /// The first entry at which one shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub first_seq: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TrailHeadRef {
    #[ts(type = "number")]
    pub number: i64,
    pub at: UnixMs,
}

/// A signed head. Hashes and the signature are hexadecimal; what is signed are the bytes of
/// `"genba trail head 1\0"`, `number` and `at` as eight bytes each, big endian, `prev`, `leaves`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeadLine {
    pub number: i64,
    pub at: UnixMs,
    /// The hash of the head before this one, over its signed bytes and its signature.
    pub prev: String,
    /// The hash of the chain ends it covers.
    pub leaves: String,
    /// Ed25519.
    pub signature: String,
}

/// Answer of `GET /api/v1/trail/heads`, in the order of their numbers. Kept as it is, one answer
/// a line, it is what `genba verify trail --held` reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeadsPage {
    /// The public key, hexadecimal.
    pub key: String,
    pub heads: Vec<HeadLine>,
}

/// Body of `POST /api/v1/trail/heads-tokens`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeadsTokenRequest {
    /// The organisation that will hold the heads: lower-case letters, digits and hyphens.
    pub holder: String,
    /// How many days the token is good for.
    pub days: u16,
}

/// A token with which `GET /api/v1/trail/heads` is asked, as `Authorization: Bearer …`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeadsToken {
    pub token: String,
    pub expires: UnixMs,
}
