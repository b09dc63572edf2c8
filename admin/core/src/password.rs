//! What a password must be (VR-8.2).

use std::{collections::BTreeSet, sync::LazyLock};

use crate::limits::{COMMON_PASSWORDS_BYTES, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};

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

/// What guessers try first here and what no list of foreign breaches holds.
const OURS: [&str; 4] = ["keisatsu", "police", "administrator", "genba"];

/// Different characters that a password must have at least: `abababababab` is no password.
const DIFFERENT_CHARS_MIN: usize = 6;

/// The shortest common password that counts as the heart of a longer one.
const HEART_CHARS_MIN: usize = 4;

static COMMON: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    const TEXT: &str = include_str!("../data/common-passwords.txt");
    const { assert!(TEXT.len() <= COMMON_PASSWORDS_BYTES) };
    TEXT.lines()
        .filter(|line| !line.starts_with('#'))
        .chain(OURS)
        .collect()
});

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
    if is_well_known(&lower) {
        return Err(Flaw::WellKnown);
    }
    let different: BTreeSet<_> = lower.chars().collect();
    if different.len() < DIFFERENT_CHARS_MIN {
        Err(Flaw::TooUniform)
    } else {
        Ok(())
    }
}

/// A password of the list, or one that only has digits and signs around it, is written with
/// digits for letters, or repeats it. Longer passphrases that hold a common word stay good.
fn is_well_known(lower: &str) -> bool {
    if COMMON.contains(lower) {
        return true;
    }
    let heart = lower.trim_matches(|c: char| !c.is_alphabetic());
    [heart.to_owned(), heart.chars().map(plain).collect()]
        .iter()
        .any(|spelling| {
            let part = repeated_part(spelling);
            part.chars().count() >= HEART_CHARS_MIN && COMMON.contains(part)
        })
}

/// The letter that a digit or sign stands for.
fn plain(written: char) -> char {
    match written {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// `dragon` of `dragondragon`; otherwise the whole.
fn repeated_part(text: &str) -> &str {
    let lengths = (1..=text.len() / 2).filter(|length| text.len().is_multiple_of(*length));
    lengths
        .filter_map(|length| text.get(..length))
        .find(|part| text.split(part).all(str::is_empty))
        .unwrap_or(text)
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
            ("op1", "P@ssw0rd!2026", Err(Flaw::WellKnown)),
            ("op1", "123-Dragon-456", Err(Flaw::WellKnown)),
            ("op1", "monkeymonkey", Err(Flaw::WellKnown)),
            ("op1", "qwertyuiop456", Err(Flaw::WellKnown)),
            ("op1", "Keisatsu2026!", Err(Flaw::WellKnown)),
            // In the list as it stands.
            ("op1", "1q2w3e4r5t6y", Err(Flaw::WellKnown)),
            ("op1", "ababababababab", Err(Flaw::TooUniform)),
            ("op1", "夕焼けの坂道を走る赤い自転車", Ok(())),
            ("op1", "k3rb-tz9m-44pw-x2nd", Ok(())),
            ("op1", "dragon over the police station", Ok(())),
        ];
        for (user_id, password, expected) in table {
            assert_eq!(judge(user_id, password), expected, "{password}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        assert!(COMMON.len() > 19_000, "{}", COMMON.len());
        assert!(COMMON.contains("iloveyou") && !COMMON.contains(""));
    }
}
