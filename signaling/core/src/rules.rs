//! The figures of the rulebook that links are made under. They come in as an argument; a link
//! keeps those of its day, so that a later change touches no link that is out already.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// From sending until the link can no longer be opened (VR-2.3).
    pub opening_ms: i64,
    /// From the first start until the report ends by itself (VR-2.3).
    pub session_ms: i64,
    /// The operator is warned this long before the report ends by itself.
    pub warning_ms: i64,
    /// What the one prolongation adds.
    pub prolongation_ms: i64,
    /// Distinct phones that a link admits without a readmission.
    pub max_devices: u32,
    /// How often bound phones may come back.
    pub resumptions_max: u32,
    /// How often another phone may be let in.
    pub readmissions_max: u32,
    /// How often the message may go out, the first time included.
    pub sends_max: u32,
    /// Time to compare a destination before it has to be entered anew (VR-4.1.3c).
    pub compare_ms: i64,
    /// Absent while the national switch is off (VR-4.1.3b).
    pub access_code: Option<CodeRules>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRules {
    pub digits: u32,
    pub attempts: u32,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;

    /// Figures for tests of this crate; those in force stand in the rulebook.
    pub(crate) const RULES: Rules = Rules {
        opening_ms: 10 * MINUTE_MS,
        session_ms: 60 * MINUTE_MS,
        warning_ms: 5 * MINUTE_MS,
        prolongation_ms: 30 * MINUTE_MS,
        max_devices: 1,
        resumptions_max: 100,
        readmissions_max: 10,
        sends_max: 3,
        compare_ms: 5 * MINUTE_MS,
        access_code: None,
    };
    pub(crate) const WITH_CODE: Rules = Rules {
        access_code: Some(CodeRules {
            digits: 4,
            attempts: 5,
        }),
        ..RULES
    };
}
