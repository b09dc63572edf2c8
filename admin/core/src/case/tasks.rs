//! What somebody can do with a case now: the lines of "my tasks".

use super::{Case, Context, decide::may_take};
use crate::rulebook::workflow::Step;

/// The steps that lead on from the case's state and that the person may take. Guards may still
/// refuse what is filled in.
pub fn tasks<'a>(case: &Case, context: &Context<'a>) -> Vec<&'a Step> {
    let workflow = context.rulebook.workflows.get(&case.workflow);
    let steps = workflow.into_iter().flat_map(|workflow| &workflow.steps);
    let is_task = |step: &&Step| {
        step.is_there(context.rulebook)
            && !step.by_effect
            && step.leaves(&case.state)
            && case.has_open_what(step)
            && may_take(case, step, context).is_ok()
    };
    steps.filter(is_task).collect()
}
