//! What becomes of a case when one of its deadlines strikes.

use std::collections::BTreeMap;

use protocol::time::UnixMs;

use super::{
    Case, Context, Effects,
    decide::{Plan, workflow_of},
    effects::Mark,
    facts::Facts,
};
use crate::{
    authority::Holder,
    deadline::Consequence,
    post::unit::UnitTree,
    rulebook::{
        Rulebook,
        workflow::{Step, Trigger},
    },
};

/// Takes the step that the deadline sets off in this state, or only remembers that it struck. A
/// duty without such a step stays open, because it is overdue now and can still be done: then
/// nothing changes.
pub fn strike(
    case: &Case,
    deadline: &str,
    rulebook: &Rulebook,
    units: &UnitTree,
    now: UnixMs,
) -> Option<Effects> {
    let answers = BTreeMap::new();
    let context = Context {
        rulebook,
        units,
        holder: Holder::nobody(),
        witness: None,
        now,
        answers: &answers,
    };
    let workflow = workflow_of(case, &context).ok()?;
    let form = rulebook.forms.get(&workflow.form.text)?;
    let kind = rulebook
        .deadlines
        .get(deadline)
        .filter(|_| case.open.contains(deadline))?;
    let is_duty = kind.consequence == Some(Consequence::OverdueEscalate);
    let mut struck = case.clone();
    if !is_duty {
        struck.open.remove(deadline);
    }
    let Some(step) = workflow
        .steps_from(&case.state)
        .find(|step| sets_off(deadline, step))
    else {
        struck.version += 1;
        let mark = Mark::of_system(case, deadline, &kind.clause, now);
        return (!is_duty).then(|| Effects::only(struck, mark));
    };
    let plan = Plan {
        form,
        step,
        post: String::new(),
        values: case.values.clone(),
    };
    let facts = Facts {
        actor: None,
        ..plan.facts(case, &context)
    };
    let mut effects = plan.taken(struck, &facts, &[]);
    effects.mark = Mark::of_system(case, deadline, &step.clause, now);
    Some(effects)
}

fn sets_off(deadline: &str, step: &Step) -> bool {
    matches!(&step.trigger, Trigger::Deadline(kind) if **kind == *deadline)
}
