//! Forms: the fields of a case and what each may hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{label::Label, print::PrintView};

/// What a field may hold.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FieldKind {
    Text,
    Number,
    /// `YYYY-MM-DD`, a day in Japan.
    Date,
    /// Milliseconds since 1970.
    Moment,
    Choice,
    /// A list of ticked options.
    TickGroup,
    /// An account's id.
    Person,
    /// A list of accounts' ids.
    Persons,
    Unit,
    /// Several units.
    Units,
    /// The id that `POST /api/v1/case-files` gave.
    File,
    /// The id that `POST /api/v1/containers` gave.
    Container,
    Asset,
    /// A list of ids of things.
    Assets,
    /// A list of ids of enrolled terminals.
    Terminals,
    /// Another case.
    Case,
    /// A report of 110 video reporting.
    Report,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FieldOption {
    pub code: String,
    pub label: Label,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct FieldView {
    pub code: String,
    pub label: Label,
    pub kind: FieldKind,
    pub required: bool,
    /// Sealed with the key of its case; it never stands in the trail or in a notice.
    pub personal: bool,
    /// Of a choice or a tick group.
    pub options: Vec<FieldOption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub chars_max: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub max: Option<i64>,
    /// Asked for only where another field holds one of these choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_when: Option<AskedWhen>,
    /// What helps to fill it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<Label>,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AskedWhen {
    pub field: String,
    pub is: Vec<String>,
}

#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct FormView {
    pub code: String,
    pub label: Label,
    pub fields: Vec<FieldView>,
    /// The form on paper that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub paper: Option<PaperView>,
    /// How it looks on paper, where its document says so; in the views of a case and of a rulebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub print: Option<PrintView>,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PaperView {
    pub number: String,
    /// The document that has it.
    pub document: Label,
    /// False where its layout was not at hand: the fields are a proposal and may be replaced.
    pub supplied: bool,
}

/// The value of one field: numbers and moments as numbers, ticks and several things as a list,
/// everything else as a text; `null` takes a value away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
#[ts(export_to = "protocol.ts")]
pub enum FieldValue {
    Number(#[ts(type = "number")] i64),
    Text(String),
    Ticks(Vec<String>),
    Nothing,
}

/// Values by the codes of their fields.
pub type FieldValues = BTreeMap<String, FieldValue>;
