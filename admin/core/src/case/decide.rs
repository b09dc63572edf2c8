//! One step of one case: who, whether, and what then.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    Approval, Case, Context, Done, Effects, Refusal,
    effects::{AssetOrder, Mark, Notice, Opened},
    facts::Facts,
    guard::Unmet,
    refusal::Cause,
    value::{Value, Values},
};
use crate::{
    authority::{Basis, Matter},
    limits::CASE_STEPS,
    rulebook::{
        flaw::Word,
        form::Form,
        workflow::{NoticeKind, OrLater, Rule, Step, Trigger, When, Workflow},
    },
};

/// What somebody wants to do with a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub step: String,
    /// The version of the case that was on the screen.
    pub seen: u32,
    /// The fields that the step fills.
    pub values: BTreeMap<String, Json>,
}

/// Takes a step, or says why not. Nothing has happened before the shell has stored the effects.
pub fn decide(case: &Case, command: &Command, context: &Context<'_>) -> Result<Effects, Refusal> {
    let plan = Plan::of(case, command, context)?;
    let facts = plan.facts(case, context);
    plan.all_filled(&facts)?;
    let later = plan.guards_hold(&facts)?;
    let changed = plan.approved(case, context)?;
    if changed.state == Progress::Waiting {
        return Ok(plan.waiting(changed.case, context));
    }
    Ok(plan.taken(changed.case, &facts, &later))
}

/// A step that the person may take in this state, with the values as they would be.
pub(super) struct Plan<'a> {
    pub form: &'a Form,
    pub step: &'a Step,
    /// The post that it is taken in.
    pub post: String,
    pub values: Values,
}

#[derive(PartialEq)]
enum Progress {
    Waiting,
    Done,
}

struct Approved {
    case: Case,
    state: Progress,
}

impl<'a> Plan<'a> {
    pub fn of(case: &Case, command: &Command, context: &Context<'a>) -> Result<Self, Refusal> {
        let workflow = workflow_of(case, context)?;
        let step = workflow.step(&command.step);
        let step = step.filter(|step| step.is_there(context.rulebook));
        let step = step.ok_or_else(|| Refusal::new(Cause::StepUnknown, &workflow.clause))?;
        let basis = may_take(case, step, context)?;
        let refuse = |cause| Err(Refusal::new(cause, &step.clause));
        if command.seen != case.version {
            return refuse(Cause::ChangedMeanwhile);
        }
        if !step.leaves(&case.state) {
            return Err(wrong_state(workflow, &case.state, step));
        }
        if case.done.len() >= CASE_STEPS {
            return refuse(Cause::TooManySteps);
        }
        if step.to.is_none() && !step.closes.is_empty() && !any_open(case, step) {
            return refuse(Cause::NothingOpen);
        }
        let form = context.rulebook.forms.get(&workflow.form.text);
        let form = form.ok_or_else(|| Refusal::new(Cause::StepUnknown, &workflow.clause))?;
        let post = basis.post.kind.clone();
        let values = filled(case, step, form, &command.values)?;
        Ok(Self {
            form,
            step,
            post,
            values,
        })
    }

    pub fn facts<'b>(&'b self, case: &'b Case, context: &'b Context<'b>) -> Facts<'b> {
        Facts {
            case,
            form: self.form,
            values: &self.values,
            context,
            actor: Some(context.holder.person),
        }
    }

