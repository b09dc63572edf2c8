//! What somebody can do with a case now: the lines of "my tasks".

use super::{Case, Context, decide::may_take};
use crate::rulebook::workflow::{Step, Trigger};

/// The steps that lead on from the case's state and that the person may take. Guards may still
/// refuse what is filled in.
pub fn tasks<'a>(case: &Case, context: &Context<'a>) -> Vec<&'a Step> {
    let Some(workflow) = context.rulebook.workflows.get(&case.workflow) else {
        return Vec::new();
    };
    let is_open = |step: &&Step| {
        let answers_duty = step.to.is_none() && !step.closes.is_empty();
        let open = !answers_duty
            || step
                .closes
                .iter()
                .any(|duty| case.open.contains(&duty.text));
        open && matches!(step.trigger, Trigger::Action(_)) && may_take(case, step, context).is_ok()
    };
    workflow
        .steps
        .iter()
        .filter(|step| step.is_there(context.rulebook) && step.leaves(&case.state))
        .filter(is_open)
        .collect()
}
