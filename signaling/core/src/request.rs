//! Asking for video: prepare, compare, send (VR-4.1), with its checks in their order.

use protocol::{
    id::AccountId,
    request::{Prepare, Send},
    text::Language,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    limits::{CONFIRM_TOKEN_MS, NOTE_CHARS_MAX, REASON_CHARS_MAX, REPORT_AFTER_MS},
    number::{self, MobileNumber},
};

/// A request that passed every check and waits for its comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedRequest {
    pub by: AccountId,
    /// E.164.
    pub destination: String,
    pub groups: Vec<String>,
    pub differs_from_calling_number: bool,
    pub language: Language,
    pub note: String,
    /// Present when there was no prior report to the manager.
    pub no_report_reason: Option<String>,
    pub expires: UnixMs,
}

impl PreparedRequest {
    /// When the report to the manager is due afterwards, if it is (VR-4.1.2).
    pub fn report_after_due(&self, now: UnixMs) -> Option<UnixMs> {
        self.no_report_reason
            .as_ref()
            .map(|_| now.plus_ms(REPORT_AFTER_MS))
    }
}

pub fn prepare(request: &Prepare, by: AccountId, now: UnixMs) -> Result<PreparedRequest, Refusal> {
    check_confirmations(request)?;
    let no_report_reason = check_report(request)?;
    let typed = request.destination.as_deref().unwrap_or_default();
    let destination = MobileNumber::parse(typed)?;
    Ok(PreparedRequest {
        by,
        differs_from_calling_number: number::differs(
            &destination,
            request.calling_number.as_deref(),
        ),
        groups: destination.groups().to_vec(),
        destination: destination.e164().to_owned(),
        language: request.language.unwrap_or_default(),
        note: check_note(request)?,
        no_report_reason,
        expires: now.plus_ms(CONFIRM_TOKEN_MS),
    })
}

fn check_confirmations(request: &Prepare) -> Result<(), Refusal> {
    let confirmations = [
        (request.safety_confirmed, Refusal::SafetyNotConfirmed),
        (request.camera_confirmed, Refusal::CameraNotConfirmed),
        (request.number_presented, Refusal::NumberNotPresented),
    ];
    match confirmations
        .into_iter()
        .find(|(given, _)| *given != Some(true))
    {
        Some((_, refusal)) => Err(refusal),
        None => Ok(()),
    }
}

fn check_report(request: &Prepare) -> Result<Option<String>, Refusal> {
    if request.reported_to_manager == Some(true) {
        return Ok(None);
    }
    let reason = request
        .no_report_reason
        .as_deref()
        .map(str::trim)
        .unwrap_or_default();
    match reason.chars().count() {
        0 => Err(Refusal::ReportMissing),
        count if count > REASON_CHARS_MAX => Err(Refusal::ReasonTooLong),
        _ => Ok(Some(reason.to_owned())),
    }
}

fn check_note(request: &Prepare) -> Result<String, Refusal> {
    let note = request.note.as_deref().map(str::trim).unwrap_or_default();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Refusal::NoteTooLong);
    }
    Ok(note.to_owned())
}

/// What a refused send means for the confirm token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendRefused {
    pub refusal: Refusal,
    /// A changed number makes the comparison worthless (VR-4.1.3c).
    pub voids_token: bool,
}

