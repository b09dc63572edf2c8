//! Two headquarters, a town with a group, and people to act in tests.

use std::collections::BTreeMap;

use protocol::{
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};
use serde_json::Value as Json;

use crate::{
    authority::Holder,
    case::{
        Case, Command, Context, Effects, Refusal, decide, questions,
        questions::{Answer, Question},
    },
    post::{
        Post, Title,
        unit::{Unit, UnitKind, UnitTree},
    },
    rulebook::Rulebook,
};

pub const NPA: u8 = 1;
pub const HQ: u8 = 2;
pub const OTHER_HQ: u8 = 3;
pub const STATION: u8 = 4;
pub const TOWN: u8 = 5;
pub const GROUP: u8 = 6;
pub const OTHER_GROUP: u8 = 7;

pub fn unit(n: u8) -> UnitId {
    UnitId::new(UnixMs(1), [n; 10])
}

pub fn person(n: u8) -> AccountId {
    AccountId::new(UnixMs(1), [n; 10])
}

pub fn asset(n: u8) -> AssetId {
    AssetId::new(UnixMs(1), [n; 10])
}

/// A post since the first of January 2026.
pub fn post(rulebook: &Rulebook, n: u8, kind: &str, in_unit: u8) -> Post {
    Post {
        document: rulebook.document.code.clone(),
        kind: kind.to_owned(),
        person: person(n),
        unit: unit(in_unit),
        from: "2026-01-01".parse().unwrap(),
        to: None,
        title: Title::AppointedBy(person(99)),
        basis: rulebook.document.clause.clone(),
    }
}

pub fn units() -> UnitTree {
    let unit = |n, kind, parent: Option<u8>| Unit {
        id: unit(n),
        kind,
        parent: parent.map(unit),
        code: format!("u{n}"),
    };
    let units = vec![
        unit(NPA, UnitKind::Npa, None),
        unit(HQ, UnitKind::Headquarters, Some(NPA)),
        unit(OTHER_HQ, UnitKind::Headquarters, Some(NPA)),
        unit(STATION, UnitKind::Station, Some(HQ)),
        unit(TOWN, UnitKind::City, None),
        unit(GROUP, UnitKind::Group, Some(TOWN)),
        unit(OTHER_GROUP, UnitKind::Group, Some(TOWN)),
    ];
    UnitTree::new(units).unwrap()
}

/// A moment in Japan.
pub fn at(moment: &str) -> UnixMs {
    let moment: jiff::Timestamp = format!("{moment}+09:00").parse().unwrap();
    UnixMs(moment.as_millisecond())
}

/// The world around one case. Tests set its fields and take steps.
pub struct World<'a> {
    pub rulebook: &'a Rulebook,
    pub units: UnitTree,
    pub posts: Vec<Post>,
    pub actor: u8,
    pub witness: Option<u8>,
    pub terminal: &'static str,
    pub now: UnixMs,
    /// What the world says to a question that a step asks.
    pub answer: fn(&Question) -> Answer,
    pub case: Case,
}

impl<'a> World<'a> {
    pub fn new(rulebook: &'a Rulebook, workflow: &str, in_unit: u8, posts: Vec<Post>) -> Self {
        let id = CaseId::new(UnixMs(1), [1; 10]);
        Self {
            rulebook,
            units: units(),
            posts,
            actor: 1,
            witness: None,
            terminal: "reception",
            now: at("2026-11-20T10:00:00"),
            answer: |_| Answer::Yes,
            case: Case::blank(id, unit(in_unit), rulebook, &rulebook.workflows[workflow]),
        }
    }

    /// Tries a step with values, and keeps the case where it succeeds.
    pub fn step(&mut self, step: &str, values: Json) -> Result<Effects, Refusal> {
        let effects = self.attempt(step, self.case.version, values)?;
        self.case = effects.case.clone();
        Ok(effects)
    }

    pub fn attempt(&self, step: &str, seen: u32, values: Json) -> Result<Effects, Refusal> {
        let values = serde_json::from_value(values).unwrap();
        let command = Command {
            step: step.to_owned(),
            seen,
            values,
            with_effect: true,
        };
        let mut answers = BTreeMap::new();
        let asked = questions::of(&self.case, &command, &self.context(&answers))?;
        answers.extend(asked.into_iter().map(|question| {
            let answer = (self.answer)(&question);
            (question, answer)
        }));
        decide(&self.case, &command, &self.context(&answers))
    }

    /// The clause that refuses a step.
    pub fn refused(&mut self, step: &str, values: Json) -> String {
        self.step(step, values).expect_err(step).clause
    }

    pub fn context<'b>(&'b self, answers: &'b BTreeMap<Question, Answer>) -> Context<'b> {
        let holder = |n| Holder {
            person: person(n),
            posts: &self.posts,
            terminal: self.terminal,
            enrolled: None,
        };
        Context {
            rulebook: self.rulebook,
            units: &self.units,
            holder: holder(self.actor),
            witness: self.witness.map(holder),
            now: self.now,
            answers,
        }
    }
}
