//! What a password must be (VR-8.2).

use crate::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("shorter than {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    #[error("longer than {PASSWORD_CHARS_MAX} characters")]
    TooLong,
    #[error("contains the user id")]
    HoldsUserId,
    #[error("one of the passwords that are tried first")]
    WellKnown,
    #[error("too few different characters")]
    TooUniform,
}

/// The beginnings of what guessers try first, in lower case and at least of our minimal length
/// when repeated or continued.
const WELL_KNOWN: &[&str] = &[
    "password",
    "qwerty",
    "123456",
    "letmein",
    "welcome",
    "administrator",
    "keisatsu",
    "police",
];

/// Different characters that a password must have at least: `abababababab` is no password.
const DIFFERENT_CHARS_MIN: usize = 6;

/// Judges a new password.
pub fn judge(user_id: &str, password: &str) -> Result<(), Flaw> {
    let length = password.chars().count();
    if length < PASSWORD_CHARS_MIN {
        return Err(Flaw::TooShort);
    }
    if length > PASSWORD_CHARS_MAX {
        return Err(Flaw::TooLong);
    }
    let lower = password.to_lowercase();
    if user_id.chars().count() >= 3 && lower.contains(&user_id.to_lowercase()) {
        return Err(Flaw::HoldsUserId);
    }
    if WELL_KNOWN.iter().any(|known| lower.starts_with(known)) {
        return Err(Flaw::WellKnown);
    }
    let different: std::collections::BTreeSet<_> = lower.chars().collect();
    if different.len() < DIFFERENT_CHARS_MIN {
        Err(Flaw::TooUniform)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_by_one_table() {
        let long = "aB3$".repeat(33);
        let table = [
            ("op1", "kabocha-7", Err(Flaw::TooShort)),
            ("op1", long.as_str(), Err(Flaw::TooLong)),
            ("op1", "my-OP1-secret-7", Err(Flaw::HoldsUserId)),
            ("op1", "Password12345", Err(Flaw::WellKnown)),
            ("op1", "ababababababab", Err(Flaw::TooUniform)),
            ("op1", "夕焼けの坂道を走る赤い自転車", Ok(())),
            ("op1", "k3rb-tz9m-44pw-x2nd", Ok(())),
        ];
        for (user_id, password, expected) in table {
            assert_eq!(judge(user_id, password), expected, "{password}");
        }
    }
}
