//! Kinds of posts and of terminals, and the appointment matrix (A6).

use super::{
    Label,
    flaw::{Place, Word},
    reader::Reader,
};
use crate::post::unit::UnitKind;

/// A role that a person can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostKind {
    pub code: String,
    pub label: Label,
    pub line: Option<Line>,
    /// The kinds of unit that have this post.
    pub units: Vec<UnitKind>,
    /// The office to which the post is bound, if it is held ex officio [職指定].
    pub office: Option<String>,
    /// At most one holder in a unit.
    pub single: bool,
    pub terminals: Vec<Word>,
    /// The post one above, which hears of overdue duties.
    pub superior: Option<Word>,
    /// Posts whose holders may act for this one while a delegation [代理] runs.
    pub deputies: Vec<Word>,
    pub clause: Word,
    pub place: Place,
}

/// The operation line and the system line are disjoint (VR-3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Operations,
    System,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalKind {
    pub code: String,
    pub label: Label,
    pub clause: Word,
    pub place: Place,
}

/// One row of the appointment matrix: who may do what to whose credentials, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub grantor: Word,
    pub grantees: Vec<Word>,
    pub acts: Vec<AppointAct>,
    pub scope: Scope,
    pub clause: Word,
    pub place: Place,
}

/// Four permissions and four kinds of trail entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointAct {
    Register,
    Change,
    Delete,
    Grant,
}

impl AppointAct {
    pub const NAMES: &[(&str, Self)] = &[
        ("register", Self::Register),
        ("change", Self::Change),
        ("delete", Self::Delete),
        ("grant", Self::Grant),
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Any,
    SameHeadquarters,
    SameUnit,
    SameGroup,
    /// The grantor's unit and all under it.
    Below,
}

impl Scope {
    pub const NAMES: &[(&str, Self)] = &[
        ("any", Self::Any),
        ("same_hq", Self::SameHeadquarters),
        ("same_unit", Self::SameUnit),
        ("same_group", Self::SameGroup),
        ("below", Self::Below),
    ];
}

impl PostKind {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        let lines = [("operations", Line::Operations), ("system", Line::System)];
        Self {
            code: table.text("code"),
            label: table.label(),
            line: table.one_of("line", &lines),
            units: table.many_of("units", UnitKind::NAMES),
            office: table.optional_text("office"),
            single: table.flag("single"),
            terminals: table.words("terminals"),
            superior: table.optional_word("superior"),
            deputies: table.words("deputies"),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}

impl TerminalKind {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}

impl Appointment {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        let scope = table.one_of("scope", Scope::NAMES);
        Self {
            grantor: table.word("grantor"),
            grantees: table.words("grantees"),
            acts: table.many_of("acts", AppointAct::NAMES),
            // The narrowest one; a missing scope is a flaw, so this is never in force.
            scope: table
                .told_if_missing("scope", scope)
                .unwrap_or(Scope::SameUnit),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

    pub fn names(&self, grantee: &str) -> bool {
        self.grantees.iter().any(|word| &**word == grantee)
    }
}
