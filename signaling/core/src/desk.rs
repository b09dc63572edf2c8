//! What a report carries at the reception desk: who handles it, what was directed, when it is
//! given up.

use protocol::{
    id::CaseId,
    supervision::{Held, Offer, Pass},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::marks::HintFigures;

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
        }
    }

    /// What is over with the report.
    pub(crate) fn close(&mut self) {
        *self = Self {
            mis_send: self.mis_send,
            ..Self::new(self.rules)
        };
    }

    pub(crate) fn next_deadline(&self) -> Option<UnixMs> {
        [self.lost_at, self.unattended_until]
            .into_iter()
            .flatten()
            .min()
    }
}
