//! What a step brings about. The shell stores all of it in one transaction.

use std::collections::BTreeMap;

use jiff::civil::Date;
use protocol::{
    id::{AccountId, AssetId, CaseId, FileId, UnitId},
    time::UnixMs,
};
use serde_json::{Value as Json, json};

use super::{
    Case, Command, Context, Refusal,
    facts::Facts,
    value::{Value, Values},
};
use crate::{
    deadline::{Basis, Terms},
    post::Post,
    rulebook::{
        deadlines::DeadlineKind,
        flaw::Word,
        workflow::{
            Announcement, Collects, Gives, Move, NoticeKind, Step, THIS_CASE, Tell, Trigger,
        },
    },
    trail::{Act, Actor, Subject, SubjectCode},
};

pub use super::things::{AssetOrder, NewThing, Number, Numbered};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The case as it is from now on.
    pub case: Case,
    /// What the trail remembers.
    pub mark: Act,
    pub notices: Vec<Notice>,
    pub opened: Vec<Opened>,
    /// Kinds of deadlines of this case that were met.
    pub closed: Vec<String>,
    pub assets: Vec<AssetOrder>,
    pub new_things: Vec<NewThing>,
    pub numbers: Vec<Numbered>,
    /// Things whose lines go.
    pub forgotten: Vec<AssetId>,
    pub moved: Vec<Moved>,
    pub erased: Vec<Erased>,
    /// What other cases hear of it.
    pub told: Vec<Told>,
    pub collected: Option<Collected>,
    pub given: Option<Given>,
    pub taken: Option<Given>,
    /// Whose sessions end.
    pub signed_out: Option<AccountId>,
}

/// A file whose key is destroyed, and then its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    pub file: FileId,
    pub clause: String,
}

/// Something that another case is told, or with which a new one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// A new case of the workflow in each of the units where there is none.
    pub case: Option<CaseId>,
    pub units: Vec<UnitId>,
    pub workflow: String,
    pub values: BTreeMap<String, Json>,
}

/// Cases of the unit that name this one from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    pub workflow: String,
    pub state: String,
    pub field: String,
}

/// A post that somebody gets or loses in the unit of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub post: String,
    pub to: Recipient,
    pub by_matrix: bool,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    Known(AccountId),
    New { user_id: String, name: String },
}

/// Goes to all holders of a post in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub to: String,
    /// Nobody else where it is somebody's own.
    pub person: Option<AccountId>,
    pub unit: UnitId,
    /// One of those to every unit that may have the post.
    pub everywhere: bool,
    pub kind: Announcement,
    /// The text's code.
    pub text: String,
    pub clause: String,
}

/// A deadline to be opened for the case, or started again where one of its kind is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub terms: Terms,
    pub started_at: UnixMs,
}

/// A deadline of something else that was decided to come at another moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub subject: SubjectCode,
    pub duty: String,
    /// With the end of this day; now where there is none.
    pub until: Option<Date>,
    /// The workflow of the decision.
    pub event: String,
    pub basis: Basis,
}

impl Effects {
    /// A case that changed without anything else.
    pub(super) fn only(case: Case, mark: Act) -> Self {
        Self {
            case,
            mark,
            notices: Vec::new(),
            opened: Vec::new(),
            closed: Vec::new(),
            assets: Vec::new(),
            new_things: Vec::new(),
            numbers: Vec::new(),
            forgotten: Vec::new(),
            moved: Vec::new(),
            erased: Vec::new(),
            told: Vec::new(),
            collected: None,
            given: None,
            taken: None,
            signed_out: None,
        }
    }
}

/// What the trail remembers of a step that somebody takes.
pub(super) fn taken(
    case: &Case,
    values: &Values,
    step: &Step,
    context: &Context<'_>,
    post: Option<&Post>,
) -> Act {
    let kind = post.map_or("", |post| &post.kind);
    let act = by_holder(context, case.unit, action_of(step), kind);
    let mut subjects = subjects(case, &step.code);
    for traced in step
        .traces
        .iter()
        .filter_map(|field| values.get(&field.text))
    {
        if let Some(subject) = traced.subject() {
            subjects.push_str(&format!(" {subject}"));
        }
    }
    // A deputy's act names the holder as well.
    if let Some(holder) = post.and_then(Post::delegated_by) {
        subjects.push_str(&format!(" account:{holder}"));
    }
    Act {
        subjects,
        ..act.clause(&*step.clause)
    }
}

