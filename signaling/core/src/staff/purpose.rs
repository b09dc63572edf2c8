//! What an officer's report is for: initial response in principle, anything else with a reason
//! (VR-5.2.1).

use protocol::staff::StaffPurpose;

use super::StaffRefusal;
use crate::{Refusal, limits::REASON_CHARS_MAX};

/// A purpose with its reason, as far as there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    pub purpose: StaffPurpose,
    pub reason: Option<String>,
}

pub fn check(purpose: Option<StaffPurpose>, reason: Option<&str>) -> Result<Purpose, Refusal> {
    let purpose = purpose.ok_or(StaffRefusal::PurposeMissing)?;
    let reason = words(reason)?;
    if purpose == StaffPurpose::Exception && reason.is_none() {
        return Err(StaffRefusal::ExceptionReasonMissing.into());
    }
    Ok(Purpose { purpose, reason })
}

/// Typed words, if there are any.
pub fn words(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let typed = typed.unwrap_or_default().trim();
    if typed.chars().count() > REASON_CHARS_MAX {
        return Err(Refusal::ReasonTooLong);
    }
    Ok((!typed.is_empty()).then(|| typed.to_owned()))
}

/// Why a chief or manager does something to a staff URL: always said.
pub fn reason_of_change(typed: Option<&str>) -> Result<String, Refusal> {
    words(typed)?.ok_or_else(|| StaffRefusal::ChangeReasonMissing.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vr_5_2_1_an_exception_has_a_reason() {
        let bare = check(Some(StaffPurpose::Exception), Some(" \u{3000}")).unwrap_err();
        assert_eq!(bare, StaffRefusal::ExceptionReasonMissing.into());
        let told = check(Some(StaffPurpose::Exception), Some("雑踏警備")).unwrap();
        assert_eq!(told.reason.as_deref(), Some("雑踏警備"));
        let initial = check(Some(StaffPurpose::InitialResponse), None).unwrap();
        assert_eq!(initial.reason, None);
        assert_eq!(
            check(None, Some("x")),
            Err(StaffRefusal::PurposeMissing.into())
        );
        let long = "x".repeat(REASON_CHARS_MAX + 1);
        let long = check(Some(StaffPurpose::InitialResponse), Some(&long));
        assert_eq!(long, Err(Refusal::ReasonTooLong));
    }
}
