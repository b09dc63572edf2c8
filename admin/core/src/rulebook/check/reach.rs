//! Every step can be reached, and every state leads on or is an end.

use super::super::{
    flaw::{Fault, Flaws},
    workflow::{Step, Workflow},
};

pub(super) fn check(workflow: &Workflow, flaws: &Flaws) {
    let to = |state| {
        let steps = workflow.steps_from(state);
        steps.flat_map(Step::leads_to)
    };
    let reached = reach(&workflow.start, to);
    for step in &workflow.steps {
        if !step.from.iter().any(|from| reached.contains(&&**from)) {
            flaws.add(&step.place, Fault::StepUnreachable(step.code.clone()));
        }
    }
    for state in &workflow.states {
        if !state.end && to(&state.code).next().is_none() {
            flaws.add(&state.place, Fault::DeadEnd(state.code.clone()));
        }
    }
}

/// What can be reached from a start, which comes first.
pub(in super::super) fn reach<'a, I: Iterator<Item = &'a str>>(
    start: &'a str,
    next: impl Fn(&'a str) -> I,
) -> Vec<&'a str> {
    let mut reached = vec![start];
    let mut at = 0;
    while let Some(word) = reached.get(at).copied() {
        at += 1;
        for found in next(word) {
            if !reached.contains(&found) {
                reached.push(found);
            }
        }
    }
    reached
}
