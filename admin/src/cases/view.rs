//! Cases as they go out.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    case::{
        Case, Context,
        tasks::tasks,
        told::told,
        value::{Value, Values},
    },
    rulebook::{Rulebook, workflow::Step},
    trail::Subject,
};
use protocol::{
    admin::{
        case::{ApprovalView, CaseLine, CaseView, DoneStep, PictureFacts},
        form::{FieldValue, FieldValues},
        label::Label,
        workflow::{StateView, StepView, WorkflowView},
    },
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::ConnectionTrait;

use super::{
    files, receipts,
    store::{self, Stored},
};
use crate::{
    Admin, accounts, deadlines, names,
    posts::{list::name_of, view::label},
    problem::Refused,
    rulebooks,
    signed_in::SignedIn,
    store::table::rulebook_case,
    units::Units,
};

/// A case with everything in it, and with what the person may do now.
pub async fn case_view(
    db: &impl ConnectionTrait,
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    stored: &Stored,
    rulebook: &Rulebook,
) -> Result<CaseView, Refused> {
    let Stored {
        case,
        row,
        readable,
    } = stored;
    let people = case.done.iter().flat_map(|done| [done.by, done.witness]);
    let agreed = case.approvals.iter().map(|approval| Some(approval.by));
    let people: BTreeSet<AccountId> = people.chain(agreed).flatten().collect();
    let people = accounts::names(db, people).await?;
    let subject = Subject::Case(case.id).into();
    let workflow = rulebook.workflows.get(&case.workflow);
    let step_label = |code: &str| {
        let step = workflow.and_then(|workflow| workflow.step(code));
        step.map_or_else(Label::default, |step| label(&step.label))
    };
    let form = store::form_of(case, rulebook);
    Ok(CaseView {
        id: case.id,
        number: row.number.clone(),
        document: case.document.clone(),
        rulebook: case.rulebook.clone(),
        workflow: case.workflow.clone(),
        label: workflow.map_or_else(Label::default, |workflow| label(&workflow.label)),
        unit: case.unit,
        unit_name: units.name(case.unit).to_owned(),
        state: state_view(case, rulebook),
        closed: row.closed,
        version: case.version,
        form: form
            .map(|form| rulebooks::view::printed_form(form, rulebook))
            .unwrap_or_default(),
        values: values(&case.values),
        names: value_names(db, admin, units, case).await?,
        pictures: pictures(db, case).await?,
        flow: workflow.map_or_else(WorkflowView::default, rulebooks::view::workflow),
        readable: *readable,
        done: case
            .done
            .iter()
            .map(|done| DoneStep {
                step: done.step.clone(),
                label: step_label(&done.step),
                by: done.by.map(|by| name_of(&people, by)),
                witness: done.witness.map(|witness| name_of(&people, witness)),
                at: done.at,
                filled: values(&done.filled),
            })
            .collect(),
        approvals: case
            .approvals
            .iter()
            .map(|approval| ApprovalView {
                step: approval.step.clone(),
                by: name_of(&people, approval.by),
            })
            .collect(),
        deadlines: deadlines::list::of_subject(db, admin, units, &subject).await?,
        told: receipts::of_case(db, units, case, rulebook).await?,
        steps: steps_now(admin, person, units, case, rulebook)
            .into_iter()
            .map(|step| StepView {
                script: script(step, case, rulebook),
                ..step_view(step)
            })
            .collect(),
        opened_at: UnixMs(row.opened_ms),
    })
}

/// What the person may do with a case now.
pub fn steps_now<'a>(
    admin: &Admin,
    person: &SignedIn,
    units: &'a Units,
    case: &Case,
    rulebook: &'a Rulebook,
) -> Vec<&'a Step> {
    let held = person.held();
    let nothing = BTreeMap::new();
    let context = Context {
        rulebook,
        units,
        holder: person.holder(&held),
        witness: None,
        now: admin.now(),
        answers: &nothing,
    };
    let steps: Vec<String> = tasks(case, &context)
        .into_iter()
        .map(|step| step.code.clone())
        .collect();
    let workflow = rulebook.workflows.get(&case.workflow);
    workflow.map_or_else(Vec::new, |workflow| {
        let may = |step: &&Step| steps.contains(&step.code);
        workflow.steps.iter().filter(may).collect()
    })
}

pub fn step_view(step: &Step) -> StepView {
    StepView {
        code: step.code.clone(),
        label: label(&step.label),
        fills: step.fills.iter().map(|field| field.text.clone()).collect(),
        approvals: step
            .approvals
            .as_ref()
            .and_then(|approvals| u32::try_from(approvals.persons).ok()),
        witness: step
            .guards
            .iter()
            .any(|rule| rule.guard.name() == "witness"),
        script: None,
        clause: step.clause.text.clone(),
    }
}

