//! One step of one case: who, whether, and what then.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::Value as Json;

use super::{
    Approval, Case, Context, Done, Effects, Refusal,
    effects::{
        self, AssetOrder, Collected, Erased, Given, Moved, NewThing, Notice, Numbered, Opened, Told,
    },
    facts::Facts,
    guard::Unmet,
    refusal::Cause,
    value::{Value, Values},
};
use crate::{
    authority::Basis,
    limits::CASE_STEPS,
    post::Post,
    rulebook::{
        flaw::names,
        form::{FieldKind, Form},
        workflow::{NoticeKind, OrLater, Otherwise, Rule, Step, Trigger, Workflow},
    },
    trail::Act,
};

/// What somebody wants to do with a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub step: String,
    /// The version of the case that was on the screen.
    pub seen: u32,
    /// The fields that the step fills.
    pub values: BTreeMap<String, Json>,
    /// What the step stands for is done in the same transaction.
    pub with_effect: bool,
}

/// Takes a step, or says why not. Nothing has happened before the shell has stored the effects.
pub fn decide(case: &Case, command: &Command, context: &Context<'_>) -> Result<Effects, Refusal> {
    let plan = Plan::of(case, command, context)?;
    let facts = plan.facts(case, context);
    plan.all_filled(&facts)?;
    let turn = plan.guards_hold(&facts)?;
    let mut changed = plan.filled(case);
    let mark = effects::taken(case, &plan.values, plan.step, context, plan.post);
    if plan.approved(case, &mut changed, context)? {
        return Ok(plan.taken(changed, &facts, &turn, mark));
    }
    // One has agreed, others have to.
    changed.version += 1;
    Ok(Effects::only(changed, mark))
}

/// What the guards let through: what is left for later, and where it leads instead.
#[derive(Default)]
pub(super) struct Turn<'a> {
    later: Vec<&'a OrLater>,
    otherwise: Option<&'a Otherwise>,
}

/// A step that may be taken in this state, with the values as they would be.
pub(super) struct Plan<'a> {
    pub step: &'a Step,
    form: &'a Form,
    /// The post that it is taken in; none where the system takes it.
    post: Option<&'a Post>,
    values: Values,
    /// What it brings, where the workflow keeps that.
    kept: Values,
}

impl<'a> Plan<'a> {
    pub fn of(case: &Case, command: &Command, context: &Context<'a>) -> Result<Self, Refusal> {
        let workflow = workflow_of(case, context)?;
        let step = workflow.step(&command.step);
        let step = step.filter(|step| step.is_there(context.rulebook));
        let step = step.ok_or_else(|| Refusal::new(Cause::StepUnknown, &workflow.clause))?;
        let basis = may_take(case, step, context)?;
        let refuse = |cause| Err(Refusal::new(cause, &step.clause));
        if step.by_effect && !command.with_effect {
            return refuse(Cause::NotByHand);
        }
        if command.seen != case.version {
            return refuse(Cause::ChangedMeanwhile);
        }
        if !step.leaves(&case.state) {
            return Err(wrong_state(workflow, &case.state, step));
        }
        if case.done.len() >= CASE_STEPS {
            return refuse(Cause::TooManySteps);
        }
        if !case.has_open_what(step) {
            return refuse(Cause::NothingOpen);
        }
        Self::new(
            case,
            workflow,
            step,
            Some(basis.post),
            &command.values,
            context,
        )
    }

    pub fn new(
        case: &Case,
        workflow: &'a Workflow,
        step: &'a Step,
        post: Option<&'a Post>,
        brought: &BTreeMap<String, Json>,
        context: &Context<'a>,
    ) -> Result<Self, Refusal> {
        let form = context.rulebook.forms.get(&workflow.form.text);
        let form = form.ok_or_else(|| Refusal::new(Cause::StepUnknown, &workflow.clause))?;
        let values = with_brought(&case.values, step, form, brought)?;
        let is_kept = |code: &&String| {
            let field = form.field(code);
            workflow.keeps && field.is_some_and(|field| !field.personal)
        };
        let kept = brought.keys().filter(is_kept);
        let kept = kept.filter_map(|code| Some((code.clone(), values.get(code)?.clone())));
        let kept = kept.collect();
        Ok(Self {
            step,
            form,
            post,
            values,
            kept,
        })
    }

