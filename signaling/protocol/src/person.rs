//! Who is signed in.

use serde::{Deserialize, Serialize};

use crate::{
    admin::{label::Label, post::HeldPost},
    id::{AccountId, UnitId},
    sign_in::Duty,
    time::UnixMs,
};

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
    /// Management PC [管理用パソコン] of body cameras.
    ManagementPc,
    /// Terminal [端末装置] of the information-management system, at which a unit does its work.
    Office,
    /// Any other browser.
    Unenrolled,
}

/// What everybody who works under a document acknowledges once, before anything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FirstNotice {
    pub document: String,
    pub title: Label,
    pub text: Label,
    pub clause: String,
}

/// Answer of `GET /api/v1/me` and of a successful sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Me {
    pub account: AccountId,
    pub user_id: String,
    pub name: String,
    /// The unit of the first post.
    pub unit: UnitId,
    pub unit_name: String,
    /// All posts that the person holds today, in every document; never empty.
    pub posts: Vec<HeldPost>,
    pub terminal: TerminalKind,
    /// The codes of acts for which there is a screen and which the person may do here in some unit.
    pub may: Vec<String>,
    /// What has to be done before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub duty: Option<Duty>,
    /// What is to be acknowledged first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<FirstNotice>>", optional)]
    pub notices: Vec<FirstNotice>,
    /// True in a data folder made with `--demo`; every page then shows a banner.
    pub demo: bool,
    /// The server's clock, which every date on a page follows.
    pub server_ms: UnixMs,
}
