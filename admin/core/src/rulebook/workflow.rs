//! Workflows: the states of a case and the steps between them. Steps name actions, never posts.

use super::{
    Label,
    flaw::{Fault, Kind, Place, Word},
    reader::Reader,
};
use crate::{asset::Act, case::guard::Guard};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    pub code: String,
    pub label: Label,
    pub form: Word,
    /// Where a case begins; it is stored with its first step.
    pub start: Word,
    pub states: Vec<State>,
    pub steps: Vec<Step>,
    pub clause: Word,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub code: String,
    pub label: Label,
    /// Nothing more has to happen here.
    pub end: bool,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub code: String,
    pub label: Label,
    pub from: Vec<Word>,
    /// Absent where the state stays.
    pub to: Option<Word>,
    pub trigger: Trigger,
    /// The fields that the step may fill.
    pub fills: Vec<Word>,
    pub guards: Vec<Rule>,
    /// How many different persons have to take the step before it is done.
    pub approvals: Option<Approvals>,
    /// Deadlines that the step opens and closes.
    pub opens: Vec<Word>,
    pub closes: Vec<Word>,
    pub notices: Vec<NoticeKind>,
    pub assets: Vec<AssetAct>,
    pub clause: Word,
    pub place: Place,
}

/// What sets a step off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Somebody who may do this act.
    Action(Word),
    /// A deadline of the case that strikes.
    Deadline(Word),
}

/// A guard on a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub guard: Guard,
    /// The guard is asked only where a field holds one of these choices.
    pub when: Option<When>,
    /// How to act now and report afterwards.
    pub or_later: Option<OrLater>,
    /// Words of its own for the refusal.
    pub label: Option<Label>,
    pub clause: Word,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    pub field: Word,
    pub is: Vec<Word>,
}

/// With a typed reason the step may go before its guard holds, and a duty opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrLater {
    pub reason: Word,
    pub opens: Word,
    pub clause: Word,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    pub persons: usize,
    pub clause: Word,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeKind {
    /// It goes out only where a field holds one of these choices.
    pub when: Option<When>,
    pub to: Word,
    pub kind: Announcement,
    pub text: Word,
    pub clause: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A copy [写し] goes out.
    Copy,
    Report,
    Alert,
}

/// The act of a ledger on the asset that a field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetAct {
    pub field: Word,
    pub act: Act,
    pub clause: Word,
}

impl Workflow {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            form: table.word("form"),
            start: table.word("start"),
            states: table.tables("state", State::read),
            steps: table.tables("step", Step::read),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code == code)
    }

    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// The steps that lead on from a state.
    pub fn steps_from<'a>(&'a self, state: &str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.leaves(state))
    }
}

impl State {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            end: table.flag("end"),
            place: table.place(),
        }
    }
}

impl Step {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            from: table.words("from"),
            to: table.optional_word("to"),
            trigger: match table.optional_word("deadline") {
                Some(deadline) => Trigger::Deadline(deadline),
                None => Trigger::Action(table.word("action")),
            },
            fills: table.words("fills"),
            guards: table
                .tables("guard", Rule::read)
                .into_iter()
                .flatten()
                .collect(),
            approvals: table.table("approvals", Approvals::read),
            opens: table.words("opens"),
            closes: table.words("closes"),
            notices: table.tables("notice", NoticeKind::read),
            assets: table.tables("asset", AssetAct::read),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

    pub fn leaves(&self, state: &str) -> bool {
        self.from.iter().any(|from| &**from == state)
    }

    /// Every deadline that the step can open.
    pub fn all_opened(&self) -> impl Iterator<Item = &Word> {
        let later = self.guards.iter().filter_map(|rule| rule.or_later.as_ref());
        self.opens.iter().chain(later.map(|later| &later.opens))
    }
}

impl Rule {
    fn read(table: &Reader<'_>) -> Option<Self> {
        let name = table.word("name");
        let Some(guard) = Guard::read(&name, table) else {
            table.unknown(Kind::Guard, &name);
            table.abandon();
            return None;
        };
        Some(Self {
            guard,
            when: table.table("when", When::read),
            or_later: table.table("or_later", OrLater::read),
            label: table.optional_label(),
            clause: table.word("clause"),
            place: table.place(),
        })
    }
}

impl When {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            field: table.word("field"),
            is: table.words("is"),
        }
    }
}

impl OrLater {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            reason: table.word("reason"),
            opens: table.word("opens"),
            clause: table.word("clause"),
        }
    }
}

impl Approvals {
    fn read(table: &Reader<'_>) -> Self {
        let persons = table
            .integer("persons")
            .and_then(|n| usize::try_from(n).ok());
        if !persons.is_some_and(|n| (2..=9).contains(&n)) {
            table.flaw(Fault::WrongType {
                key: "persons",
                expected: "a number from 2 to 9",
            });
        }
        Self {
            persons: persons.unwrap_or(2),
            clause: table.word("clause"),
        }
    }
}

impl NoticeKind {
    fn read(table: &Reader<'_>) -> Self {
        let kinds = [
            ("copy", Announcement::Copy),
            ("report", Announcement::Report),
            ("alert", Announcement::Alert),
        ];
        let kind = table.one_of("kind", &kinds);
        Self {
            when: table.table("when", When::read),
            to: table.word("to"),
            kind: table
                .told_if_missing("kind", kind)
                .unwrap_or(Announcement::Report),
            text: table.word("text"),
            clause: table.word("clause"),
        }
    }
}

impl AssetAct {
    fn read(table: &Reader<'_>) -> Self {
        let act = table.one_of("act", &Act::ALL.map(|act| (act.code(), act)));
        Self {
            field: table.word("field"),
            act: table.told_if_missing("act", act).unwrap_or(Act::Inspect),
            clause: table.word("clause"),
        }
    }
}
