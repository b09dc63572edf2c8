//! Access codes of officers (state machine D3): one that the manager gives on a report, good once
//! on one phone; and the unit's code, which changes with the time.

use protocol::{id::CaseId, staff::StaffCodeState, time::UnixMs};

use super::rules::StaffRules;
use crate::access_code::CodeHash;

/// The code that the manager gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenCode {
    pub hash: CodeHash,
    /// The report of the use that it was given on.
    pub case: CaseId,
    pub issued: UnixMs,
    pub expires: UnixMs,
    pub is_used: bool,
}

impl GivenCode {
    pub fn state(&self, now: UnixMs) -> StaffCodeState {
        if self.is_used {
            StaffCodeState::Used
        } else if now >= self.expires {
            StaffCodeState::Expired
        } else {
            StaffCodeState::Issued
        }
    }
}

/// Which of a unit's codes are good at a moment. A code is known by the number of its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    pub current: i64,
    pub changes: UnixMs,
    /// The code before, within its grace.
    pub previous: Option<(i64, UnixMs)>,
}

/// Spans begin at midnight in Japan, as far as they divide a day.
const JAPAN_MS: i64 = 9 * 60 * 60 * 1000;

pub fn rotation(rules: &StaffRules, now: UnixMs) -> Rotation {
    let span_ms = rules.rotation_ms.max(1);
    let current = (now.0 + JAPAN_MS).div_euclid(span_ms);
    let since = UnixMs(current * span_ms - JAPAN_MS);
    let until = since.plus_ms(rules.rotation_grace_ms);
    Rotation {
        current,
        changes: since.plus_ms(span_ms),
        previous: (now < until).then_some((current - 1, until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::{rules::RULES, url::tests::NOW};

    #[test]
    fn the_units_code_before_at_within_and_after_its_rotation() {
        let first = rotation(&RULES, NOW);
        let change = first.changes;
        let before = rotation(&RULES, change.plus_ms(-1));
        assert_eq!((before.current, before.previous), (first.current, None));
        let at = rotation(&RULES, change);
        let grace_ends = change.plus_ms(RULES.rotation_grace_ms);
        assert_eq!(at.current, first.current + 1);
        assert_eq!(at.previous, Some((first.current, grace_ends)));
        let last = rotation(&RULES, grace_ends.plus_ms(-1));
        assert_eq!(last.previous, Some((first.current, grace_ends)));
        let after = rotation(&RULES, grace_ends);
        assert_eq!((after.current, after.previous), (first.current + 1, None));
        assert_eq!(at.changes, change.plus_ms(RULES.rotation_ms));
    }

    #[test]
    fn twelve_hours_change_at_midnight_and_noon_in_japan() {
        let changes = rotation(&RULES, NOW).changes;
        assert_eq!((changes.0 + JAPAN_MS) % RULES.rotation_ms, 0);
    }
}
