//! What becomes of a case when something happens that nobody in a post does.

use std::collections::{BTreeMap, BTreeSet};

use protocol::time::UnixMs;
use serde_json::Value as Json;

use super::{
    Case, Context, Effects, Refusal,
    decide::{Plan, Turn, workflow_of},
    effects,
    questions::Question,
    refusal::Cause,
};
use crate::{
    deadline::Consequence,
    post::unit::UnitTree,
    rulebook::{
        Rulebook,
        workflow::{Event, Trigger},
    },
};

/// Takes the step that the event sets off in this state, with the values that it brings. The
/// context is that of the system.
pub fn happen(
    case: &Case,
    event: Event,
    brought: &BTreeMap<String, Json>,
    context: &Context<'_>,
) -> Result<Effects, Refusal> {
    let plan = plan(case, event, brought, context)?;
    let facts = plan.facts(case, context);
    plan.all_filled(&facts)?;
    let turn = plan.guards_hold(&facts)?;
    let step = plan.step;
    let mark = effects::by_itself(case, &step.code, &step.clause, context.now);
    Ok(plan.taken(plan.filled(case), &facts, &turn, mark))
}

/// What the guards of that step want to know.
pub fn asked(
    case: &Case,
    event: Event,
    brought: &BTreeMap<String, Json>,
    context: &Context<'_>,
) -> Result<BTreeSet<Question>, Refusal> {
    let plan = plan(case, event, brought, context)?;
    let facts = plan.facts(case, context);
    // What it says counts when its questions have been answered.
    let _ = plan.guards_hold(&facts);
    Ok(facts.asked.into_inner())
}

fn plan<'a>(
    case: &Case,
    event: Event,
    brought: &BTreeMap<String, Json>,
    context: &Context<'a>,
) -> Result<Plan<'a>, Refusal> {
    let workflow = workflow_of(case, context)?;
    let step = workflow
        .steps_from(&case.state)
        .find(|step| step.trigger == Trigger::Event(event))
        .ok_or_else(|| Refusal::new(Cause::StepUnknown, &workflow.clause))?;
    Plan::new(case, workflow, step, None, brought, context)
}

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
    let context = Context::of_system(rulebook, units, now);
    let workflow = workflow_of(case, &context).ok()?;
    let kind = rulebook.deadlines.get(deadline)?;
    if !case.open.contains(deadline) {
        return None;
    }
    let is_duty = kind.consequence == Consequence::OverdueEscalate;
    let mut struck = case.clone();
    if !is_duty {
        struck.open.remove(deadline);
    }
    let sets_off =
        |trigger: &Trigger| matches!(trigger, Trigger::Deadline(kind) if **kind == *deadline);
    let step = workflow
        .steps_from(&case.state)
        .find(|step| sets_off(&step.trigger));
    let Some(step) = step else {
        struck.version += 1;
        let mark = effects::by_itself(case, deadline, &kind.clause, now);
        return (!is_duty).then(|| Effects::only(struck, mark));
    };
    let plan = Plan::new(case, workflow, step, None, &BTreeMap::new(), &context).ok()?;
    let mark = effects::by_itself(case, deadline, &step.clause, now);
    let facts = plan.facts(case, &context);
    Some(plan.taken(struck, &facts, &Turn::default(), mark))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        rulebook::embedded::{TOWN_CCTV, clauses},
        world::{GROUP, at, unit, units},
    };

    #[test]
    fn somebody_unknown_begins_a_case_and_nothing_else() {
        let rulebook = Rulebook::load(TOWN_CCTV, &clauses()).unwrap();
        let id = protocol::id::CaseId::new(UnixMs(1), [1; 10]);
        let workflow = &rulebook.workflows["complaint"];
        let blank = Case::blank(id, unit(GROUP), &rulebook, workflow);
        let write = |case: &Case, event, values: serde_json::Value| {
            let values = serde_json::from_value(values).unwrap();
            let units = units();
            let context = Context::of_system(&rulebook, &units, at("2026-11-20T10:00:00"));
            happen(case, event, &values, &context)
        };
        let empty = write(&blank, Event::Public, json!({ "content": " " })).unwrap_err();
        assert_eq!((empty.code(), &*empty.clause), ("field_missing", "CC-3.6"));
        let more = json!({ "content": "灯りがまぶしい", "answer": "対応済み" });
        let more = write(&blank, Event::Public, more).unwrap_err();
        assert_eq!(more.code(), "field_unknown");
        let content = json!({ "content": "灯りがまぶしい" });
        let begun = write(&blank, Event::Public, content.clone()).unwrap();
        assert_eq!(begun.case.state, "open");
        assert_eq!(begun.case.done[0].by, None);
        assert_eq!(begun.opened[0].terms.duty, "complaint_answer");
        assert_eq!(begun.notices[0].to, "responsible");
        assert_eq!(
            (&*begun.mark.actor, &*begun.mark.action),
            ("system", "receive")
        );
        assert!(write(&begun.case, Event::Public, content).is_err());
        assert!(write(&blank, Event::Erased, json!({})).is_err());
    }
}
