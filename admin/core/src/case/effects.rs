//! What a step brings about. The shell stores all of it in one transaction.

use protocol::{
    id::{AssetId, UnitId},
    time::UnixMs,
};

use super::{Case, Command, Context, Refusal, facts::Facts, value::Value};
use crate::{
    asset::Act,
    deadline::{Basis, Terms},
    rulebook::{
        deadlines::DeadlineKind,
        flaw::Word,
        workflow::{Announcement, AssetAct, NoticeKind, Step, Trigger},
    },
    trail::{Entry, Head, Subject},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The case as it is from now on.
    pub case: Case,
    /// What the trail remembers.
    pub mark: Mark,
    pub notices: Vec<Notice>,
    pub opened: Vec<Opened>,
    /// Kinds of deadlines of this case that were met.
    pub closed: Vec<String>,
    pub assets: Vec<AssetOrder>,
}

/// An act or a refusal as words for the trail: ids and words of closed lists, no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub unit: UnitId,
    pub at: UnixMs,
    pub actor: String,
    pub post: String,
    pub terminal: String,
    pub action: String,
    pub subjects: String,
    pub clause: String,
    pub result: &'static str,
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
    pub act: Act,
    pub clause: String,
}

impl Effects {
    /// A case that changed without anything else.
    pub(super) fn only(case: Case, mark: Mark) -> Self {
        Self {
            case,
            mark,
            notices: Vec::new(),
            opened: Vec::new(),
            closed: Vec::new(),
            assets: Vec::new(),
        }
    }
}

impl Mark {
    /// The mark as the entry after the end of its unit's chain.
    pub fn entry_after(&self, head: &Head) -> Entry {
        Entry {
            unit: self.unit,
            seq: head.seq + 1,
            prev_hash: head.hash,
            at: self.at,
            actor: self.actor.clone(),
            post: self.post.clone(),
            terminal: self.terminal.clone(),
            action: self.action.clone(),
            subjects: self.subjects.clone(),
            clause: self.clause.clone(),
            result: self.result.to_owned(),
        }
    }

    pub(super) fn allowed(case: &Case, step: &Step, context: &Context<'_>, post: &str) -> Self {
        Self {
            unit: case.unit,
            at: context.now,
            actor: format!("account:{}", context.holder.person),
            post: post.to_owned(),
            terminal: context.holder.terminal.to_owned(),
            action: action_of(step).to_owned(),
            subjects: subjects(case, &step.code),
            clause: step.clause.text.clone(),
            result: "allowed",
        }
    }

    /// A deadline struck, or something happened that nobody in a post did.
    pub(super) fn of_system(case: &Case, word: &str, clause: &str, now: UnixMs) -> Self {
        Self {
            unit: case.unit,
            at: now,
            actor: "system".to_owned(),
            post: String::new(),
            terminal: String::new(),
            action: word.to_owned(),
            subjects: subjects(case, word),
            clause: clause.to_owned(),
            result: "allowed",
        }
    }

    pub(super) fn refused(
        case: &Case,
        command: &Command,
        context: &Context<'_>,
        refusal: &Refusal,
    ) -> Self {
        let workflow = context.rulebook.workflows.get(&case.workflow);
        let step = workflow.and_then(|workflow| workflow.step(&command.step));
        let action = step.map_or("take_step", action_of);
        // What was typed as a step's name is not a word of a closed list.
        let step = step.map_or("unknown", |step| &step.code);
        let posts = context.holder.posts.iter();
        let held = posts.filter(|post| post.is_held_by(context.holder.person, context.today()));
        Self {
            unit: case.unit,
            at: context.now,
            actor: format!("account:{}", context.holder.person),
            post: held
                .map(|post| post.kind.as_str())
                .next()
                .unwrap_or_default()
                .to_owned(),
            terminal: context.holder.terminal.to_owned(),
            action: action.to_owned(),
            subjects: format!("{} word:{}", subjects(case, step), refusal.code()),
            clause: refusal.clause.clone(),
            result: "refused",
        }
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
    pub(super) fn of(kind: &NoticeKind, case: &Case, context: &Context<'_>) -> Self {
        let units = context
            .rulebook
            .posts
            .get(&kind.to.text)
            .map_or(&[][..], |post| &post.units);
        Self {
            to: kind.to.text.clone(),
            unit: context.units.nearest(case.unit, units).unwrap_or(case.unit),
            kind: kind.kind,
            text: kind.text.text.clone(),
            clause: kind.clause.text.clone(),
        }
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
            consequence: kind.consequence?,
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
