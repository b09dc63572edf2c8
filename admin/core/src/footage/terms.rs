//! What a rulebook says of a ledger whose things are films.

use serde::Deserialize;

use crate::{
    post::unit::UnitKind,
    rulebook::{
        check::Names,
        flaw::{Kind, Place},
        form::FieldKind,
    },
};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Whose films these are: units of these kinds. Each kind of unit has films of one ledger.
    pub units: Vec<UnitKind>,
    pub camera: Camera,
    /// The deadline that erases.
    pub retention: String,
    #[serde(default)]
    pub counted_from: CountedFrom,
    /// A reminder that is opened with it: the film goes soon.
    pub warning: Option<String>,
    /// Films come in locked, from a camera in its charger; without it as they are.
    pub docking: Option<Docking>,
    pub viewing: Viewing,
    pub copy: Copying,
    /// The text of the classification that each copy bears.
    pub label: Option<String>,
    /// The workflow of a film whose bytes are not what came in any more, and the choice that says
    /// so.
    pub changed: Option<Quarantine>,
    pub clause: String,
}

/// A camera is a case or a thing; it films in these states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Camera {
    /// It stands where a field of its registration says.
    Case {
        workflow: String,
        states: Vec<String>,
        place: String,
    },
    /// It has a number in a ledger and goes about with who uses it.
    Thing { ledger: String, states: Vec<String> },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// From the moment at which it was filmed.
    #[default]
    Recorded,
    /// From the moment at which the file was made here.
    Created,
}

/// How locked packages come in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Docking {
    /// A use of the camera by somebody who registered.
    pub session: Use,
    /// In this state a camera is out: with its charger it is back, as an act of its ledger.
    pub out: Option<String>,
    /// Within which days anything is filmed at all.
    pub window: Option<Window>,
    /// A film that nobody registered for is set apart and reported.
    pub quarantine: Quarantine,
    /// That a film says when it was filmed.
    pub times: String,
    pub clause: String,
}

/// A case of this workflow in one of these states, about the camera, with its user. It lasts from
/// one moment to another; while the second is not there it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    pub workflow: String,
    pub states: Vec<String>,
    pub camera: String,
    pub user: String,
    pub from: String,
    pub to: String,
    pub clause: String,
}

/// The newest case of this workflow in one of these states, in the unit or above it, with its first
/// and last day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub workflow: String,
    pub states: Vec<String>,
    pub first_day: String,
    pub last_day: String,
    pub clause: String,
}

/// The system begins a case of this workflow about the film, with the reason that it noticed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    pub workflow: String,
    pub film: String,
    pub reason: String,
    pub is: String,
}

/// A case of this workflow that names a film lets its person look for some minutes from its last
/// step on: while it is in one of these states, or where none are named once it is finished.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewing {
    pub workflow: String,
    #[serde(default)]
    pub states: Vec<String>,
    pub field: String,
    /// The parameter with the figure.
    pub minutes: String,
    /// Named where nobody may look; without it the clause of the films.
    pub clause: Option<String>,
}

/// The step of this workflow with which a copy of the films that a field names leaves, and those
/// with which that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copying {
    pub workflow: String,
    pub field: String,
    pub step: String,
    pub decisions: Vec<String>,
    /// The tick by which the films themselves are in the copy; without it they always are.
    pub films: Option<Ticked>,
    /// Files of the case that are in the copy, too: stills out of the films.
    #[serde(default)]
    pub files: Vec<String>,
    /// Filled by that step: the number of the copy and its length.
    pub receipt: Option<Receipt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticked {
    pub field: String,
    pub tick: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub number: String,
    pub bytes: String,
}

