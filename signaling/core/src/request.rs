//! Where a link goes (VR-4.1.3): the destination as entered, compared and sent to. What has to be
//! confirmed before stands in the rulebook's workflow, which the shell asks.

use protocol::{
    id::AccountId,
    request::{Channel, DestinationRisk, Prepare, Send},
    text::Language,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::{
    Refusal, calls,
    email::{self, EmailAddress},
    limits::{NOTE_CHARS_MAX, REASON_CHARS_MAX},
    number::{self, MobileNumber},
    rules::Rules,
};

/// A request that passed every check and waits for its comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedRequest {
    pub by: AccountId,
    pub channel: Channel,
    /// E.164, or an e-mail address.
    pub destination: String,
    /// Parts to read aloud.
    pub groups: Vec<String>,
    /// Why this destination needs a second look.
    pub risks: Vec<DestinationRisk>,
    /// E.164, where the call system gave a number that can be read.
    pub calling_number: Option<String>,
    pub number_presented: bool,
    /// Why the manager was not told beforehand.
    pub no_report_reason: Option<String>,
    pub language: Language,
    /// Absent in a request that was prepared before requests had one.
    #[serde(default)]
    pub case_number: Option<String>,
    pub note: String,
    /// The link and its report say that they are an exercise (VR-10).
    #[serde(default)]
    pub is_exercise: bool,
    pub expires: UnixMs,
}

/// A destination of either channel.
struct Destination {
    text: String,
    groups: Vec<String>,
}

impl Destination {
    fn parse(channel: Channel, typed: &str) -> Result<Self, Refusal> {
        Ok(match channel {
            Channel::Sms => {
                let number = MobileNumber::parse(typed)?;
                Self {
                    text: number.e164().to_owned(),
                    groups: number.groups().to_vec(),
                }
            }
            Channel::Email => {
                let address = EmailAddress::parse(typed)?;
                Self {
                    text: address.as_str().to_owned(),
                    groups: address.groups(),
                }
            }
        })
    }
}

/// A destination as lists show it.
pub fn masked(channel: Channel, destination: &str) -> String {
    match channel {
        Channel::Sms => number::masked(destination),
        Channel::Email => email::masked(destination),
    }
}

pub fn prepare(
    request: &Prepare,
    by: AccountId,
    rules: &Rules,
    now: UnixMs,
) -> Result<PreparedRequest, Refusal> {
    let channel = request.channel.unwrap_or_default();
    let typed = request.destination.as_deref().unwrap_or_default();
    let destination = Destination::parse(channel, typed)?;
    Ok(PreparedRequest {
        by,
        channel,
        risks: risks(request, channel, &destination.text),
        calling_number: request.calling_number.as_deref().and_then(number::e164),
        number_presented: request.number_presented == Some(true),
        no_report_reason: request
            .no_report_reason
            .clone()
            .filter(|_| request.reported_to_manager != Some(true))
            .filter(|_| request.exercise != Some(true)),
        groups: destination.groups,
        destination: destination.text,
        language: request.language.unwrap_or_default(),
        case_number: calls::case_number(request.case_number.as_deref())?,
        note: check_note(request)?,
        is_exercise: request.exercise == Some(true),
        expires: now.plus_ms(rules.compare_ms),
    })
}

fn risks(request: &Prepare, channel: Channel, destination: &str) -> Vec<DestinationRisk> {
    let by_voice = channel == Channel::Sms && request.number_by_voice == Some(true);
    let calling = request.calling_number.as_deref();
    let differs = channel == Channel::Sms && number::differs(destination, calling);
    let by_mail = channel == Channel::Email;
    [
        (by_voice, DestinationRisk::ByVoice),
        (differs, DestinationRisk::DiffersFromCallingNumber),
        (by_mail, DestinationRisk::Email),
    ]
    .into_iter()
    .filter_map(|(there, risk)| there.then_some(risk))
    .collect()
}

fn check_note(request: &Prepare) -> Result<String, Refusal> {
    let note = request.note.as_deref().map(str::trim).unwrap_or_default();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Refusal::NoteTooLong);
    }
    Ok(note.to_owned())
}

/// A typed reason, which must say something.
pub fn reason(typed: Option<&str>, missing: Refusal) -> Result<String, Refusal> {
    let reason = typed.map(str::trim).unwrap_or_default();
    match reason.chars().count() {
        0 => Err(missing),
        count if count > REASON_CHARS_MAX => Err(Refusal::ReasonTooLong),
        _ => Ok(reason.to_owned()),
    }
}

/// What a refused send means for the confirm token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendRefused {
    pub refusal: Refusal,
    /// A changed destination makes the comparison worthless (VR-4.1.3c).
    pub voids_token: bool,
}