/// Checks a send against what was prepared under its token, if anything was.
pub fn check_send(
    prepared: Option<&PreparedRequest>,
    send: &Send,
    by: AccountId,
    now: UnixMs,
) -> Result<(), SendRefused> {
    let kept = |refusal| SendRefused {
        refusal,
        voids_token: false,
    };
    let prepared = prepared
        .filter(|prepared| prepared.by == by && now < prepared.expires)
        .ok_or(kept(Refusal::NotPrepared))?;
    let compared = MobileNumber::parse(send.destination.as_deref().unwrap_or_default());
    if compared
        .ok()
        .is_none_or(|number| number.e164() != prepared.destination)
    {
        return Err(SendRefused {
            refusal: Refusal::DestinationChanged,
            voids_token: true,
        });
    }
    if send.compared != Some(true) {
        return Err(kept(Refusal::NotCompared));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);

    fn operator(letter: u8) -> AccountId {
        AccountId::new(UnixMs(1), [letter; 10])
    }

    fn complete() -> Prepare {
        Prepare {
            safety_confirmed: Some(true),
            camera_confirmed: Some(true),
            number_presented: Some(true),
            reported_to_manager: Some(true),
            destination: Some("０９０－１２３４－５６７８".into()),
            ..Prepare::default()
        }
    }

    #[test]
    fn each_missing_piece_is_refused_in_order_by_its_clause() {
        let mut request = Prepare::default();
        let mut step = |change: fn(&mut Prepare), code: &str, clause: &str| {
            let refusal = prepare(&request, operator(1), NOW).unwrap_err();
            assert_eq!((refusal.code(), refusal.clause()), (code, Some(clause)));
            assert!(refusal.field().is_some(), "{code} names its field");
            change(&mut request);
        };
        step(
            |r| r.safety_confirmed = Some(true),
            "safety_not_confirmed",
            "VR-4.1.1a",
        );
        step(
            |r| r.camera_confirmed = Some(true),
            "camera_not_confirmed",
            "VR-4.1.1b",
        );
        step(
            |r| r.number_presented = Some(true),
            "number_not_presented",
            "VR-4.1.1b",
        );
        step(
            |r| r.no_report_reason = Some("  ".into()),
            "report_missing",
            "VR-4.1.2",
        );
        step(
            |r| r.no_report_reason = Some("急ぎ".into()),
            "report_missing",
            "VR-4.1.2",
        );
        step(
            |r| r.destination = Some("123".into()),
            "destination_missing",
            "VR-4.1.3a",
        );
        step(
            |r| r.destination = Some("0335810141".into()),
            "destination_invalid",
            "VR-4.1.3a",
        );
        step(
            |r| r.destination = Some("09012345678".into()),
            "destination_not_mobile",
            "VR-4.1.3a",
        );
        assert!(prepare(&request, operator(1), NOW).is_ok());
    }

    #[test]
    fn without_a_prior_report_a_duty_opens() {
        let reported = prepare(&complete(), operator(1), NOW).unwrap();
        assert_eq!(reported.report_after_due(NOW), None);
        let hurried = Prepare {
            reported_to_manager: Some(false),
            no_report_reason: Some("人命に関わる".into()),
            ..complete()
        };
        let prepared = prepare(&hurried, operator(1), NOW).unwrap();
        assert_eq!(
            prepared.report_after_due(NOW),
            Some(NOW.plus_ms(30 * 60 * 1000))
        );
    }

    #[test]
    fn words_have_a_length() {
        let note = Prepare {
            note: Some("字".repeat(NOTE_CHARS_MAX + 1)),
            ..complete()
        };
        assert_eq!(
            prepare(&note, operator(1), NOW).unwrap_err(),
            Refusal::NoteTooLong
        );
        let reason = Prepare {
            reported_to_manager: None,
            no_report_reason: Some("字".repeat(REASON_CHARS_MAX + 1)),
            ..complete()
        };
        assert_eq!(
            prepare(&reason, operator(1), NOW).unwrap_err(),
            Refusal::ReasonTooLong
        );
    }

    #[test]
    fn a_send_must_match_what_was_prepared_and_compared() {
        let prepared = prepare(&complete(), operator(1), NOW).unwrap();
        let send = |destination: &str, compared| Send {
            confirm_token: None,
            destination: Some(destination.into()),
            compared,
        };
        let same = "090-1234-5678";
        let late = NOW.plus_ms(CONFIRM_TOKEN_MS);
        for (found, send, by, now, refusal) in [
            (None, send(same, Some(true)), 1, NOW, Refusal::NotPrepared),
            (
                Some(&prepared),
                send(same, Some(true)),
                2,
                NOW,
                Refusal::NotPrepared,
            ),
            (
                Some(&prepared),
                send(same, Some(true)),
                1,
                late,
                Refusal::NotPrepared,
            ),
            (
                Some(&prepared),
                send("08011112222", Some(true)),
                1,
                NOW,
                Refusal::DestinationChanged,
            ),
            (
                Some(&prepared),
                send("", Some(true)),
                1,
                NOW,
                Refusal::DestinationChanged,
            ),
            (
                Some(&prepared),
                send(same, None),
                1,
                NOW,
                Refusal::NotCompared,
            ),
            (
                Some(&prepared),
                send(same, Some(false)),
                1,
                NOW,
                Refusal::NotCompared,
            ),
        ] {
            let refused = check_send(found, &send, operator(by), now).unwrap_err();
            assert_eq!(refused.refusal, refusal);
            assert_eq!(refused.voids_token, refusal == Refusal::DestinationChanged);
        }
        let good = send("+81 90 1234 5678", Some(true));
        assert_eq!(check_send(Some(&prepared), &good, operator(1), NOW), Ok(()));
    }
}