/// What it remembers when a deadline struck, or something happened that nobody in a post did.
pub(super) fn by_itself(case: &Case, word: &str, clause: &str, now: UnixMs) -> Act {
    Act {
        subjects: subjects(case, word),
        ..Act::new(case.unit, now, Actor::System, word).clause(clause)
    }
}

/// What it remembers of a refusal.
pub(super) fn refused(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
    refusal: &Refusal,
) -> Act {
    let workflow = context.rulebook.workflows.get(&case.workflow);
    let step = workflow.and_then(|workflow| workflow.step(&command.step));
    let action = step.map_or("take_step", action_of);
    // What was typed as a step's name is not a word of a closed list.
    let step = step.map_or("unknown", |step| &step.code);
    let posts = context.holder.posts.iter();
    let held = posts.filter(|post| post.is_held_by(context.holder.person, context.today()));
    let held = held.min_by_key(|post| post.document != case.document);
    let post = held.map_or("", |post| &post.kind);
    // Whoever may do nothing there leaves no entry in the trail of another unit.
    let unit = match held {
        Some(held) if refusal.cause.comes_before_grants() => held.unit,
        _ => case.unit,
    };
    let act = by_holder(context, unit, action, post);
    Act {
        subjects: format!("{} word:{}", subjects(case, step), refusal.code()),
        ..act.clause(&refusal.clause).refused()
    }
}

fn by_holder(context: &Context<'_>, unit: UnitId, action: &str, post: &str) -> Act {
    let actor = Actor::Account(context.holder.person);
    Act {
        post: post.to_owned(),
        terminal: context.holder.terminal.to_owned(),
        ..Act::new(unit, context.now, actor, action)
    }
}

fn action_of(step: &Step) -> &str {
    match &step.trigger {
        Trigger::Action(action) => action,
        Trigger::Deadline(deadline) => deadline,
        Trigger::Event(event) => event.code(),
    }
}

fn subjects(case: &Case, step: &str) -> String {
    format!("case:{} word:{} word:{step}", case.id, case.workflow)
}

impl Notice {
    /// One for the nearest unit that has the post, or one for each that has it.
    pub(super) fn of(kind: &NoticeKind, case: &Case, context: &Context<'_>) -> Vec<Self> {
        let post = context.rulebook.posts.get(&kind.to.text);
        let kinds = post.map_or(&[][..], |post| &post.units);
        let named = kind.units.as_ref().map(|field| {
            let value = case.values.get(&field.text);
            value.map_or_else(Vec::new, Value::units)
        });
        let units = if let Some(named) = named {
            named
        } else if kind.everywhere {
            let all = context
                .units
                .all()
                .filter(|unit| kinds.contains(&unit.kind));
            all.map(|unit| unit.id).collect()
        } else {
            vec![context.units.nearest(case.unit, kinds).unwrap_or(case.unit)]
        };
        let person = match kind
            .person
            .as_ref()
            .map(|field| case.values.get(&field.text))
        {
            None => None,
            Some(Some(Value::Person(person))) => Some(*person),
            // Nobody stands there yet.
            Some(_) => return Vec::new(),
        };
        let notice = |unit| Self {
            to: kind.to.text.clone(),
            person,
            unit,
            everywhere: kind.everywhere,
            kind: kind.kind,
            text: kind.text.text.clone(),
            clause: kind.clause.text.clone(),
        };
        units.into_iter().map(notice).collect()
    }
}

