//! The figures of the rulebook for staff URLs; they come in as an argument.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffRules {
    pub devices_max: u32,
    pub code_digits: u32,
    pub code_attempts: u32,
    /// How long a code that the manager gave is good.
    pub code_valid_ms: i64,
    /// The unit's code changes this often, and the one before is good for a while.
    pub rotation_ms: i64,
    pub rotation_grace_ms: i64,
    pub session_ms: i64,
    /// How long an officer's phone may be away; longer than a caller's, whose call goes on.
    pub interruption_ms: i64,
    /// "Still initial response?" (VR-5.2.1)
    pub ask_every_ms: i64,
    pub answer_ms: i64,
    /// Tries of unregistered phones, and wrong codes, from which on the chief is told (VR-5.2.3).
    pub unknown_max: u32,
    pub wrong_codes_max: u32,
    /// Both are counted within this span.
    pub signal_ms: i64,
}

#[cfg(test)]
pub(crate) const RULES: StaffRules = {
    const MINUTE_MS: i64 = 60_000;
    StaffRules {
        devices_max: 3,
        code_digits: 8,
        code_attempts: 5,
        code_valid_ms: 12 * 60 * MINUTE_MS,
        rotation_ms: 12 * 60 * MINUTE_MS,
        rotation_grace_ms: 15 * MINUTE_MS,
        session_ms: 240 * MINUTE_MS,
        interruption_ms: 10 * MINUTE_MS,
        ask_every_ms: 30 * MINUTE_MS,
        answer_ms: 5 * MINUTE_MS,
        unknown_max: 10,
        wrong_codes_max: 10,
        signal_ms: 60 * MINUTE_MS,
    }
};
