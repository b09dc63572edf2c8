//! Workflows with their states and steps.

use admin_core::rulebook::workflow::{Rule, State, Step, Trigger, Workflow};
use protocol::admin::{
    label::Label,
    workflow::{GuardView, StateView, WorkflowStep, WorkflowView},
};

use crate::posts::view::label;

pub fn state(state: &State) -> StateView {
    StateView {
        code: state.code.clone(),
        label: label(&state.label),
        end: state.end,
    }
}

pub fn workflow(workflow: &Workflow) -> WorkflowView {
    WorkflowView {
        code: workflow.code.clone(),
        label: label(&workflow.label),
        form: workflow.form.text.clone(),
        start: workflow.start.text.clone(),
        states: workflow.states.iter().map(state).collect(),
        steps: workflow.steps.iter().map(step).collect(),
        clause: workflow.clause.text.clone(),
    }
}

fn step(step: &Step) -> WorkflowStep {
    let (action, deadline) = match &step.trigger {
        Trigger::Action(action) => (Some(action.text.clone()), None),
        Trigger::Deadline(deadline) => (None, Some(deadline.text.clone())),
        Trigger::Event(_) => (None, None),
    };
    let guard = |rule: &Rule| {
        let told = rule.guard.told();
        GuardView {
            name: rule.guard.name().to_owned(),
            words: rule.label.as_ref().map_or_else(
                || Label {
                    ja: told.ja.to_owned(),
                    en: told.en.to_owned(),
                },
                label,
            ),
            clause: rule.clause.text.clone(),
            or_later: rule
                .or_later
                .as_ref()
                .and_then(|later| later.reason.as_ref())
                .map(|reason| reason.text.clone()),
        }
    };
    WorkflowStep {
        code: step.code.clone(),
        label: label(&step.label),
        from: step.from.iter().map(|word| word.text.clone()).collect(),
        to: step.to.as_ref().map(|word| word.text.clone()),
        or_to: step
            .leads_to()
            .skip(usize::from(step.to.is_some()))
            .map(str::to_owned)
            .collect(),
        action,
        deadline,
        fills: step.fills.iter().map(|word| word.text.clone()).collect(),
        guards: step.guards.iter().map(guard).collect(),
        approvals: step
            .approvals
            .as_ref()
            .and_then(|approvals| u32::try_from(approvals.persons).ok()),
        clause: step.clause.text.clone(),
    }
}
