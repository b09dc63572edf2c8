//! Who an officer says to be when a phone is registered (VR-5.1.1).

use protocol::staff::StaffRegister;
use serde::{Deserialize, Serialize};

use super::StaffRefusal;
use crate::limits::{STAFF_NAME_CHARS_MAX, STAFF_NUMBER_CHARS_MAX};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub staff_number: String,
    pub name: String,
    /// As the officer wrote it.
    pub unit: String,
}

/// Takes what was entered, after the acknowledgement (VR-5.2.2).
pub fn accept(entered: &StaffRegister, version: &str) -> Result<Identity, StaffRefusal> {
    if entered.acknowledged != Some(true) {
        return Err(StaffRefusal::InstructionNotAcknowledged);
    }
    check_version(entered.text_version.as_deref(), version)?;
    Ok(Identity {
        staff_number: text(
            &entered.staff_number,
            STAFF_NUMBER_CHARS_MAX,
            (StaffRefusal::NumberMissing, StaffRefusal::NumberTooLong),
        )?,
        name: text(
            &entered.name,
            STAFF_NAME_CHARS_MAX,
            (StaffRefusal::NameMissing, StaffRefusal::NameTooLong),
        )?,
        unit: text(
            &entered.unit,
            STAFF_NAME_CHARS_MAX,
            (StaffRefusal::UnitMissing, StaffRefusal::UnitTooLong),
        )?,
    })
}

/// What was on the screen must be what is in force.
pub fn check_version(shown: Option<&str>, version: &str) -> Result<(), StaffRefusal> {
    if shown == Some(version) {
        Ok(())
    } else {
        Err(StaffRefusal::TextsChanged)
    }
}

fn text(
    entered: &Option<String>,
    chars_max: usize,
    (missing, too_long): (StaffRefusal, StaffRefusal),
) -> Result<String, StaffRefusal> {
    let entered = entered.as_deref().unwrap_or_default();
    let plain: String = entered.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim();
    match plain.chars().count() {
        0 => Err(missing),
        count if count > chars_max => Err(too_long),
        _ => Ok(plain.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered() -> StaffRegister {
        StaffRegister {
            token: String::new(),
            device: None,
            staff_number: Some(" 12345 ".into()),
            name: Some("山田\u{7} 太郎".into()),
            unit: Some("<b>地域課</b>".into()),
            acknowledged: Some(true),
            text_version: Some("1".into()),
        }
    }

    #[test]
    fn who_registers_says_everything_and_has_read_the_instruction() {
        let who = accept(&entered(), "1").unwrap();
        let expected = Identity {
            staff_number: "12345".into(),
            name: "山田 太郎".into(),
            unit: "<b>地域課</b>".into(),
        };
        assert_eq!(who, expected);
        for acknowledged in [None, Some(false)] {
            let refused = StaffRegister {
                acknowledged,
                ..entered()
            };
            let refused = accept(&refused, "1").unwrap_err();
            assert_eq!(refused, StaffRefusal::InstructionNotAcknowledged);
        }
        assert_eq!(accept(&entered(), "2"), Err(StaffRefusal::TextsChanged));
        let nameless = StaffRegister {
            name: Some("　\n".into()),
            ..entered()
        };
        assert_eq!(accept(&nameless, "1"), Err(StaffRefusal::NameMissing));
        let long = StaffRegister {
            unit: Some("課".repeat(STAFF_NAME_CHARS_MAX + 1)),
            ..entered()
        };
        assert_eq!(accept(&long, "1"), Err(StaffRefusal::UnitTooLong));
    }
}
