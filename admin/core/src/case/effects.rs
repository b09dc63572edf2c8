//! What a step brings about. The shell stores all of it in one transaction.

use jiff::civil::Date;
use protocol::{
    id::{AssetId, UnitId},
    time::UnixMs,
};

use super::{Case, Command, Context, Refusal, facts::Facts, value::Value};
use crate::{
    asset,
    deadline::{Basis, Terms},
    post::Post,
    rulebook::{
        deadlines::DeadlineKind,
        flaw::Word,
        workflow::{Announcement, AssetAct, Move, NoticeKind, Step, Trigger},
    },
    trail::{Act, Actor, Subject, SubjectCode},
};

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
    pub moved: Vec<Moved>,
}

/// Goes to all holders of a post in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub to: String,
    pub unit: UnitId,
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

/// An act for the ledger of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetOrder {
    pub asset: AssetId,
    pub act: asset::Act,
    pub clause: String,
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
            moved: Vec::new(),
        }
    }
}

/// What the trail remembers of a step that somebody takes.
pub(super) fn taken(case: &Case, step: &Step, context: &Context<'_>, post: Option<&Post>) -> Act {
    let kind = post.map_or("", |post| &post.kind);
    let act = by_holder(context, case.unit, action_of(step), kind);
    let mut subjects = subjects(case, &step.code);
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
        let units = if kind.everywhere {
            let all = context
                .units
                .all()
                .filter(|unit| kinds.contains(&unit.kind));
            all.map(|unit| unit.id).collect()
        } else {
            vec![context.units.nearest(case.unit, kinds).unwrap_or(case.unit)]
        };
        let notice = |unit| Self {
            to: kind.to.text.clone(),
            unit,
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
            unit: facts.case.unit,
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

impl AssetOrder {
    pub(super) fn of(act: &AssetAct, facts: &Facts<'_>) -> Option<Self> {
        let Some(Value::Asset(asset)) = facts.value(&act.field) else {
            return None;
        };
        Some(Self {
            asset: *asset,
            act: act.act,
            clause: act.clause.text.clone(),
        })
    }
}
