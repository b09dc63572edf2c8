//! Workflows: the states of a case and the steps between them. Steps name actions, never posts.

use super::{
    Label, Rulebook,
    check::reach,
    datum::{Part, data},
    flaw::{Place, Word, names},
    reader::Table,
};
use crate::{
    asset::Act,
    case::guard::{Class, Guard},
    words::words,
};

data! {
    pub struct Workflow {
        pub code: String,
        pub label: Label,
        pub form: Word,
        /// Where a case begins; it is stored with its first step.
        pub start: Word,
        pub states["state"]: Vec<State>,
        pub steps["step"]: Vec<Step>,
        /// A case of it is a training of those who attended.
        pub trains: Option<Trains>,
        /// A case of it is the permission to save a report on an outside medium.
        pub exports: Option<Exports>,
        pub clause: Word,
    }
}

data! {
    pub struct Trains {
        /// Who attended.
        pub persons: Word,
        /// The day of the training.
        pub on: Word,
        /// The state of a training that counts.
        pub state: Word,
        /// The parameter that says how long it counts.
        pub valid: Word,
    }
}

data! {
    /// The step with which the one copy of a report leaves, and the fields around it.
    pub struct Exports {
        pub report: Word,
        /// What of the report is saved.
        pub contents: Word,
        /// The thing of a ledger on which it is saved.
        pub medium: Word,
        pub step: Word,
        /// Filled by that step: the number of the copy, its hash and its length.
        pub copy: Word,
        pub sha256: Word,
        pub bytes: Word,
    }
}

data! {
    pub struct State {
        pub code: String,
        pub label: Label,
        /// Nothing more has to happen here.
        pub end: bool = false,
        pub place: Place,
    }
}

data! {
    pub struct Step {
        pub code: String,
        pub label: Label,
        pub from: Vec<Word>,
        /// Absent where the state stays.
        pub to: Option<Word>,
        /// The step is there only while this switch of the rulebook is on.
        pub switch: Option<Word>,
        pub trigger: Trigger,
        /// It stands for something that the system does, and is taken with that alone, never by
        /// hand.
        pub by_effect: bool = false,
        /// The fields that the step may fill.
        pub fills: Vec<Word>,
        pub guards["guard"]: Vec<Rule>,
        /// How many different persons have to take the step before it is done.
        pub approvals: Option<Approvals>,
        /// Deadlines that the step opens and closes.
        pub opens: Vec<Word>,
        pub closes: Vec<Word>,
        pub notices["notice"]: Vec<NoticeKind>,
        /// A text that is read out or sent on at this step; `{fields}` of the case stand in it.
        pub script: Option<Word>,
        pub assets["asset"]: Vec<AssetAct>,
        /// Deadlines of other things that the step moves.
        pub moves["move"]: Vec<Move>,
        pub clause: Word,
        pub place: Place,
    }
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

words! {
    /// What nobody in a post does.
    pub enum Event {
        /// Somebody unknown writes from a page that everybody can open.
        Public = "public",
        /// A thing that the case names was erased.
        Erased = "erased",
        /// Somebody without an account reports from a device that is registered.
        Reported = "reported",
        /// What the case is about was used, from such a device.
        Used = "used",
        /// The system noticed something of its own, and that it is over.
        Noticed = "noticed",
        Restored = "restored",
    }
}

data! {
    /// A guard on a step.
    pub struct Rule {
        pub guard: Guard,
        /// The guard is asked only while this switch of the rulebook is on.
        pub switch: Option<Word>,
        /// The guard is asked only where a field holds one of these choices.
        pub when: Option<When>,
        /// How to act now and report afterwards.
        pub or_later: Option<OrLater>,
        /// Where the step leads instead of being refused.
        pub otherwise: Option<Otherwise>,
        /// How the refusal goes out, where that is not the guard's own way.
        pub class: Option<Class>,
        /// Words of its own for the refusal.
        pub label: Option<Label>,
        pub clause: Word,
    }
}

data! {
    pub struct When {
        pub field: Word,
        pub is: Vec<Word>,
    }
}

data! {
    /// With a typed reason, where one is asked for, the step may go before its guard holds, and a
    /// duty opens.
    pub struct OrLater {
        pub reason: Option<Word>,
        pub opens: Word,
        pub clause: Word,
    }
}

data! {
    /// Another state and other deadlines than the step's own.
    pub struct Otherwise {
        pub to: Word,
        pub opens: Vec<Word>,
    }
}

data! {
    pub struct Approvals {
        pub persons: usize,
        pub clause: Word,
        pub place: Place,
    }
}

data! {
    pub struct NoticeKind {
        /// It goes out only where a field holds one of these choices.
        pub when: Option<When>,
        /// It goes out only where the step leads into this state.
        pub state: Option<Word>,
        pub to: Word,
        /// To the holders of the post in every unit, not only in the nearest one.
        pub everywhere: bool = false,
        pub kind: Announcement,
        pub text: Word,
        pub clause: Word,
    }
}

words! {
    pub enum Announcement {
        /// A copy [写し] goes out.
        Copy = "copy",
        Report = "report",
        Alert = "alert",
    }
}

data! {
    /// The act of a ledger on the asset that a field names.
    pub struct AssetAct {
        pub field: Word,
        pub act: Act,
        pub clause: Word,
    }
}

data! {
    /// A decision about the deadline of something that a field names: it comes with the end of a
    /// day, or now.
    pub struct Move {
        pub field: Word,
        pub deadline: Word,
        /// Absent where it comes now.
        pub until: Option<Word>,
        pub clause: Word,
    }
}

impl Workflow {
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code == code)
    }

    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// The step that somebody takes in this state on the way to a later one.
    pub fn first_towards<'a>(&'a self, state: &'a str, later: &Step) -> Option<&'a Step> {
        let leads_to = |first: &&Step| {
            let to = first.to.as_deref().filter(|to| *to != state);
            to.is_some_and(|to| {
                let onwards = |state| self.acted_from(state).flat_map(Step::leads_to);
                reach(to, onwards).iter().any(|state| later.leaves(state))
            })
        };
        self.acted_from(state).find(leads_to)
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

impl Step {
    /// A step with a switch is there only while that is on.
    pub fn is_there(&self, rulebook: &Rulebook) -> bool {
        let switch = self.switch.as_ref();
        switch.is_none_or(|switch| rulebook.is_on(switch))
    }

    pub fn leaves(&self, state: &str) -> bool {
        names(&self.from, state)
    }

    /// Every other state into which the step can lead.
    pub fn leads_to(&self) -> impl Iterator<Item = &str> {
        let otherwise = self
            .guards
            .iter()
            .filter_map(|rule| rule.otherwise.as_ref());
        let all = self.to.iter().chain(otherwise.map(|other| &other.to));
        all.map(|word| &**word)
    }

    /// Every deadline that the step can open.
    pub fn all_opened(&self) -> impl Iterator<Item = &Word> {
        let later = self.guards.iter().filter_map(|rule| rule.or_later.as_ref());
        let otherwise = self
            .guards
            .iter()
            .filter_map(|rule| rule.otherwise.as_ref());
        let opens = self.opens.iter().chain(later.map(|later| &later.opens));
        opens.chain(otherwise.flat_map(|other| &other.opens))
    }
}

impl Part for Trigger {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        if let Some(deadline) = table.optional("deadline") {
            return Some(Self::Deadline(deadline));
        }
        match table.optional("event") {
            Some(event) => Some(Self::Event(event)),
            None => table.read("action").map(Self::Action),
        }
    }
}
