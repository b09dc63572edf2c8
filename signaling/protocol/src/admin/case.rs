//! Cases: filled forms that run through steps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    deadline::DeadlineLine,
    form::{FieldValues, FormView},
    label::{Label, PersonRef},
    workflow::{StateView, StepView, WorkflowView},
};
use crate::{
    id::{CaseId, UnitId},
    sign_in::Factor,
    time::UnixMs,
};

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CaseLine {
    pub id: CaseId,
    /// As people say it, for example `VR-2026-000012`; unique within its unit.
    pub number: String,
    pub document: String,
    pub workflow: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    pub state: StateView,
    /// Neither a step nor a duty is left.
    pub closed: bool,
    pub opened_at: UnixMs,
    pub changed_at: UnixMs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opened_by: Option<PersonRef>,
    /// Its next deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<UnixMs>,
    pub overdue: bool,
}

/// Answer of `GET /api/v1/cases`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CasePage {
    pub cases: Vec<CaseLine>,
    /// Ask again with `before` set to this id; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<CaseId>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DoneStep {
    pub step: String,
    pub label: Label,
    /// Nobody where a deadline took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<PersonRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub witness: Option<PersonRef>,
    pub at: UnixMs,
    /// What it filled, where the workflow keeps that.
    #[serde(default)]
    #[ts(as = "std::collections::BTreeMap<String, super::form::FieldValue>")]
    pub filled: FieldValues,
}

/// Somebody has agreed to a step that needs several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ApprovalView {
    pub step: String,
    pub by: PersonRef,
}

/// The holders of a post in a unit were told something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ToldLine {
    pub at: UnixMs,
    pub post: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    pub text: Label,
    pub clause: String,
    /// Who has read it.
    pub read: Vec<NoticeReceipt>,
}

/// Somebody has read a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NoticeReceipt {
    pub by: PersonRef,
    pub at: UnixMs,
}

/// A case with everything that the person may see of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CaseView {
    pub id: CaseId,
    pub number: String,
    pub document: String,
    /// The version of the rulebook under which it was opened and is finished.
    pub rulebook: String,
    pub workflow: String,
    pub label: Label,
    pub unit: UnitId,
    pub unit_name: String,
    pub state: StateView,
    pub closed: bool,
    /// Send it back as `seen`.
    pub version: u32,
    pub form: FormView,
    #[ts(as = "std::collections::BTreeMap<String, super::form::FieldValue>")]
    pub values: FieldValues,
    /// What people read for the ids among the values: a person's or unit's name, a file's name,
    /// the number of a thing or of another case.
    pub names: BTreeMap<String, String>,
    /// What is attached to the pictures among the values, by their ids.
    pub pictures: BTreeMap<String, PictureFacts>,
    /// The workflow in the version that the case runs under.
    pub flow: WorkflowView,
    /// False after the key of the case was destroyed: personal values are gone.
    pub readable: bool,
    pub done: Vec<DoneStep>,
    pub approvals: Vec<ApprovalView>,
    pub deadlines: Vec<DeadlineLine>,
    /// Whom it told what, newest first.
    pub told: Vec<ToldLine>,
    /// What this person may do now.
    pub steps: Vec<StepView>,
    pub opened_at: UnixMs,
}

/// Body of `POST /api/v1/cases`: the case begins with its first step.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct BeginCase {
    /// Chosen by who asks (a UUID), so that pressing twice makes one case; a new one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<CaseId>,
    pub document: String,
    pub workflow: String,
    /// The unit of the person's post when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    pub step: String,
    #[serde(default)]
    #[ts(as = "std::collections::BTreeMap<String, super::form::FieldValue>")]
    pub values: FieldValues,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub witness: Option<WitnessSignIn>,
}

/// Body of `POST /api/v1/cases/{id}/steps`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TakeStep {
    pub step: String,
    /// The version of the case that was on the screen.
    pub seen: u32,
    #[serde(default)]
    #[ts(as = "std::collections::BTreeMap<String, super::form::FieldValue>")]
    pub values: FieldValues,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub witness: Option<WitnessSignIn>,
}

/// The second person proves who they are at the same terminal.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct WitnessSignIn {
    pub user_id: String,
    pub factor: Factor,
    /// From `POST /api/v1/sign-in/challenge`; needed for a fingerprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ceremony: Option<String>,
}

/// Answer of `POST /api/v1/case-files`: the id for a file field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CaseFile {
    pub id: crate::id::FileId,
    pub name: String,
    #[ts(type = "number")]
    pub bytes: i64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// What is attached to it, where it is a picture that can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub picture: Option<PictureFacts>,
}

/// What a picture says beside its pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PictureFacts {
    /// It says where it was taken.
    pub position: bool,
    /// The names of everything else that is attached to it.
    pub left: Vec<String>,
}