/// What is read out or sent on at a step.
fn script(step: &Step, case: &Case, rulebook: &Rulebook) -> Option<Label> {
    let text = rulebook.texts.get(&step.script.as_ref()?.text)?;
    Some(label(&told(&text.label, case, rulebook)))
}

/// A case in a list.
pub fn case_line(
    row: &rulebook_case::Model,
    case: &Case,
    rulebook: &Rulebook,
    units: &Units,
    due: Option<(UnixMs, bool)>,
    opened_by: Option<protocol::admin::label::PersonRef>,
) -> CaseLine {
    let workflow = rulebook.workflows.get(&case.workflow);
    CaseLine {
        id: case.id,
        number: row.number.clone(),
        document: case.document.clone(),
        workflow: case.workflow.clone(),
        label: workflow.map_or_else(Label::default, |workflow| label(&workflow.label)),
        unit: UnitId(row.unit),
        unit_name: units.name(UnitId(row.unit)).to_owned(),
        state: state_view(case, rulebook),
        closed: row.closed,
        opened_at: UnixMs(row.opened_ms),
        changed_at: UnixMs(row.changed_ms),
        opened_by,
        due: due.map(|(at, _)| at),
        overdue: due.is_some_and(|(_, overdue)| overdue),
    }
}

pub(crate) fn state_view(case: &Case, rulebook: &Rulebook) -> StateView {
    let workflow = rulebook.workflows.get(&case.workflow);
    match workflow.and_then(|workflow| workflow.state(&case.state)) {
        Some(state) => rulebooks::view::state(state),
        None => StateView {
            code: case.state.clone(),
            label: Label::default(),
            end: false,
        },
    }
}

/// What people read for the ids among the values, by the id.
async fn value_names(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    case: &Case,
) -> Result<BTreeMap<String, String>, Refused> {
    let codes = |value: &Value| match value {
        Value::Person(_) | Value::Persons(_) => {
            let people = value.persons().into_iter();
            people.map(|id| format!("account:{id}")).collect()
        }
        Value::Unit(_) | Value::Units(_) => {
            let units = value.units().into_iter();
            units.map(|id| format!("unit:{id}")).collect()
        }
        Value::Case(id) => vec![format!("case:{id}")],
        Value::Report(id) => vec![format!("report:{id}")],
        Value::Terminals(ids) => ids.iter().map(|id| format!("terminal:{id}")).collect(),
        things => {
            let things = things.assets().into_iter();
            things.map(|id| format!("asset:{id}")).collect()
        }
    };
    let codes: Vec<_> = case.values.values().flat_map(codes).collect();
    let subjects = names::subjects(codes.iter().map(String::as_str));
    let named = names::of_subjects(db, units, subjects).await?;
    let by_id = |(code, name): (String, String)| {
        let id = code.split_once(':').map_or("", |(_, id)| id);
        (id.to_owned(), name)
    };
    let mut names: BTreeMap<_, _> = named.into_iter().map(by_id).collect();
    for value in case.values.values() {
        if let Value::File(id) = value
            && let Some(name) = files::name(db, admin, *id).await?
        {
            names.insert(id.to_string(), name);
        }
        if let Value::Report(id) = value
            && let Some(number) = admin.evidence().number(*id).await?
        {
            names.insert(id.to_string(), number);
        }
    }
    Ok(names)
}

/// What is attached to the pictures among the values.
async fn pictures(
    db: &impl ConnectionTrait,
    case: &Case,
) -> Result<BTreeMap<String, PictureFacts>, Refused> {
    let mut found = BTreeMap::new();
    for value in case.values.values() {
        if let Value::File(id) = value
            && let Some(picture) = files::picture(db, *id).await?
        {
            found.insert(id.to_string(), picture);
        }
    }
    Ok(found)
}

fn values(values: &Values) -> FieldValues {
    let wired = |(field, value): (&String, &Value)| (field.clone(), wire(value));
    values.iter().map(wired).collect()
}

/// A value as it goes out.
pub fn wire(value: &Value) -> FieldValue {
    match value {
        Value::Number(n) => FieldValue::Number(*n),
        Value::Moment(at) => FieldValue::Number(at.0),
        Value::Ticks(ticks) => FieldValue::Ticks(ticks.iter().cloned().collect()),
        Value::Assets(_) | Value::Persons(_) | Value::Units(_) | Value::Terminals(_) => {
            FieldValue::Ticks(value.keys())
        }
        other => FieldValue::Text(other.key()),
    }
}
