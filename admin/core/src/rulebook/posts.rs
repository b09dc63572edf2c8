//! Kinds of posts and of terminals, and the appointment matrix (A6).

use super::{
    Label,
    datum::data,
    flaw::{Place, Word, names},
};
use crate::{action::terminal_code, post::unit::UnitKind, words::words};

data! {
    /// A role that a person can hold.
    pub struct PostKind {
        pub code: String,
        pub label: Label,
        pub line: Option<Line>,
        /// The kinds of unit that have this post.
        pub units: Vec<UnitKind>,
        /// The office to which the post is bound, if it is held ex officio [職指定].
        pub office: Option<String>,
        /// Whoever holds it, wherever that is, acts for the whole headquarters and hears from all its
        /// units.
        pub of_headquarters: bool = false,
        /// At most one holder in a unit.
        pub single: bool = false,
        /// Every unit of these kinds has to have a holder; a vacancy is told.
        pub needed: bool = false,
        pub terminals: Vec<Word>,
        /// The post one above, which hears of overdue duties.
        pub superior: Option<Word>,
        /// Posts whose holders may act for this one while a delegation [代理] runs.
        pub deputies: Vec<Word>,
        pub clause: Word,
        pub place: Place,
    }
}

words! {
    /// The operation line and the system line are disjoint (VR-3.1).
    pub enum Line {
        Operations = "operations",
        System = "system",
    }
}

data! {
    pub struct TerminalKind {
        pub code: String,
        pub label: Label,
        pub clause: Word,
    }
}

data! {
    /// One row of the appointment matrix: who may do what to whose credentials, and where.
    pub struct Appointment {
        pub grantor: Word,
        pub grantees: Vec<Word>,
        pub acts: Vec<AppointAct>,
        pub scope: Scope,
        pub clause: Word,
        pub place: Place,
    }
}

words! {
    /// Four permissions and four kinds of trail entry.
    pub enum AppointAct {
        Register = "register",
        Change = "change",
        Delete = "delete",
        Grant = "grant",
    }
}

words! {
    pub enum Scope {
        Any = "any",
        SameHeadquarters = "same_hq",
        SameUnit = "same_unit",
        SameGroup = "same_group",
        /// The grantor's unit and all under it.
        Below = "below",
    }
}

impl PostKind {
    /// Whether its holder acts in it at this kind of terminal at all (O-30): a post that names
    /// terminals is none at a browser that is not enrolled. At which of the others each act is
    /// allowed is the grants' to say.
    pub fn acts_at(&self, terminal: &str) -> bool {
        let is_enrolled = terminal != terminal_code(protocol::person::TerminalKind::Unenrolled);
        is_enrolled || self.terminals.is_empty() || names(&self.terminals, terminal)
    }
}

impl Appointment {
    pub fn names(&self, grantee: &str) -> bool {
        names(&self.grantees, grantee)
    }
}
