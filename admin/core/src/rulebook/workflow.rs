//! Workflows: the states of a case and the steps between them. Steps name actions, never posts.

use super::{
    Label, Rulebook,
    flaw::{Fault, Kind, Place, Word},
    reader::Reader,
};
use crate::{
    asset::Act,
    case::guard::{Class, Guard},
};

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
    /// The step is there only while this switch of the rulebook is on.
    pub switch: Option<Word>,
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
    Event(Event),
}

/// What nobody in a post does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody unknown writes from a page that everybody can open.
    Public,
    /// A thing that the case names was erased.
    Erased,
}

impl Event {
    pub const NAMES: &[(&str, Self)] = &[("public", Self::Public), ("erased", Self::Erased)];

    pub fn code(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, event)| *event == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A guard on a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub guard: Guard,
    /// The guard is asked only while this switch of the rulebook is on.
    pub switch: Option<Word>,
    /// The guard is asked only where a field holds one of these choices.
    pub when: Option<When>,
    /// How to act now and report afterwards.
    pub or_later: Option<OrLater>,
    /// How the refusal goes out, where that is not the guard's own way.
    pub class: Option<Class>,
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

/// With a typed reason, where one is asked for, the step may go before its guard holds, and a duty
/// opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrLater {
    pub reason: Option<Word>,
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

    /// The step that somebody takes in this state on the way to a later one.
    pub fn first_towards(&self, state: &str, later: &Step) -> Option<&Step> {
        self.acted_from(state).find(|first| {
            let to = first.to.as_ref().map(|to| to.text.as_str());
            to.is_some_and(|to| to != state && self.leads_to(to, later))
        })
    }

    fn leads_to(&self, state: &str, later: &Step) -> bool {
        let mut reached = vec![state];
        let mut next = 0;
        while let Some(state) = reached.get(next).copied() {
            next += 1;
            if later.leaves(state) {
                return true;
            }
            for to in self.acted_from(state).filter_map(|step| step.to.as_ref()) {
                if !reached.contains(&to.text.as_str()) {
                    reached.push(&to.text);
                }
            }
        }
        false
    }

    /// Those of them that somebody takes.
    fn acted_from<'a>(&'a self, state: &str) -> impl Iterator<Item = &'a Step> {
        let acted = |step: &&Step| matches!(step.trigger, Trigger::Action(_));
        self.steps_from(state).filter(acted)
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
            switch: table.optional_word("switch"),
            trigger: Trigger::read(table),
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

    /// A step with a switch is there only while that is on.
    pub fn is_there(&self, rulebook: &Rulebook) -> bool {
        let switch = self.switch.as_ref();
        switch.is_none_or(|switch| rulebook.is_on(switch))
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

impl Trigger {
    fn read(table: &Reader<'_>) -> Self {
        if let Some(deadline) = table.optional_word("deadline") {
            return Self::Deadline(deadline);
        }
        match table.one_of("event", Event::NAMES) {
            Some(event) => Self::Event(event),
            None => Self::Action(table.word("action")),
        }
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
            switch: table.optional_word("switch"),
            when: table.table("when", When::read),
            or_later: table.table("or_later", OrLater::read),
            class: table.one_of("class", Class::NAMES),
            label: table.optional_label(),
            clause: table.word("clause"),
            place: table.place(),
        })
    }
}

impl When {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            field: table.word("field"),
            is: table.words("is"),
        }
    }
}

impl OrLater {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            reason: table.optional_word("reason"),
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
