//! What must hold between the parts of a rulebook.

mod matrix;
mod names;
mod reach;
mod references;
mod workflows;

use super::{
    Rulebook,
    flaw::{Fault, Flaws, Kind},
};
use crate::authority;

pub(crate) use names::{Names, Words};
pub(super) use reach::reach;

pub(super) fn check(rulebook: &Rulebook, flaws: &Flaws) {
    let names = Names { rulebook, flaws };
    if rulebook.document.code.is_empty() {
        flaws.add(&rulebook.document.place, Fault::KeyMissing("document"));
    }
    clauses(&names);
    references::check(&names);
    matrix::check(&names);
    for workflow in rulebook.workflows.values() {
        workflows::check(&names, workflow);
        reach::check(workflow, flaws);
    }
    authority::check(&names);
}

/// Every datum names a clause that exists, and every clause of the document has its article.
fn clauses(names: &Names<'_>) {
    let (rulebook, document) = (names.rulebook, &names.rulebook.document);
    for rule in rulebook.rules() {
        names.known(Kind::Clause, rule.clause);
    }
    for ledger in rulebook.ledgers.values() {
        for clause in ledger.clauses() {
            names.known_at(&ledger.place, Kind::Clause, clause);
        }
    }
    for clause in rulebook.clauses.of_document(&document.code) {
        if document.supplied && !rulebook.articles.contains_key(clause) {
            let fault = Fault::ArticleMissing(clause.to_owned());
            names.flaws.add(&document.place, fault);
        }
    }
}
