//! Ledgers: things, and what was done to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    deadline::DeadlineLine,
    label::{Coded, Label, PersonRef},
    workflow::StateView,
};
use crate::{
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};

/// What the table of a kind allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LedgerAct {
    /// `in`, `out`, `return`, `inspect`, `custody`, `write`, `wipe`, `retire`, `dispose`, `give`, `copy`,
    /// `note`, `lose` or `find`.
    pub act: String,
    pub label: Label,
    /// States in which it is allowed; empty for taking in.
    pub from: Vec<String>,
    pub to: String,
    /// What it needs: `confirmation`, `witness`, `method`, `place`, `lockable_place`, `due_back`,
    /// `unharmed`, `unlocked`, `listed`, `case:` and kinds, `attribute:` and a name, `held:` and a
    /// post.
    pub needs: Vec<String>,
    /// The methods of which one has to be named.
    pub methods: Vec<Coded>,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LedgerView {
    pub document: String,
    pub kind: String,
    pub label: Label,
    pub states: Vec<StateView>,
    /// Attributes that the table asks for.
    pub columns: Vec<Coded>,
    pub acts: Vec<LedgerAct>,
    pub clause: String,
    /// Whether the person keeps it, or only reads it.
    pub keeps: bool,
}

/// Answer of `GET /api/v1/ledgers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LedgerList {
    pub ledgers: Vec<LedgerView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetLine {
    pub id: AssetId,
    pub document: String,
    pub kind: String,
    pub number: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub state: StateView,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub class: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub held: u32,
    pub out: u32,
    /// Where it was put last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<AssetPlace>,
    /// The thing of which it is a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<AssetId>,
}

/// Answer of `GET /api/v1/ledgers/{document}/{kind}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetPage {
    pub assets: Vec<AssetLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<AssetId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetPlace {
    pub name: String,
    pub lockable: bool,
}

/// The case behind a line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetCase {
    pub id: CaseId,
    pub number: String,
}

/// One line of a thing's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetEntryLine {
    pub at: UnixMs,
    pub act: String,
    pub label: Label,
    pub quantity: u32,
    pub by: PersonRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirmed_by: Option<PersonRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub witness: Option<PersonRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<AssetPlace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due_back: Option<UnixMs>,
    /// The case whose step did it, for example the export that was saved on a medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case: Option<AssetCase>,
    /// What stands beside the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remarks: Option<String>,
    pub state: StateView,
    pub clause: String,
}

/// Answer of `GET /api/v1/assets/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AssetView {
    pub asset: AssetLine,
    pub entries: Vec<AssetEntryLine>,
    pub deadlines: Vec<DeadlineLine>,
    /// Acts that its state allows and the person may do.
    pub acts: Vec<LedgerAct>,
    /// Copies of it, each a thing of its own.
    pub copies: Vec<AssetLine>,
}

/// Body of `POST /api/v1/ledgers/{document}/{kind}`: a thing is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct TakeIn {
    pub number: String,
    #[serde(default)]
    pub unit: Option<UnitId>,
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<String, String>>")]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub quantity: Option<u32>,
    #[serde(default)]
    pub place: Option<AssetPlace>,
    #[serde(default)]
    pub confirmed_by: Option<AccountId>,
}

/// Body of `POST /api/v1/assets/{id}/acts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts", optional_fields = nullable)]
pub struct DoToAsset {
    pub act: String,
    #[serde(default)]
    pub quantity: Option<u32>,
    #[serde(default)]
    pub confirmed_by: Option<AccountId>,
    #[serde(default)]
    pub witness: Option<AccountId>,
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub place: Option<AssetPlace>,
    #[serde(default)]
    pub due_back: Option<UnixMs>,
    /// That nothing is lost or damaged.
    #[serde(default)]
    pub unharmed: Option<bool>,
    /// What stands beside the line.
    #[serde(default)]
    pub remarks: Option<String>,
}
