//! What a report carries at the reception desk: who handles it, what was directed, when it is
//! given up.

use protocol::{
    id::CaseId,
    supervision::{Held, Offer, Pass},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::{
    marks::HintFigures,
    staff::{officer::Officer, show::Shown},
    stop::StopTold,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Figures in force when the report began; a later change touches later reports.
    pub rules: DeskRules,
    #[serde(default)]
    pub held: Option<Held>,
    #[serde(default)]
    pub offer: Option<Offer>,
    #[serde(default)]
    pub pass: Option<Pass>,
    /// The phone's page has left.
    #[serde(default)]
    pub is_away: bool,
    /// When a phone is given up that is neither there nor live (D4).
    #[serde(default)]
    pub lost_at: Option<UnixMs>,
    /// When a report ends whose handlers have all signed out (VR-1).
    #[serde(default)]
    pub unattended_until: Option<UnixMs>,
    #[serde(default)]
    pub mis_send: Option<MisSend>,
    /// Whose it is, where it came by a staff URL.
    #[serde(default)]
    pub staff: Option<Officer>,
    /// The officers that see it.
    #[serde(default)]
    pub shown: Option<Shown>,
    /// What the caller was told of a stop of the system.
    #[serde(default)]
    pub stop_told: Option<StopTold>,
}

/// The rulebook's figures for the desk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskRules {
    /// How long a phone may be away before its report ends by itself.
    pub interruption_ms: i64,
    /// The same for its handlers.
    pub unattended_ms: i64,
    pub hints: HintFigures,
}

/// The link went to the wrong destination (VR-4.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MisSend {
    pub at: UnixMs,
    pub case: CaseId,
    pub due: UnixMs,
}

impl Desk {
    pub fn new(rules: DeskRules) -> Self {
        Self {
            rules,
            held: None,
            offer: None,
            pass: None,
            is_away: false,
            lost_at: None,
            unattended_until: None,
            mis_send: None,
            staff: None,
            shown: None,
            stop_told: None,
        }
    }

    /// What is over with the report.
    pub(crate) fn close(&mut self) {
        *self = Self {
            mis_send: self.mis_send,
            staff: self.staff.map(Officer::closed),
            ..Self::new(self.rules)
        };
    }

    /// When an officer is asked, or should have answered.
    pub(crate) fn officer_deadline(&self) -> Option<UnixMs> {
        self.staff.as_ref().and_then(Officer::next_deadline)
    }

    pub(crate) fn next_deadline(&self) -> Option<UnixMs> {
        let asks = self.officer_deadline();
        [self.lost_at, self.unattended_until, asks]
            .into_iter()
            .flatten()
            .min()
    }
}
