//! Kinds of things that have a ledger, with the table of what may be done to them.

use super::{
    Label,
    flaw::{Fault, Place, Word},
    reader::Reader,
    workflow::State,
};
use crate::{
    asset::{self, Requirement},
    footage,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    pub label: Label,
    /// The names of the table's states.
    pub states: Vec<State>,
    /// What people read for the table's methods and attributes.
    pub words: Vec<LedgerWord>,
    pub kind: asset::Kind,
    /// Where its things are films of cameras.
    pub footage: Option<footage::Terms>,
    pub place: Place,
}

/// A method or an attribute of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerWord {
    pub code: String,
    pub label: Label,
}

impl Ledger {
    /// Nothing where the table cannot be read, which is a flaw.
    pub(super) fn read(table: &Reader<'_>) -> Option<Self> {
        let label = table.label();
        let states = table.tables("state", State::read);
        let words = table.tables("word", LedgerWord::read);
        let kind = table.parsed("table");
        let kind: asset::Kind = table.told_if_missing("table", kind)?;
        for error in kind.check() {
            table.flaw(Fault::Ledger(error.to_string()));
        }
        for code in words_of(&kind) {
            if !words.iter().any(|word| word.code == code) {
                table.flaw(Fault::Ledger(format!("`{code}` has no word for people")));
            }
        }
        Some(Self {
            label,
            states,
            words,
            kind,
            footage: table.parsed("footage"),
            place: table.place(),
        })
    }

    /// The states that the table speaks of.
    pub(super) fn states_of_table(&self) -> impl Iterator<Item = &str> {
        self.kind.transitions.iter().map(|line| line.to.as_str())
    }

    /// The clauses that the table names.
    pub(super) fn clauses(&self) -> Vec<Word> {
        let kind = &self.kind;
        let lines = kind.transitions.iter().flat_map(|line| {
            let needs = line.needs.iter().map(|need| &need.clause);
            std::iter::once(&line.clause).chain(needs)
        });
        let periods = kind.periods.iter().map(|period| &period.clause);
        let footage = self.footage.iter().map(|terms| &terms.clause);
        let all = std::iter::once(&kind.clause).chain(lines);
        let all = all.chain(periods).chain(footage);
        all.map(|clause| Word {
            text: clause.clone(),
            place: self.place.clone(),
        })
        .collect()
    }
}

impl LedgerWord {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
        }
    }
}

/// The codes that people would have to read.
fn words_of(kind: &asset::Kind) -> impl Iterator<Item = &str> {
    let needs = kind.transitions.iter().flat_map(|line| &line.needs);
    needs.flat_map(|need| match &need.what {
        Requirement::Method(methods) => methods.iter().map(String::as_str).collect(),
        Requirement::Attribute(name) => vec![name.as_str()],
        _ => Vec::new(),
    })
}
