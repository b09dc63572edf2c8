//! Workflows: states, steps, guards in words.

use serde::{Deserialize, Serialize};

use super::{form::FormView, label::Label};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StateView {
    pub code: String,
    pub label: Label,
    /// Nothing more has to happen here.
    pub end: bool,
}

/// A condition of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct GuardView {
    pub name: String,
    /// What a refusal by it says.
    pub words: Label,
    pub clause: String,
    /// With a typed reason in this field the step may go first and be reported afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub or_later: Option<String>,
}

/// A step of a workflow as the rulebook says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct WorkflowStep {
    pub code: String,
    pub label: Label,
    pub from: Vec<String>,
    /// Absent where the state stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// Other states into which it leads where a condition does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub or_to: Vec<String>,
    /// The act that takes it; absent where a deadline does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub action: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deadline: Option<String>,
    pub fills: Vec<String>,
    pub guards: Vec<GuardView>,
    /// How many different persons have to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub approvals: Option<u32>,
    pub clause: String,
}

#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct WorkflowView {
    pub code: String,
    pub label: Label,
    /// The form's code.
    pub form: String,
    /// The state in which a case begins.
    pub start: String,
    pub states: Vec<StateView>,
    pub steps: Vec<WorkflowStep>,
    pub clause: String,
}

/// A step that the person may take now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StepView {
    pub code: String,
    pub label: Label,
    pub fills: Vec<String>,
    /// How many different persons have to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub approvals: Option<u32>,
    /// A second person has to sign in beside the one who acts.
    pub witness: bool,
    /// What is read out or sent on at this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub script: Option<Label>,
    pub clause: String,
}

/// A workflow that the person may begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct BeginnableWorkflow {
    pub document: String,
    pub document_title: Label,
    pub workflow: String,
    pub label: Label,
    pub form: FormView,
    pub first_steps: Vec<StepView>,
    pub flow: WorkflowView,
    pub clause: String,
}

/// Answer of `GET /api/v1/workflows`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct WorkflowList {
    pub workflows: Vec<BeginnableWorkflow>,
}
