//! Rulebooks: article, rule in force, parameters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{form::FormView, label::Label, ledger::LedgerAct, workflow::WorkflowView};
use crate::{
    id::UnitId,
    text::Language,
    time::{Day, UnixMs},
};

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RulebookHead {
    pub document: String,
    pub version: String,
    pub title: Label,
    /// The same in few words, for chips and lists.
    pub short: Label,
    pub valid_from: Day,
    /// The last day printed on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub valid_to: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub original_kept_to: Option<Day>,
    /// Past its validity; the rules stay enforced and every page of the admin shows a banner.
    pub past: bool,
    /// A newer version of the same document has begun, and nothing of this one is enforced.
    pub replaced: bool,
    /// Days until the validity ends, from 90 down to 0; absent before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub days_left: Option<u32>,
    /// In force today.
    pub in_force: bool,
}

/// Answer of `GET /api/v1/rulebooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RulebookList {
    pub rulebooks: Vec<RulebookHead>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ReferenceView {
    /// `based_on`, `supersedes` or `beside`.
    pub relation: String,
    pub title: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub issued: Option<Day>,
    /// False where its text was not at hand when the rulebook was made.
    pub supplied: bool,
    pub clause: String,
}

/// A word whose meaning another document gives (VR-2.0).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TermView {
    pub term: Label,
    pub meaning: Label,
    /// The title of the document that defines it.
    pub source: Label,
    pub supplied: bool,
    pub clause: String,
}

/// One datum in force on a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RuleLine {
    /// For example `grant`, `appointment`, `step`, `guard`, `parameter`.
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub label: Option<Label>,
    /// File and line.
    pub place: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ArticleView {
    pub clause: String,
    /// For example `role`, `control`, `org`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub article: Option<Label>,
    pub rules: Vec<RuleLine>,
    /// Codes of the parameters that stand on it.
    pub parameters: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proof: Option<Proof>,
}

/// Which tests fail when the rules on a clause are switched off, as `infra/prove` found last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Proof {
    pub tests: Vec<ProofTest>,
    /// `proven`, `unproven` or `organisational`.
    pub result: String,
    /// When it was tried.
    pub day: Day,
    /// The state of the source that was tried.
    pub commit: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ProofTest {
    /// What was switched off, in a few words.
    pub rule: String,
    /// The name of the test that goes red without it.
    pub test: String,
}

/// A figure, a switch, a text or a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ParameterValue {
    Count {
        #[ts(type = "number")]
        count: i64,
    },
    Switch {
        on: bool,
    },
    Words {
        words: String,
    },
    /// A counting rule, as rulebooks write it: `{"after":{"minutes":30}}`, `{"inclusive_days":7}`.
    Period {
        #[ts(type = "Record<string, unknown>")]
        rule: serde_json::Value,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ParameterView {
    pub code: String,
    pub label: Label,
    pub value: ParameterValue,
    /// The value in words.
    pub words: Label,
    /// What a count counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<Label>,
    /// Not in the document but our proposal.
    pub ours: bool,
    /// The lowest level that may set it: `national`, `force` or `unit`.
    pub level: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub max: Option<i64>,
    /// Which way a layer may move it: `smaller`, `larger`, `on` or `off`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub narrower: Option<String>,
    /// Whether the person who asks may set it.
    pub settable: bool,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PostKindView {
    pub code: String,
    pub label: Label,
    /// Kinds of unit that have it.
    pub units: Vec<String>,
    pub single: bool,
    /// The office that it follows [職指定].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub office: Option<String>,
    pub terminals: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub superior: Option<String>,
    pub deputies: Vec<String>,
    pub clause: String,
}

/// One code with its name and clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NamedRule {
    pub code: String,
    pub label: Label,
    pub clause: String,
}

/// A row of the appointment matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AppointmentRow {
    pub grantor: String,
    pub grantees: Vec<String>,
    pub acts: Vec<String>,
    /// `any`, `same_hq`, `same_unit`, `same_group` or `below`.
    pub scope: String,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeadlineKindView {
    pub code: String,
    pub label: Label,
    pub rule_words: Label,
    /// The parameter that the period is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parameter: Option<String>,
    pub consequence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub holder: Option<String>,
    pub repeats: bool,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LedgerKindView {
    pub code: String,
    pub label: Label,
    pub acts: Vec<LedgerAct>,
    pub clause: String,
}

/// A text that is shown as it stands, for example a consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TextView {
    pub code: String,
    pub label: Label,
    /// Translations beside Japanese and English.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<Language, String>>")]
    pub other: BTreeMap<Language, String>,
    /// Whether the person who asks may set it.
    pub settable: bool,
    pub clause: String,
}

/// Settings that a level made on top of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct LayerView {
    pub level: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub version: String,
    pub author: String,
    pub valid_from: Day,
}

/// Answer of `GET /api/v1/rulebooks/{document}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RulebookView {
    pub head: RulebookHead,
    pub layers: Vec<LayerView>,
    pub references: Vec<ReferenceView>,
    pub glossary: Vec<TermView>,
    pub articles: Vec<ArticleView>,
    pub parameters: Vec<ParameterView>,
    pub posts: Vec<PostKindView>,
    pub terminals: Vec<NamedRule>,
    pub appointments: Vec<AppointmentRow>,
    pub actions: Vec<NamedRule>,
    pub forms: Vec<FormView>,
    pub workflows: Vec<WorkflowView>,
    pub ledgers: Vec<LedgerKindView>,
    pub deadlines: Vec<DeadlineKindView>,
    pub texts: Vec<TextView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ParameterSetting {
    pub code: String,
    pub value: ParameterValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TextSetting {
    pub code: String,
    pub ja: String,
    pub en: String,
    /// Translations; a language without one is shown the new words in Japanese or English.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<BTreeMap<Language, String>>")]
    pub other: BTreeMap<Language, String>,
}

/// Body of `POST /api/v1/rulebooks/{document}/settings`: what is set becomes a version of its own
/// from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Settings {
    /// `national`, `force` or `unit`.
    pub level: String,
    /// The unit of the person's post when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    pub valid_from: Day,
    #[serde(default)]
    pub parameters: Vec<ParameterSetting>,
    #[serde(default)]
    pub texts: Vec<TextSetting>,
}

/// Answer of `POST /api/v1/rulebooks/{document}/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SettingsMade {
    pub head: RulebookHead,
    pub at: UnixMs,
}
