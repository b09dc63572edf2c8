//! Signs that a sheet has leaked (VR-5.2.3): phones that nobody registered, and bursts of wrong
//! codes. A span that is over begins anew; the chief is told once within each.

use protocol::time::UnixMs;
use serde::{Deserialize, Serialize};

use super::rules::StaffRules;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaks {
    pub unknown: Count,
    pub wrong_codes: Count,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    count: u32,
    since: Option<UnixMs>,
    /// When the chief was told last.
    pub told: Option<UnixMs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    UnknownDevices,
    WrongCodes,
}

impl Leaks {
    /// Counts one; the sign to be told, when it is the one that is too many.
    pub fn note(&mut self, sign: Sign, rules: &StaffRules, now: UnixMs) -> Option<Sign> {
        let (counted, max) = match sign {
            Sign::UnknownDevices => (&mut self.unknown, rules.unknown_max),
            Sign::WrongCodes => (&mut self.wrong_codes, rules.wrong_codes_max),
        };
        counted.add(max, rules.signal_ms, now).then_some(sign)
    }

    pub fn last_told(&self) -> Option<UnixMs> {
        self.unknown.told.max(self.wrong_codes.told)
    }
}

impl Count {
    pub fn now(&self, span_ms: i64, now: UnixMs) -> u32 {
        if self.is_over(span_ms, now) {
            0
        } else {
            self.count
        }
    }

    fn add(&mut self, max: u32, span_ms: i64, now: UnixMs) -> bool {
        if self.is_over(span_ms, now) {
            self.count = 0;
            self.since = Some(now);
        }
        self.count = self.count.saturating_add(1);
        let is_told = self.count == max;
        if is_told {
            self.told = Some(now);
        }
        is_told
    }

    /// A clock that goes back ends no span.
    fn is_over(&self, span_ms: i64, now: UnixMs) -> bool {
        self.since
            .is_none_or(|since| now.since_ms(since) >= span_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::{rules::RULES, url::tests::NOW};

    #[test]
    fn vr_5_2_3_the_tenth_within_the_span_is_told_once() {
        let mut leaks = Leaks::default();
        for n in 1..30 {
            let told = leaks.note(Sign::UnknownDevices, &RULES, NOW.plus_ms(n));
            assert_eq!(told.is_some(), n == 10, "{n}");
        }
        assert_eq!(leaks.wrong_codes, Count::default());
        let later = NOW.plus_ms(1 + RULES.signal_ms);
        assert_eq!(leaks.unknown.now(RULES.signal_ms, later), 0);
        for n in 1..=10 {
            let told = leaks.note(Sign::UnknownDevices, &RULES, later);
            assert_eq!(told.is_some(), n == 10, "{n}");
        }
        assert_eq!(leaks.last_told(), Some(later));
    }
}
