//! Every step can be reached, and every state leads on or is an end.

use super::super::{flaw::Fault, reader::Flaws, workflow::Workflow};

pub(super) fn check(workflow: &Workflow, flaws: &Flaws) {
    let reached = reached_states(workflow);
    for step in &workflow.steps {
        if !step.from.iter().any(|from| reached.contains(&&**from)) {
            flaws.add(&step.place, Fault::StepUnreachable(step.code.clone()));
        }
    }
    for state in &workflow.states {
        let leads_on = workflow
            .steps_from(&state.code)
            .any(|step| step.to.is_some());
        if !state.end && !leads_on {
            flaws.add(&state.place, Fault::DeadEnd(state.code.clone()));
        }
    }
}

fn reached_states(workflow: &Workflow) -> Vec<&str> {
    let mut reached = vec![&*workflow.start];
    let mut next = 0;
    while let Some(state) = reached.get(next).copied() {
        next += 1;
        for to in workflow
            .steps_from(state)
            .filter_map(|step| step.to.as_ref())
        {
            if !reached.contains(&&**to) {
                reached.push(to);
            }
        }
    }
    reached
}
