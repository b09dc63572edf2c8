//! What becomes of a case when something happens that nobody in a post does.

use std::collections::BTreeMap;

use protocol::time::UnixMs;
use serde_json::Value as Json;

use super::{
    Case, Context, Effects, Refusal,
    decide::{Plan, filled, workflow_of},
    effects::Mark,
    facts::Facts,
    refusal::Cause,
};
use crate::{
    authority::Holder,
    post::unit::UnitTree,
    rulebook::{
        Rulebook,
        workflow::{Event, Trigger},
    },
};

/// Takes the step that the event sets off in this state, with the values that it brings.
pub fn happen(
    case: &Case,
    event: Event,
    brought: &BTreeMap<String, Json>,
    rulebook: &Rulebook,
    units: &UnitTree,
    now: UnixMs,
) -> Result<Effects, Refusal> {
    let answers = BTreeMap::new();
    let context = Context {
        rulebook,
        units,
        holder: Holder::nobody(),
        witness: None,
        now,
        answers: &answers,
    };
    let workflow = workflow_of(case, &context)?;
    let unknown = || Refusal::new(Cause::StepUnknown, &workflow.clause);
    let step = workflow
        .steps_from(&case.state)
        .find(|step| step.trigger == Trigger::Event(event))
        .ok_or_else(unknown)?;
    let form = rulebook
        .forms
        .get(&workflow.form.text)
        .ok_or_else(unknown)?;
    let plan = Plan {
        form,
        step,
        post: String::new(),
        values: filled(case, step, form, brought)?,
    };
    let facts = Facts {
        actor: None,
        ..plan.facts(case, &context)
    };
    plan.all_filled(&facts)?;
    let changed = Case {
        values: plan.values.clone(),
        ..case.clone()
    };
    let mut effects = plan.taken(changed, &facts, &[]);
    effects.mark = Mark::of_system(case, &step.code, &step.clause, now);
    Ok(effects)
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
            happen(
                case,
                event,
                &values,
                &rulebook,
                &units(),
                at("2026-11-20T10:00:00"),
            )
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