    pub fn facts<'b>(&'b self, case: &'b Case, context: &'b Context<'b>) -> Facts<'b> {
        Facts {
            case,
            form: self.form,
            values: &self.values,
            context,
            actor: self.post.map(|_| context.holder.person),
            step: self.step,
            asked: RefCell::default(),
        }
    }

    /// The case with the values that the step brings.
    pub fn filled(&self, case: &Case) -> Case {
        Case {
            values: self.values.clone(),
            ..case.clone()
        }
    }

    /// Whatever the form calls required is there once its step is taken.
    pub fn all_filled(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        let filled = self.step.fills.iter();
        let mut fields = filled.filter_map(|field| self.form.field(field));
        match fields.find(|field| field.required && !facts.has(&field.code)) {
            Some(field) => {
                let refusal = Refusal::of_field(Cause::FieldMissing, &field.clause, &field.code);
                Err(refusal.naming(&[&field.label]))
            }
            None => Ok(()),
        }
    }

    /// Asks the guards in their order. What may be reported afterwards comes back, and where the
    /// step leads instead.
    pub fn guards_hold(&self, facts: &Facts<'_>) -> Result<Turn<'a>, Refusal> {
        let mut turn = Turn::default();
        for rule in self.step.guards.iter().filter(|rule| rule.applies(facts)) {
            let Err(unmet) = rule.guard.holds(facts) else {
                continue;
            };
            if let Some(otherwise) = &rule.otherwise {
                turn.otherwise = turn.otherwise.or(Some(otherwise));
                continue;
            }
            let reasoned = |later: &&OrLater| later.reason.as_ref().is_none_or(|it| facts.has(it));
            match rule.or_later.as_ref().filter(reasoned) {
                Some(or_later) => turn.later.push(or_later),
                None => return Err(rule.refusal(unmet, self.form)),
            }
        }
        Ok(turn)
    }

    /// Where several persons have to agree, counts this one, and says whether they are enough. They
    /// agree to the same content: who changes it begins anew.
    fn approved(
        &self,
        before: &Case,
        case: &mut Case,
        context: &Context<'_>,
    ) -> Result<bool, Refusal> {
        let Some(needed) = &self.step.approvals else {
            return Ok(true);
        };
        let (step, by) = (self.step.code.clone(), context.holder.person);
        let same_content = before.values == case.values;
        case.approvals.retain(|it| same_content && it.step == step);
        if case.approvals.iter().any(|approval| approval.by == by) {
            return Err(Refusal::new(Cause::AlreadyApproved, &needed.clause));
        }
        case.approvals.push(Approval { step, by });
        Ok(case.approvals.len() >= needed.persons)
    }

    pub fn taken(&self, mut case: Case, facts: &Facts<'_>, turn: &Turn<'_>, mark: Act) -> Effects {
        let (step, context) = (self.step, facts.context);
        let closed = step.closes.iter().map(|kind| kind.text.clone());
        let closed: Vec<_> = closed.filter(|kind| case.open.remove(kind)).collect();
        let (to, opens) = match turn.otherwise {
            Some(otherwise) => (Some(&otherwise.to), &otherwise.opens),
            None => (step.to.as_ref(), &step.opens),
        };
        for copied in &step.copies {
            let named = facts.named(&copied.from);
            if let Some(value) = named.and_then(|named| named.values.get(&copied.field.text)) {
                case.values.insert(copied.to.text.clone(), value.clone());
            }
        }
        let later = turn.later.iter().map(|later| &later.opens);
        let some = step.opens_when.iter();
        let some = some.filter(|some| facts.is_met_by(&some.when));
        let opened: Vec<_> = opens
            .iter()
            .chain(some.map(|some| &some.deadline))
            .chain(later)
            .filter_map(|kind| Opened::of(kind, step, facts))
            .collect();
        let duties = opened.iter().map(|opened| opened.terms.duty.clone());
        case.open.extend(duties);
        case.version += 1;
        case.approvals.clear();
        if let Some(to) = to {
            case.state = to.text.clone();
        }
        case.done.push(Done {
            step: step.code.clone(),
            by: facts.actor,
            witness: context.witness.map(|witness| witness.person),
            at: context.now,
            filled: self.kept.clone(),
        });
        let into = |kind: &&NoticeKind| {
            let state = kind.state.as_ref();
            state.is_none_or(|state| **state == *case.state)
        };
        let notices = step.notices.iter();
        let notices = notices.filter(|kind| facts.is_met(&kind.when)).filter(into);
        let (assets, moves) = (step.assets.iter(), step.moves.iter());
        Effects {
            mark,
            notices: notices
                .flat_map(|kind| Notice::of(kind, &case, context))
                .collect(),
            assets: assets
                .filter_map(|act| AssetOrder::of(act, facts, self.post))
                .collect(),
            new_things: step
                .takes_in
                .iter()
                .filter_map(|taken| NewThing::of(taken, facts))
                .collect(),
            numbers: step.numbers.iter().map(Numbered::of).collect(),
            forgotten: step
                .forgets
                .iter()
                .filter_map(|field| facts.value(field))
                .flat_map(Value::assets)
                .collect(),
            moved: moves.filter_map(|moved| Moved::of(moved, facts)).collect(),
            erased: step
                .erases
                .iter()
                .filter_map(|field| Erased::of(field, step, facts))
                .collect(),
            told: step
                .tells
                .iter()
                .filter_map(|tell| Told::of(tell, &case, facts))
                .collect(),
            collected: step.collects.as_ref().map(Collected::of),
            given: step.gives.as_ref().and_then(|it| Given::of(it, facts)),
            taken: step.takes.as_ref().and_then(|it| Given::of(it, facts)),
            signed_out: step
                .ends_sessions_of
                .as_ref()
                .and_then(|field| facts.person(field)),
            opened,
            closed,
            case,
        }
    }
}

impl Rule {
    /// Whether the guard is asked for these values.
    pub(super) fn applies(&self, facts: &Facts<'_>) -> bool {
        let rulebook = facts.context.rulebook;
        let switch = self.switch.as_ref();
        switch.is_none_or(|switch| rulebook.is_on(switch)) && facts.is_met(&self.when)
    }

