//! Posts: who holds which, who may appoint whom, and what ends them.

use serde::{Deserialize, Serialize};

use super::label::{Label, PersonRef};
use crate::{
    id::{AccountId, PostId, UnitId},
    time::{Day, UnixMs},
};

/// How a person came to a post.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum PostTitle {
    Appointed,
    /// The post follows an office [職指定].
    ExOfficio,
    /// A deputy [代理] acts for the holder.
    Delegated,
    /// Named by two persons at the server.
    Bootstrap,
}

/// A post that somebody holds, as the person sees the own ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct HeldPost {
    pub id: PostId,
    /// The document that knows the post, for example `VR`.
    pub document: String,
    /// Its code in that document.
    pub kind: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    pub from: Day,
    /// The last day on which it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<Day>,
    pub title: PostTitle,
}

/// What a person can sign in with (VR-2.1).
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct CredentialState {
    pub biometric: bool,
    /// The last day of a permission to use a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub password_until: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used: Option<UnixMs>,
    /// The credentials were revoked for good (VR-3.2b).
    pub revoked: bool,
}

/// A post in the lists of those who answer for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PostView {
    pub id: PostId,
    pub document: String,
    pub kind: String,
    pub label: Label,
    pub person: PersonRef,
    pub unit: UnitId,
    pub unit_name: String,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<Day>,
    pub title: PostTitle,
    /// The clause that it rests on.
    pub basis: String,
    pub credentials: CredentialState,
    /// What the person who asks may do to it: `change`, `delete`, `delegate`, `revoke`.
    pub acts: Vec<String>,
}

/// Answer of `GET /api/v1/posts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PostList {
    pub posts: Vec<PostView>,
    /// Posts that have to have a holder and have none today.
    pub vacant: Vec<Vacancy>,
}

/// Nobody holds a post that a unit has to have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Vacancy {
    pub document: String,
    pub kind: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    pub clause: String,
}

/// A post to which the person may appoint others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Appointable {
    pub document: String,
    pub kind: String,
    pub label: Label,
    /// `register`, `change`, `delete`, `grant`.
    pub acts: Vec<String>,
    /// Where.
    pub units: Vec<UnitId>,
    pub clause: String,
}

/// Answer of `GET /api/v1/posts/appointable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AppointableList {
    pub posts: Vec<Appointable>,
}

/// Somebody who has an account, or a person to be registered with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
#[ts(export_to = "protocol.ts")]
pub enum Appointee {
    Known { id: AccountId },
    New { user_id: String, name: String },
}

/// Body of `POST /api/v1/posts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Appoint {
    pub document: String,
    pub kind: String,
    pub unit: UnitId,
    pub person: Appointee,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<Day>,
}

/// Body of `PATCH /api/v1/posts/{id}`: another last day, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ChangePost {
    #[serde(default)]
    #[ts(optional = nullable)]
    pub to: Option<Day>,
}

/// Body of `POST /api/v1/posts/{id}/delegations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Delegate {
    pub person: AccountId,
    pub from: Day,
    pub to: Day,
}

/// Body of `POST /api/v1/transfers`: the person's posts of the old unit end the day before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Transfer {
    pub person: AccountId,
    pub from_unit: UnitId,
    pub to_unit: UnitId,
    pub on: Day,
}

/// Body of `POST /api/v1/offices/{office}/holder`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OfficeHolder {
    pub unit: UnitId,
    pub person: AccountId,
    pub on: Day,
}

/// What ended and began by a transfer or a new holder of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PostChanges {
    pub ended: Vec<PostView>,
    pub begun: Vec<PostView>,
}

/// Answer of `POST /api/v1/accounts/{id}/revoke`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Revoked {
    /// Sessions that ended at once.
    pub sessions: u32,
}