impl Terms {
    /// Tells words that name nothing.
    pub(crate) fn check(&self, names: &Names<'_>, place: &Place) {
        match &self.camera {
            Camera::Case {
                workflow,
                states,
                place: stands,
            } => {
                names.known_at(place, Kind::Workflow, workflow);
                for state in states {
                    names.state_of(place, workflow, state);
                }
                names.field_of(place, workflow, stands, |_| true);
            }
            Camera::Thing { ledger, .. } => names.known_at(place, Kind::Ledger, ledger),
        }
        for deadline in std::iter::once(&self.retention).chain(&self.warning) {
            names.known_at(place, Kind::Deadline, deadline);
        }
        if let Some(text) = &self.label {
            names.known_at(place, Kind::Text, text);
        }
        if let Some(docking) = &self.docking {
            docking.check(names, place);
        }
        if let Some(changed) = &self.changed {
            changed.check(names, place);
        }
        let viewing = &self.viewing;
        for state in &viewing.states {
            names.state_of(place, &viewing.workflow, state);
        }
        let is_film = |kind| kind == FieldKind::Asset;
        names.field_of(place, &viewing.workflow, &viewing.field, is_film);
        names.count_at(place, &viewing.minutes);
        self.copy.check(names, place);
    }

    /// Every clause that stands in here.
    pub fn clauses(&self) -> impl Iterator<Item = &String> {
        let docking = self.docking.iter().flat_map(|docking| {
            let window = docking.window.iter().map(|window| &window.clause);
            [&docking.times, &docking.clause, &docking.session.clause]
                .into_iter()
                .chain(window)
        });
        let own = std::iter::once(&self.clause).chain(&self.viewing.clause);
        own.chain(docking)
    }

    /// What is named where nobody may look.
    pub fn viewing_clause(&self) -> &str {
        self.viewing.clause.as_ref().unwrap_or(&self.clause)
    }
}

impl Docking {
    fn check(&self, names: &Names<'_>, place: &Place) {
        let Use {
            workflow,
            states,
            camera,
            user,
            from,
            to,
            ..
        } = &self.session;
        for state in states {
            names.state_of(place, workflow, state);
        }
        for moment in [from, to] {
            names.field_of(place, workflow, moment, |kind| kind == FieldKind::Moment);
        }
        names.field_of(place, workflow, camera, |kind| kind == FieldKind::Asset);
        names.field_of(place, workflow, user, |kind| kind == FieldKind::Person);
        if let Some(window) = &self.window {
            for state in &window.states {
                names.state_of(place, &window.workflow, state);
            }
            for day in [&window.first_day, &window.last_day] {
                let is_day = |kind| kind == FieldKind::Date;
                names.field_of(place, &window.workflow, day, is_day);
            }
        }
        self.quarantine.check(names, place);
    }
}

impl Quarantine {
    fn check(&self, names: &Names<'_>, place: &Place) {
        let is_film = |kind| kind == FieldKind::Asset;
        names.field_of(place, &self.workflow, &self.film, is_film);
        let is_choice = |kind| kind == FieldKind::Choice;
        names.field_of(place, &self.workflow, &self.reason, is_choice);
    }
}

impl Copying {
    fn check(&self, names: &Names<'_>, place: &Place) {
        let workflow = &self.workflow;
        names.field_of(place, workflow, &self.field, |kind| {
            kind == FieldKind::Assets
        });
        names.effect_step_of(place, workflow, &self.step);
        for decision in &self.decisions {
            names.step_of(place, workflow, decision);
        }
        if let Some(Ticked { field, .. }) = &self.films {
            names.field_of(place, workflow, field, |kind| kind == FieldKind::TickGroup);
        }
        for file in &self.files {
            names.field_of(place, workflow, file, |kind| kind == FieldKind::File);
        }
        if let Some(receipt) = &self.receipt {
            let is_text = |kind| matches!(kind, FieldKind::Text { .. });
            names.field_of(place, workflow, &receipt.number, is_text);
            let is_number = |kind| matches!(kind, FieldKind::Number { .. });
            names.field_of(place, workflow, &receipt.bytes, is_number);
        }
    }
}
