//! What a document lets everybody read without signing in: the regulation in force with the places
//! it is about, and a form that opens a case.

use serde::Deserialize;

use super::{
    Rulebook,
    flaw::{Kind, Word},
    reader::Flaws,
};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub regulation: InForce,
    /// The field of the regulation that says whose office answers.
    pub office: String,
    /// The ledger whose cameras are shown with their places.
    pub cameras: String,
    /// The figure of days that is shown.
    pub retention: String,
    pub contact: Contact,
    pub clause: String,
}

/// The newest case of a workflow in a state, from the day in one of its fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    pub workflow: String,
    pub state: String,
    pub from: String,
}

/// The workflow that somebody unknown begins, and the deadline by which there is an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub workflow: String,
    pub answer: String,
}

impl Publication {
    pub(super) fn check(&self, rulebook: &Rulebook, flaws: &Flaws) {
        let word = |text: &str| Word {
            text: text.to_owned(),
            place: rulebook.place.clone(),
        };
        let known = |kind, text: &str, exists: bool| {
            if !exists {
                flaws.unknown(kind, &word(text));
            }
        };
        let InForce {
            workflow,
            state,
            from,
        } = &self.regulation;
        let found = rulebook.workflows.get(workflow);
        known(Kind::Workflow, workflow, found.is_some());
        let has_state = found.is_some_and(|workflow| workflow.state(state).is_some());
        known(Kind::State, state, has_state);
        let form = found.and_then(|workflow| rulebook.forms.get(&workflow.form.text));
        for field in [from, &self.office] {
            let has_field = form.is_some_and(|form| form.field(field).is_some());
            known(Kind::Field, field, has_field);
        }
        let ledger = rulebook.ledgers.get(&self.cameras);
        known(Kind::Word, &self.cameras, ledger.is_some());
        let figure = rulebook.count(&self.retention).is_some();
        known(Kind::Parameter, &self.retention, figure);
        let contact = rulebook.workflows.contains_key(&self.contact.workflow);
        known(Kind::Workflow, &self.contact.workflow, contact);
        let answer = rulebook.deadlines.contains_key(&self.contact.answer);
        known(Kind::Deadline, &self.contact.answer, answer);
        known(
            Kind::Clause,
            &self.clause,
            rulebook.clauses().knows(&self.clause),
        );
    }
}