impl Opened {
    /// Nothing where the rulebook has no such deadline, which it was checked for.
    pub(super) fn of(word: &Word, step: &Step, facts: &Facts<'_>) -> Option<Self> {
        let rulebook = facts.context.rulebook;
        let kind: &DeadlineKind = rulebook.deadlines.get(&word.text)?;
        let start = kind.start.as_ref().and_then(|field| facts.moment(field));
        let terms = Terms {
            unit: facts.taken_for(step),
            subject: Subject::Case(facts.case.id).into(),
            duty: kind.code.clone(),
            rule: rulebook.period(kind)?,
            basis: Basis {
                clause: kind.clause.text.clone(),
                rulebook: rulebook.document.version.clone(),
            },
            event: step.code.clone(),
            consequence: kind.consequence,
            holder: kind.holder.as_ref().map(|post| post.text.clone()),
            repeats: kind.repeats,
        };
        Some(Self {
            terms,
            started_at: start.unwrap_or(facts.context.now),
        })
    }

    pub fn clause(&self) -> &str {
        &self.terms.basis.clause
    }
}

impl Moved {
    pub(super) fn of(moved: &Move, facts: &Facts<'_>) -> Option<Self> {
        let until = match &moved.until {
            None => None,
            Some(field) => match facts.value(field) {
                Some(Value::Date(day)) => Some(*day),
                _ => return None,
            },
        };
        Some(Self {
            subject: facts.value(&moved.field)?.subject()?,
            duty: moved.deadline.text.clone(),
            until,
            event: facts.case.workflow.clone(),
            basis: Basis {
                clause: moved.clause.text.clone(),
                rulebook: facts.context.rulebook.document.version.clone(),
            },
        })
    }
}

impl Erased {
    /// Nothing where the field is empty.
    pub(super) fn of(field: &Word, step: &Step, facts: &Facts<'_>) -> Option<Self> {
        let Some(Value::File(file)) = facts.value(field) else {
            return None;
        };
        let clause = step.clause.text.clone();
        Some(Self {
            file: *file,
            clause,
        })
    }
}

impl Told {
    /// Nothing where the step leads elsewhere, or the field names no case.
    pub(super) fn of(tell: &Tell, case: &Case, facts: &Facts<'_>) -> Option<Self> {
        let into = |state: &Word| **state == *case.state;
        if !facts.is_met(&tell.when) || !tell.state.as_ref().is_none_or(into) {
            return None;
        }
        let context = facts.context;
        let units = match &tell.in_each {
            None => vec![case.unit],
            Some(parameter) => {
                let codes = context.rulebook.words_of(parameter);
                let found = codes.filter_map(|code| context.units.by_code(code));
                found.map(|unit| unit.id).collect()
            }
        };
        let named = match &tell.case {
            None => None,
            Some(field) => match case.values.get(&field.text) {
                Some(Value::Case(named)) => Some(*named),
                _ => return None,
            },
        };
        let value = |from: &Word| match &**from {
            THIS_CASE => Some(json!(case.id)),
            from => case.values.get(from).map(Value::json),
        };
        let brought = tell.brings.iter().filter_map(|brought| {
            let choice = brought.is.as_ref().map(|choice| json!(choice.text));
            let value = choice.or_else(|| brought.from.as_ref().and_then(value))?;
            Some((brought.to.text.clone(), value))
        });
        Some(Self {
            case: named,
            units,
            workflow: tell.workflow.text.clone(),
            values: brought.collect(),
        })
    }
}

impl Collected {
    pub(super) fn of(collects: &Collects) -> Self {
        Self {
            workflow: collects.workflow.text.clone(),
            state: collects.state.text.clone(),
            field: collects.field.text.clone(),
        }
    }
}

impl Given {
    pub(super) fn of(gives: &Gives, facts: &Facts<'_>) -> Option<Self> {
        let text = |field: &Option<Word>| match facts.value(field.as_ref()?) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let to = match &gives.person {
            Some(person) => Recipient::Known(facts.person(person)?),
            None => Recipient::New {
                user_id: text(&gives.user_id)?,
                name: text(&gives.name)?,
            },
        };
        Some(Self {
            post: gives.post.text.clone(),
            to,
            by_matrix: gives.by_matrix,
            clause: gives.clause.text.clone(),
        })
    }
}
