//! What a check can find.

use protocol::id::UnitId;

use crate::limits::FINDINGS_KEPT;

/// One sign of tampering, where it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("unit {unit}: entry {seq} was edited")]
    Edited { unit: UnitId, seq: i64 },
    #[error(
        "unit {unit}: entry {seq} does not follow the one before it: one of the two was replaced"
    )]
    Unlinked { unit: UnitId, seq: i64 },
    #[error("unit {unit}: entries {from} to {to} are missing")]
    Missing { unit: UnitId, from: i64, to: i64 },
    #[error("unit {unit}: entry {seq} is out of order, or there twice")]
    Reordered { unit: UnitId, seq: i64 },
    #[error(
        "unit {unit}: the chain up to entry {seq} was computed anew after head {number} was handed out"
    )]
    Rewritten { unit: UnitId, seq: i64, number: i64 },
    #[error(
        "unit {unit}: the end was cut off: it ends at entry {ends_at}, head {number} covers entry {seq}"
    )]
    Cut {
        unit: UnitId,
        ends_at: i64,
        seq: i64,
        number: i64,
    },
    #[error("unit {unit}: the chain read ends at entry {seq}, the store names another end")]
    EndDiffers { unit: UnitId, seq: i64 },
    #[error("unit {unit}: the anchor at entry {seq} does not follow the one before it")]
    AnchorMisplaced { unit: UnitId, seq: i64 },
    #[error("unit {unit}: the anchor at entry {seq} is not the end that a head covers")]
    AnchorForged { unit: UnitId, seq: i64 },
    #[error("unit {unit}: entries up to {seq} are gone without a proof of deletion")]
    Unproven { unit: UnitId, seq: i64 },
    #[error("unit {unit}: entries up to {seq} were deleted before their years were over")]
    PurgedEarly { unit: UnitId, seq: i64 },
    #[error("head {number} does not follow the one before it: heads are missing or were replaced")]
    HeadsBroken { number: i64 },
    #[error("head {number} covers other chain ends than it was signed for")]
    HeadEdited { number: i64 },
    #[error("the newest head, {number}, is not signed with a trusted key")]
    HeadForged { number: i64 },
    #[error("head {number} is not the one that was handed out")]
    HeadReplaced { number: i64 },
    #[error("head {number} was handed out and is missing here")]
    HeadMissing { number: i64 },
    #[error("the head {number} held elsewhere is not signed with a trusted key")]
    HeldForged { number: i64 },
    #[error("unit {unit} is one unit too many")]
    TooManyUnits { unit: UnitId },
}

impl Finding {
    /// The unit whose chain it is about; none where it is about the signed heads of all.
    pub fn unit(&self) -> Option<UnitId> {
        self.at().0
    }

    /// The entry at which it shows.
    pub fn seq(&self) -> Option<i64> {
        self.at().1
    }

    fn at(&self) -> (Option<UnitId>, Option<i64>) {
        match *self {
            Self::Edited { unit, seq }
            | Self::Unlinked { unit, seq }
            | Self::Reordered { unit, seq }
            | Self::Rewritten { unit, seq, .. }
            | Self::EndDiffers { unit, seq }
            | Self::AnchorMisplaced { unit, seq }
            | Self::AnchorForged { unit, seq }
            | Self::Unproven { unit, seq }
            | Self::PurgedEarly { unit, seq }
            | Self::Missing {
                unit, from: seq, ..
            }
            | Self::Cut {
                unit, ends_at: seq, ..
            } => (Some(unit), Some(seq)),
            Self::TooManyUnits { unit } => (Some(unit), None),
            Self::HeadsBroken { .. }
            | Self::HeadEdited { .. }
            | Self::HeadForged { .. }
            | Self::HeadReplaced { .. }
            | Self::HeadMissing { .. }
            | Self::HeldForged { .. } => (None, None),
        }
    }
}

/// The first findings in full, all of them in number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    total: u64,
}

impl Findings {
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn add(&mut self, finding: Finding) {
        // What was missed and turns up later was not missing but moved.
        if let Finding::Reordered { unit, seq } = finding {
            let (from, to) = (seq, seq);
            let missed = Finding::Missing { unit, from, to };
            if let Some(at) = self.kept.iter().position(|kept| *kept == missed) {
                self.kept[at] = finding;
                return;
            }
        }
        self.total += 1;
        if self.kept.len() < FINDINGS_KEPT {
            self.kept.push(finding);
        }
    }
}
