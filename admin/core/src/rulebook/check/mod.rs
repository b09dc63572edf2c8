//! What must hold between the parts of a rulebook.

mod matrix;
mod reach;
mod references;
mod workflows;

use super::{
    Coded, Rulebook,
    flaw::{Fault, Kind},
    ledgers::Ledger,
    reader::Flaws,
};
use crate::authority;

pub(super) fn check(rulebook: &Rulebook, flaws: &Flaws) {
    if rulebook.document.code.is_empty() {
        flaws.add(&rulebook.place, Fault::KeyMissing("document"));
    }
    clauses(rulebook, flaws);
    references::check(rulebook, flaws);
    matrix::check(rulebook, flaws);
    for workflow in rulebook.workflows.values() {
        workflows::check(rulebook, workflow, flaws);
        reach::check(workflow, flaws);
    }
    authority::check(rulebook, flaws);
}

/// Every datum names a clause that exists, and every clause of the document has its article.
fn clauses(rulebook: &Rulebook, flaws: &Flaws) {
    for rule in rulebook.rules() {
        if !rulebook.clauses.knows(rule.clause) {
            flaws.unknown(Kind::Clause, rule.clause);
        }
    }
    for clause in rulebook.ledgers.values().flat_map(Ledger::clauses) {
        if !rulebook.clauses.knows(&clause) {
            flaws.unknown(Kind::Clause, &clause);
        }
    }
    if !rulebook.document.supplied {
        return;
    }
    for clause in rulebook.clauses.of_document(&rulebook.document.code) {
        if !rulebook.articles.contains_key(clause) {
            flaws.add(&rulebook.place, Fault::ArticleMissing(clause.to_owned()));
        }
    }
}

/// No two of a list have one code.
fn all_different<T: Coded>(list: &[T], flaws: &Flaws) {
    for (at, datum) in list.iter().enumerate() {
        if list[..at].iter().any(|other| other.code() == datum.code()) {
            flaws.add(datum.place(), Fault::Twice(datum.code().to_owned()));
        }
    }
}
