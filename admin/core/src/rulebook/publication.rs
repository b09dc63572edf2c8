//! What a document lets everybody read without signing in: the regulation in force with the places
//! it is about, and a form that opens a case.

use serde::Deserialize;

use super::{check::Names, flaw::Kind, form::FieldKind};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub regulation: InForce,
    /// Whom it names.
    pub holder: Named,
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

/// The person in a field of the regulation, and the post that they have to hold. Where it went to
/// somebody else, the duty opens, until a regulation in force names its holder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub field: String,
    pub post: String,
    pub duty: String,
}

/// The workflow that somebody unknown begins, and the deadline by which there is an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub workflow: String,
    pub answer: String,
}

impl Publication {
    pub(super) fn check(&self, names: &Names<'_>) {
        let place = &names.rulebook.document.place;
        let InForce {
            workflow,
            state,
            from,
        } = &self.regulation;
        names.known_at(place, Kind::Workflow, workflow);
        names.state_of(place, workflow, state);
        for field in [from, &self.office] {
            names.field_of(place, workflow, field, |_| true);
        }
        let Named { field, post, duty } = &self.holder;
        names.field_of(place, workflow, field, |kind| kind == FieldKind::Person);
        names.known_at(place, Kind::Post, post);
        names.known_at(place, Kind::Deadline, duty);
        names.known_at(place, Kind::Ledger, &self.cameras);
        names.count_at(place, &self.retention);
        names.known_at(place, Kind::Workflow, &self.contact.workflow);
        names.known_at(place, Kind::Deadline, &self.contact.answer);
        names.known_at(place, Kind::Clause, &self.clause);
    }
}
