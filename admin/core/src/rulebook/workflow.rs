//! Workflows: the states of a case and the steps between them. Steps name actions, never posts.

use super::{
    Label, Rulebook,
    check::reach,
    datum::{Part, data},
    exchange::{Mails, Members, Unlocks},
    flaw::{Place, Word, names},
    reader::Table,
};
use crate::{
    case::guard::{Class, Guard},
    words::words,
};

pub use super::things::{AssetAct, Keeper, Numbering, OpensWhen, TakeIn};

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
        /// Each step keeps what it filled, so that earlier values stay readable.
        pub keeps: bool = false,
        /// A case of it has a signed code that can be printed and read.
        pub coded: Option<Coded>,
        /// Nobody but those whom another case names sees a case of it.
        pub members: Option<Members>,
        /// It holds a container that goes out to whoever knows its password.
        pub unlocks: Option<Unlocks>,
        /// A step of it is a mail.
        pub mails: Option<Mails>,
        /// Everybody who works under the document takes its first step before anything else; the text
        /// that is read then.
        pub first: Option<Word>,
        /// A case of it releases a part of the trail.
        pub extracts: Option<Extracts>,
        pub clause: Word,
    }
}

data! {
    pub struct Coded {
        /// While the case is in one of these, its code counts.
        pub states: Vec<Word>,
        /// The act of taking the code out to print it.
        pub action: Word,
        /// The act of reading one.
        pub reading: Word,
        /// The field of the person whose code it is.
        pub person: Word,
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
    /// Entries of one unit's trail that are about one thing, from a day to a day, in these states of
    /// the case.
    pub struct Extracts {
        pub about: Word,
        pub unit: Word,
        pub from: Word,
        pub to: Word,
        pub states: Vec<Word>,
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
        /// The field that names the unit for which it is taken: grants are asked about that unit.
        /// Absent, or as long as nothing stands there, it is that of the case.
        pub unit: Option<Word>,
        /// It stands for something that the system does, and is taken with that alone, never by
        /// hand.
        pub by_effect: bool = false,
        /// The fields that the step may fill.
        pub fills: Vec<Word>,
        /// What the step ticks or chooses by being taken.
        pub sets["set"]: Vec<Sets>,
        pub guards["guard"]: Vec<Rule>,
        /// How many different persons have to take the step before it is done.
        pub approvals: Option<Approvals>,
        /// Deadlines that the step opens and closes.
        pub opens: Vec<Word>,
        pub closes: Vec<Word>,
        pub opens_when["open"]: Vec<OpensWhen>,
        pub notices["notice"]: Vec<NoticeKind>,
        /// A text that is read out or sent on at this step; `{fields}` of the case stand in it.
        pub script: Option<Word>,
        pub assets["asset"]: Vec<AssetAct>,
        pub takes_in["take_in"]: Vec<TakeIn>,
        pub numbers["number"]: Vec<Numbering>,
        /// Fields that name things whose lines go with the case, at the end of its years.
        pub forgets: Vec<Word>,
        /// Fields whose files are erased with the step: their keys first, then their bytes.
        pub erases: Vec<Word>,
        /// Deadlines of other things that the step moves.
        pub moves["move"]: Vec<Move>,
        /// Fields that the system fills with a figure as it is at this step.
        pub counts["count"]: Vec<Counts>,
        /// Fields whose ids stand in the trail's entry as well.
        pub traces: Vec<Word>,
        /// What the case takes over from another that it names.
        pub copies["copy"]: Vec<Copied>,
        /// Other cases that hear of it, or begin with it.
        pub tells["tell"]: Vec<Tell>,
        /// Cases of the unit that hear of it, and name this one from then on.
        pub collects: Option<Collects>,
        /// The post that somebody gets with it, and the one that somebody loses.
        pub gives: Option<Gives>,
        pub takes: Option<Gives>,
        /// All sessions of the person in this field end.
        pub ends_sessions_of: Option<Word>,
        pub clause: Word,
        pub place: Place,
    }
}

data! {
    /// A choice, or a tick group, that nobody fills by hand.
    pub struct Sets {
        pub field: Word,
        pub is: Vec<Word>,
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
        /// Its last days have begun.
        Expiring = "expiring",
        /// Somebody without an account reports from a device that is registered.
        Reported = "reported",
        /// What the case is about was used, from such a device.
        Used = "used",
        /// Wrong passwords were given for its container, more often than is borne.
        Guessed = "guessed",
        /// The system noticed something of its own, and that it is over.
        Noticed = "noticed",
        Restored = "restored",
        /// Another case told it something.
        Told = "told",
        /// A person whom the case names left the unit.
        Left = "left",
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
        /// To the person in this field alone, whatever their posts are.
        pub person: Option<Word>,
        /// To the holders of the post in the units that this field names.
        pub units: Option<Word>,
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

/// Stands for the case itself where a field of it is named.
pub const THIS_CASE: &str = "case";

data! {
    pub struct Counts {
        pub field: Word,
        pub what: Counted,
        pub clause: Word,
    }
}

data! {
    pub struct Copied {
        /// The field that names the other case, its workflow and its field.
        pub from: Word,
        pub workflow: Word,
        pub field: Word,
        /// Where it goes.
        pub to: Word,
        pub clause: Word,
    }
}

data! {
    /// A case that is told something: the one in a field, or a new one of a workflow.
    pub struct Tell {
        pub case: Option<Word>,
        pub workflow: Word,
        /// Only where a field holds one of these choices.
        pub when: Option<When>,
        /// Only where the step leads into this state.
        pub state: Option<Word>,
        /// One in each unit whose code is a word of this parameter; otherwise one in the own unit.
        pub in_each: Option<Word>,
        pub brings: Vec<Brought>,
        pub clause: Word,
    }
}

/// What the system knows better than who takes the step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A figure of the unit and of those under it.
    Figure(Word),
    /// The last day before a deadline of this kind comes, as it counts from the fields of the case.
    LastDayOf(Word),
}

impl Part for Counted {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        match table.optional("last_day_of") {
            Some(deadline) => Some(Self::LastDayOf(deadline)),
            None => table.read("figure").map(Self::Figure),
        }
    }
}

data! {
    pub struct Brought {
        /// The field of the other case.
        pub to: Word,
        /// A field of this one, `case` for this case itself; or a choice.
        pub from: Option<Word>,
        pub is: Option<Word>,
    }
}

data! {
    pub struct Collects {
        pub workflow: Word,
        pub state: Word,
        /// Where they name this case.
        pub field: Word,
        pub clause: Word,
    }
}

data! {
    pub struct Gives {
        pub post: Word,
        /// Who has an account.
        pub person: Option<Word>,
        /// Who gets one: the user id and the name.
        pub user_id: Option<Word>,
        pub name: Option<Word>,
        /// The appointment matrix is asked as well, and by hand nobody gives it. Whoever holds it
        /// already keeps it.
        pub by_matrix: bool = false,
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
        let some = self.opens_when.iter().map(|some| &some.deadline);
        let opens = self.opens.iter().chain(some);
        let opens = opens.chain(later.map(|later| &later.opens));
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