    fn refusal(&self, unmet: Unmet, form: &Form) -> Refusal {
        let told = self.guard.told();
        let fields = unmet.fields.iter().filter_map(|field| form.field(field));
        let names: Vec<_> = fields.map(|field| &field.label).collect();
        let mut message = self.label.clone().unwrap_or_else(|| told.with(&names));
        if !unmet.there.is_empty() {
            let there = unmet.there.join(", ");
            message.ja += &format!(" ({there})");
            message.en += &format!(" ({there})");
        }
        Refusal {
            cause: Cause::Guard(self.guard.name(), self.class.unwrap_or(told.class)),
            clause: self.clause.text.clone(),
            message: Box::new(message),
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
    let (words, first) = (&mut refusal.message, &first.label);
    words.ja += &format!("。先に必要な手続:{}", first.ja);
    words.en += &format!(". What comes first: {}", first.en);
    refusal
}

/// The workflow of a case, in the version of the rulebook that the case runs under.
pub(super) fn workflow_of<'a>(case: &Case, context: &Context<'a>) -> Result<&'a Workflow, Refusal> {
    let document = &context.rulebook.document;
    let same = case.document == document.code && case.rulebook == document.version;
    let workflow = context.rulebook.workflows.get(&case.workflow);
    let workflow = workflow.filter(|_| same);
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
    let asked = context.may(context.holder, action, case, case.taken_for(step));
    asked.map_err(|denied| Refusal::new(Cause::NotAllowed, denied.clause))
}

/// The values of a case with those that the step brings. An empty one takes a value away.
fn with_brought(
    values: &Values,
    step: &Step,
    form: &Form,
    brought: &BTreeMap<String, Json>,
) -> Result<Values, Refusal> {
    let mut values = values.clone();
    for (code, json) in brought {
        let Some(field) = form.field(code).filter(|_| names(&step.fills, code)) else {
            return Err(Refusal::new(Cause::FieldUnknown, &step.clause));
        };
        if json.is_null() {
            values.remove(code);
            continue;
        }
        let value = Value::read(field, json);
        let value =
            value.ok_or_else(|| Refusal::of_field(Cause::ValueUnfit, &field.clause, code))?;
        values.insert(code.clone(), value);
    }
    for set in &step.sets {
        let kind = form.field(&set.field).map(|field| field.kind);
        let mut is = set.is.iter().map(|option| option.text.clone());
        let value = match kind {
            Some(FieldKind::TickGroup) => Some(Value::Ticks(is.collect())),
            _ => is.next().map(Value::Choice),
        };
        values.extend(value.map(|value| (set.field.text.clone(), value)));
    }
    Ok(values)
}

#[cfg(test)]
mod tests;
