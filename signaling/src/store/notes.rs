//! What the desk notes of a report besides its course: sealed, because it is about people.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    marks::{Check, StatedPlace},
    supervision::Acknowledged,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use signaling_core::{marks::Claim, staff::identity::Identity};

use super::{
    table::report,
    words::{json, of_json},
};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// The number the call came from, E.164.
    pub calling_number: Option<String>,
    /// Why the manager was not told beforehand.
    pub no_report_reason: Option<String>,
    pub stated_place: Option<StatedPlace>,
    pub checks: Vec<Check>,
    pub claims: Vec<Claim>,
    /// Whose report it is, where it came by a staff URL.
    pub officer: Option<OfficerNote>,
}

/// The officer as registered when the session began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerNote {
    pub identity: Identity,
    pub sheet_number: String,
    /// Why it is used for something else than initial response.
    pub reason: Option<String>,
    /// The use was reported beforehand.
    pub reported: bool,
}

/// What was confirmed before the link went out, and what the manager knows of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmed {
    /// The number was presented.
    pub number: bool,
    pub reported: bool,
    pub reported_after: Option<UnixMs>,
    pub acknowledged: Option<Acknowledged>,
}

impl Notes {
    pub fn open(key: &DataKey, row: &report::Model) -> Result<Self, Refused> {
        match &row.notes {
            Some(sealed) => of_json(key.open(PURPOSE, sealed).map_err(Refused::internal)?),
            None => Ok(Self::default()),
        }
    }

    pub fn seal(&self, key: &DataKey) -> Vec<u8> {
        key.seal(PURPOSE, json(self).as_bytes())
    }
}

impl Confirmed {
    pub fn of(row: &report::Model) -> Result<Self, Refused> {
        row.confirmed.as_ref().map_or_else(
            || {
                // A report of before: it could not begin without these.
                Ok(Self {
                    number: true,
                    reported: row.report_after_due_ms.is_none(),
                    ..Self::default()
                })
            },
            of_json,
        )
    }

    pub fn text(&self) -> String {
        json(self)
    }

    /// The report to the manager was made, beforehand or afterwards.
    pub fn is_told(&self) -> bool {
        self.reported || self.reported_after.is_some()
    }
}

const PURPOSE: &str = "desk notes";