/// Checks a send against what was prepared under its token, if anything was.
pub fn check_send(
    prepared: Option<&PreparedRequest>,
    send: &Send,
    by: AccountId,
    now: UnixMs,
) -> Result<(), SendRefused> {
    let prepared = prepared
        .filter(|prepared| prepared.by == by && now < prepared.expires)
        .ok_or(SendRefused {
            refusal: Refusal::NotPrepared,
            voids_token: false,
        })?;
    let typed = send.destination.as_deref().unwrap_or_default();
    let compared = Destination::parse(prepared.channel, typed);
    if compared
        .ok()
        .is_none_or(|destination| destination.text != prepared.destination)
    {
        return Err(SendRefused {
            refusal: Refusal::DestinationChanged,
            voids_token: true,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::RULES;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);

    fn operator(letter: u8) -> AccountId {
        AccountId::new(UnixMs(1), [letter; 10])
    }

    fn to_number() -> Prepare {
        Prepare {
            destination: Some("０９０－１２３４－５６７８".into()),
            ..Prepare::default()
        }
    }

    fn prepared(request: &Prepare) -> Result<PreparedRequest, Refusal> {
        prepare(request, operator(1), &RULES, NOW)
    }

    #[test]
    fn each_channel_has_its_own_kind_of_destination() {
        let mail = |typed: &str| Prepare {
            channel: Some(Channel::Email),
            destination: Some(typed.into()),
            ..Prepare::default()
        };
        let sms = |typed: &str| Prepare {
            destination: Some(typed.into()),
            ..Prepare::default()
        };
        for (request, refusal) in [
            (sms("123"), Refusal::DestinationInvalid),
            (sms("0335810141"), Refusal::DestinationNotMobile),
            (sms(""), Refusal::DestinationMissing),
            (sms("taro@example.jp"), Refusal::DestinationInvalid),
            (mail("090-1234-5678"), Refusal::AddressInvalid),
            (mail(""), Refusal::AddressMissing),
        ] {
            assert_eq!(prepared(&request).unwrap_err(), refusal);
        }
        assert_eq!(prepared(&to_number()).unwrap().destination, "+819012345678");
        let address = prepared(&mail("Taro@Example.jp")).unwrap();
        assert_eq!(address.groups, ["Taro", "@", "example.jp"]);
        assert_eq!(address.risks, [DestinationRisk::Email]);
    }

    #[test]
    fn a_destination_that_may_be_wrong_is_flagged() {
        assert_eq!(prepared(&to_number()).unwrap().risks, []);
        let doubtful = Prepare {
            number_by_voice: Some(true),
            calling_number: Some("080-1111-2222".into()),
            ..to_number()
        };
        let both = [
            DestinationRisk::ByVoice,
            DestinationRisk::DiffersFromCallingNumber,
        ];
        assert_eq!(prepared(&doubtful).unwrap().risks, both);
    }

    #[test]
    fn words_have_a_length() {
        let note = Prepare {
            note: Some("字".repeat(NOTE_CHARS_MAX + 1)),
            ..to_number()
        };
        assert_eq!(prepared(&note).unwrap_err(), Refusal::NoteTooLong);
        let missing = Refusal::ProlongReasonMissing;
        let long = "字".repeat(REASON_CHARS_MAX + 1);
        for (typed, refusal) in [
            (None, missing),
            (Some(" \u{3000}"), missing),
            (Some(long.as_str()), Refusal::ReasonTooLong),
        ] {
            assert_eq!(reason(typed, missing).unwrap_err(), refusal);
        }
        assert_eq!(reason(Some(" 継続中 "), missing).unwrap(), "継続中");
    }

    #[test]
    fn a_send_must_match_what_was_prepared() {
        let prepared = prepared(&to_number()).unwrap();
        let send = |destination: &str| Send {
            destination: Some(destination.into()),
            ..Send::default()
        };
        let same = "090-1234-5678";
        let late = NOW.plus_ms(RULES.compare_ms);
        for (found, destination, by, now, refusal) in [
            (None, same, 1, NOW, Refusal::NotPrepared),
            (Some(&prepared), same, 2, NOW, Refusal::NotPrepared),
            (Some(&prepared), same, 1, late, Refusal::NotPrepared),
            (
                Some(&prepared),
                "08011112222",
                1,
                NOW,
                Refusal::DestinationChanged,
            ),
            (Some(&prepared), "", 1, NOW, Refusal::DestinationChanged),
        ] {
            let refused = check_send(found, &send(destination), operator(by), now).unwrap_err();
            assert_eq!(refused.refusal, refusal);
            assert_eq!(refused.voids_token, refusal == Refusal::DestinationChanged);
        }
        let good = send("+81 90 1234 5678");
        assert_eq!(check_send(Some(&prepared), &good, operator(1), NOW), Ok(()));
    }

    #[test]
    fn lists_show_little_of_a_destination() {
        assert_eq!(masked(Channel::Sms, "+819012345678"), "•••-••••-5678");
        assert_eq!(masked(Channel::Email, "taro@example.jp"), "t•••@example.jp");
    }
}
