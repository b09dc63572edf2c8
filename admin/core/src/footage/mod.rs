//! Films of cameras: files from a recorder, kept as they were filmed until their day.
//!
//! A film is a thing of a ledger. The rulebook says whose cameras film, how long a film is kept,
//! which case is the permission to look at one, and which step takes the one copy that leaves.

mod media;
mod name;

use protocol::time::UnixMs;
use serde::Deserialize;

use crate::{
    limits::FILM_MS,
    rulebook::{
        check::Names,
        flaw::{Kind, Place},
        form::FieldKind,
    },
};

pub use media::Media;
pub use name::{Filmed, shown_name, times_in};

/// What a rulebook says of a ledger whose things are films.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub camera: Camera,
    /// The deadline that erases.
    pub retention: String,
    pub viewing: Viewing,
    pub copy: Copying,
    pub clause: String,
}

/// A camera is a case of this workflow; it films in these states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    pub workflow: String,
    pub states: Vec<String>,
    /// The field that says where it stands.
    pub place: String,
}

/// A finished case of this workflow that names a film lets its person look for some minutes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewing {
    pub workflow: String,
    pub field: String,
    /// The parameter with the figure.
    pub minutes: String,
}

/// The step of this workflow with which a copy of the films that a field names leaves, and the one
/// with which that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copying {
    pub workflow: String,
    pub field: String,
    pub step: String,
    pub decision: String,
}

impl Terms {
    /// Tells words that name nothing.
    pub(crate) fn check(&self, names: &Names<'_>, place: &Place) {
        let camera = &self.camera;
        names.known_at(place, Kind::Workflow, &camera.workflow);
        for state in &camera.states {
            names.state_of(place, &camera.workflow, state);
        }
        names.field_of(place, &camera.workflow, &camera.place, |_| true);
        names.known_at(place, Kind::Deadline, &self.retention);
        let Viewing {
            workflow,
            field,
            minutes,
        } = &self.viewing;
        names.field_of(place, workflow, field, |kind| kind == FieldKind::Asset);
        names.count_at(place, minutes);
        let Copying {
            workflow,
            field,
            step,
            decision,
        } = &self.copy;
        names.field_of(place, workflow, field, |kind| kind == FieldKind::Assets);
        names.effect_step_of(place, workflow, step);
        names.step_of(place, workflow, decision);
    }
}

/// From and to of a film are possible: it ended after it began, and not in the future.
pub fn are_times_possible(from: UnixMs, to: UnixMs, now: UnixMs) -> bool {
    from.0 > 0 && from < to && to <= now && to.since_ms(from) <= FILM_MS
}

/// Whether somebody who may look since a moment still may.
pub fn may_still_look(since: UnixMs, minutes: i64, now: UnixMs) -> bool {
    (0..minutes.saturating_mul(60_000)).contains(&now.since_ms(since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::at;

    #[test]
    fn a_film_ends_after_it_began_and_not_ahead_of_now() {
        let now = at("2026-11-20T12:00:00");
        for (from, to, possible) in [
            ("2026-11-20T10:00:00", "2026-11-20T11:00:00", true),
            ("2026-11-20T10:00:00", "2026-11-20T12:00:00", true),
            ("2026-11-20T11:00:00", "2026-11-20T11:00:00", false),
            ("2026-11-20T11:00:00", "2026-11-20T10:00:00", false),
            ("2026-11-20T11:00:00", "2026-11-20T12:00:01", false),
            ("2026-11-10T11:00:00", "2026-11-20T11:00:00", false),
        ] {
            assert_eq!(
                are_times_possible(at(from), at(to), now),
                possible,
                "{from}"
            );
        }
        assert!(!are_times_possible(UnixMs(i64::MIN), UnixMs(i64::MAX), now));
    }

    #[test]
    fn looking_ends_with_its_minutes() {
        let since = at("2026-11-20T12:00:00");
        for (after_ms, may) in [
            (-1, false),
            (0, true),
            (1_799_999, true),
            (1_800_000, false),
        ] {
            assert_eq!(may_still_look(since, 30, since.plus_ms(after_ms)), may);
        }
    }
}