    /// Whatever the form calls required is there once its step is taken.
    pub(super) fn all_filled(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        let required = self
            .step
            .fills
            .iter()
            .filter_map(|field| self.form.field(field));
        for field in required.filter(|field| field.required) {
            if !facts.has(&field.code) {
                let mut refusal =
                    Refusal::of_field(Cause::FieldMissing, &field.clause, &field.code);
                refusal
                    .message
                    .ja
                    .push_str(&format!("({})", field.label.ja));
                refusal
                    .message
                    .en
                    .push_str(&format!(" ({})", field.label.en));
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// Asks the guards in their order. What may be reported afterwards comes back.
    fn guards_hold(&self, facts: &Facts<'_>) -> Result<Vec<&'a OrLater>, Refusal> {
        let mut later = Vec::new();
        for rule in self.step.guards.iter().filter(|rule| rule.applies(facts)) {
            let Err(unmet) = rule.guard.holds(facts) else {
                continue;
            };
            match rule
                .or_later
                .as_ref()
                .filter(|later| later.reason.as_ref().is_none_or(|field| facts.has(field)))
            {
                Some(or_later) => later.push(or_later),
                None => return Err(rule.refusal(unmet, self.form)),
            }
        }
        Ok(later)
    }

    /// Where several persons have to agree, counts this one. They agree to the same content: who
    /// changes it begins anew.
    fn approved(&self, case: &Case, context: &Context<'_>) -> Result<Approved, Refusal> {
        let same_content = case.values == self.values;
        let mut case = Case {
            values: self.values.clone(),
            ..case.clone()
        };
        let Some(needed) = &self.step.approvals else {
            return Ok(Approved {
                case,
                state: Progress::Done,
            });
        };
        let by = context.holder.person;
        if !same_content {
            case.approvals.clear();
        }
        case.approvals
            .retain(|approval| approval.step == self.step.code);
        if case.approvals.iter().any(|approval| approval.by == by) {
            return Err(Refusal::new(Cause::AlreadyApproved, &needed.clause));
        }
        case.approvals.push(Approval {
            step: self.step.code.clone(),
            by,
        });
        let enough = case.approvals.len() >= needed.persons;
        let state = if enough {
            Progress::Done
        } else {
            Progress::Waiting
        };
        Ok(Approved { case, state })
    }

    /// One has agreed, others have to.
    fn waiting(&self, mut case: Case, context: &Context<'_>) -> Effects {
        case.version += 1;
        let mark = Mark::allowed(&case, self.step, context, &self.post);
        Effects::only(case, mark)
    }

    pub fn taken(&self, mut case: Case, facts: &Facts<'_>, later: &[&OrLater]) -> Effects {
        let (step, context) = (self.step, facts.context);
        let closed: Vec<_> = step
            .closes
            .iter()
            .filter(|kind| case.open.remove(&kind.text))
            .collect();
        let opened = step
            .opens
            .iter()
            .chain(later.iter().map(|later| &later.opens));
        let opened: Vec<_> = opened
            .filter_map(|kind| Opened::of(kind, step, facts))
            .collect();
        case.open
            .extend(opened.iter().map(|opened| opened.terms.duty.clone()));
        case.version += 1;
        case.approvals.clear();
        if let Some(to) = &step.to {
            case.state = to.text.clone();
        }
        case.done.push(Done {
            step: step.code.clone(),
            by: facts.actor,
            witness: context.witness.map(|witness| witness.person),
            at: context.now,
        });
        Effects {
            mark: Mark::allowed(&case, step, context, &self.post),
            notices: self.notices(&case, facts),
            assets: step
                .assets
                .iter()
                .filter_map(|act| AssetOrder::of(act, facts))
                .collect(),
            opened,
            closed: closed.into_iter().map(|kind| kind.text.clone()).collect(),
            case,
        }
    }

    fn notices(&self, case: &Case, facts: &Facts<'_>) -> Vec<Notice> {
        let going_out = self.step.notices.iter().filter(|kind| kind.goes_out(facts));
        going_out
            .map(|kind| Notice::of(kind, case, facts.context))
            .collect()
    }
}

impl NoticeKind {
    fn goes_out(&self, facts: &Facts<'_>) -> bool {
        self.when.as_ref().is_none_or(|when| when.is_met(facts))
    }
}

impl When {
    fn is_met(&self, facts: &Facts<'_>) -> bool {
        let value = facts.value(&self.field);
        value.is_some_and(|value| value.is_one_of(self.is.iter().map(|word| &**word)))
    }
}

impl Rule {
    /// Whether the guard is asked for these values.
    pub(super) fn applies(&self, facts: &Facts<'_>) -> bool {
        let switch = self.switch.as_ref();
        switch.is_none_or(|switch| facts.context.rulebook.is_on(switch))
            && self.when.as_ref().is_none_or(|when| when.is_met(facts))
    }

    fn refusal(&self, unmet: Unmet, form: &Form) -> Refusal {
        let told = self.guard.told();
        let names: Vec<_> = unmet
            .fields
            .iter()
            .filter_map(|field| form.label_of(field))
            .collect();
        Refusal {
            cause: Cause::Guard(self.guard.name(), self.class.unwrap_or(told.class)),
            clause: self.clause.text.clone(),
            message: Box::new(self.label.clone().unwrap_or_else(|| told.with(&names))),
            fields: unmet.fields,
            ticks: unmet.ticks,
        }
    }
}

/// The step comes too early or too late. Where another has to come first, that one is named with
/// its clause.
fn wrong_state(workflow: &Workflow, state: &str, step: &Step) -> Refusal {
    let Some(first) = workflow.first_towards(state, step) else {
        return Refusal::new(Cause::WrongState, &step.clause);
    };
    let mut refusal = Refusal::new(Cause::WrongState, &first.clause);
    let (ja, en) = (&first.label.ja, &first.label.en);
    refusal
        .message
        .ja
        .push_str(&format!("。先に必要な手続:{ja}"));
    refusal
        .message
        .en
        .push_str(&format!(". What comes first: {en}"));
    refusal
}

/// The workflow of a case, in the version of the rulebook that the case runs under.
pub(super) fn workflow_of<'a>(case: &Case, context: &Context<'a>) -> Result<&'a Workflow, Refusal> {
    let document = &context.rulebook.document;
    let same = case.document == document.code && case.rulebook == document.version;
    let workflow = context
        .rulebook
        .workflows
        .get(&case.workflow)
        .filter(|_| same);
    workflow.ok_or_else(|| Refusal::new(Cause::OtherRulebook, &document.clause))
}

/// Asks the grants for the action that the step names.
pub(super) fn may_take<'a>(
    case: &Case,
    step: &Step,
    context: &Context<'a>,
) -> Result<Basis<'a>, Refusal> {
    let Trigger::Action(action) = &step.trigger else {
        return Err(Refusal::new(Cause::NotAllowed, &step.clause));
    };
    let matter = Matter {
        unit: case.unit,
        owner: case.owner(),
        kind: &case.workflow,
        state: &case.state,
    };
    let authority = context.rulebook.authority();
    let asked = authority.may(
        context.holder,
        action,
        &matter,
        context.units,
        context.today(),
    );
    asked.map_err(|denied| Refusal::new(Cause::NotAllowed, denied.clause))
}

fn any_open(case: &Case, step: &Step) -> bool {
    step.closes
        .iter()
        .any(|kind: &Word| case.open.contains(&kind.text))
}

/// The values of the case with those that the step brings. An empty one takes a value away.
pub(super) fn filled(
    case: &Case,
    step: &Step,
    form: &Form,
    brought: &BTreeMap<String, Json>,
) -> Result<Values, Refusal> {
    let mut values = case.values.clone();
    for (code, json) in brought {
        let fills = step.fills.iter().any(|field| **field == **code);
        let Some(field) = form.field(code).filter(|_| fills) else {
            return Err(Refusal::new(Cause::FieldUnknown, &step.clause));
        };
        if json.is_null() {
            values.remove(code);
            continue;
        }
        match Value::read(field, json) {
            Some(value) => values.insert(code.clone(), value),
            None => return Err(Refusal::of_field(Cause::ValueUnfit, &field.clause, code)),
        };
    }
    Ok(values)
}

#[cfg(test)]
mod tests;
