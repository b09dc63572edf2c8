//! The access code [アクセスコード] (state machine D3): read out by voice, entered before the consents,
//! kept as a keyed hash only. It expires with its link.

use protocol::{
    report::{AccessCodeView, EndReason, Obstacle},
    time::UnixMs,
};
use subtle::ConstantTimeEq;

use crate::{
    Act, Decision, Effect, Refusal, ending, link::LinkState, report::Report, rules::CodeRules,
};

/// A keyed hash over link and code; the shell makes it.
pub type CodeHash = [u8; 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    Issued,
    /// A phone started with it; the next phone needs another code.
    Used,
    /// Too many wrong entries; the link is destroyed.
    Locked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessCode {
    pub hash: CodeHash,
    pub attempts_left: u32,
    pub state: CodeState,
}

impl AccessCode {
    pub fn issued(hash: CodeHash, rules: CodeRules) -> Self {
        Self {
            hash,
            attempts_left: rules.attempts,
            state: CodeState::Issued,
        }
    }

    pub fn view(&self) -> AccessCodeView {
        AccessCodeView {
            is_used: self.state == CodeState::Used,
            attempts_left: self.attempts_left,
        }
    }
}

/// Digits without bias from random bytes. `None` when too many bytes had to be passed over, which
/// hardly ever happens: draw again.
pub fn draw(random: &[u8; 32], digits: u32) -> Option<String> {
    let wanted = usize::try_from(digits).ok()?;
    // 250 = 25 × 10: a byte below it gives every digit the same chance.
    let drawn: String = random
        .iter()
        .filter(|byte| **byte < 250)
        .take(wanted)
        .map(|byte| char::from(b'0' + byte % 10))
        .collect();
    (drawn.len() == wanted).then_some(drawn)
}

/// What was typed as bare digits: full-width ones and spaces are forgiven.
pub fn normalised(typed: &str) -> Option<String> {
    const CHARS_MAX: usize = 16;
    let bare: String = typed
        .chars()
        .take(CHARS_MAX + 1)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect();
    let fits = !bare.is_empty() && bare.len() < CHARS_MAX;
    (fits && bare.bytes().all(|byte| byte.is_ascii_digit())).then_some(bare)
}

/// What an entered code comes to.
pub(crate) enum Entered {
    Right(Box<Report>),
    /// The entry was counted; the asker is refused.
    Wrong(Box<Decision>),
}

/// Tries a code on a report whose link asks for one. Links without a code take any entry.
pub(crate) fn enter(
    mut report: Report,
    hash: Option<CodeHash>,
    now: UnixMs,
) -> Result<Entered, Refusal> {
    if report.link.rules.access_code.is_none() {
        return Ok(Entered::Right(Box::new(report)));
    }
    let entered = hash.ok_or(Refusal::CodeMissing)?;
    let code = report.link.code.as_mut().ok_or(Refusal::CodeMissing)?;
    match code.state {
        CodeState::Locked => return Err(Refusal::LinkDestroyed),
        CodeState::Used => return Err(Refusal::CodeUsed),
        CodeState::Issued => {}
    }
    if bool::from(code.hash.ct_eq(&entered)) {
        report.clear_stuck(|obstacle| obstacle == Obstacle::CodeWrong);
        return Ok(Entered::Right(Box::new(report)));
    }
    code.attempts_left = code.attempts_left.saturating_sub(1);
    if code.attempts_left == 0 {
        code.state = CodeState::Locked;
        let mut locked = ending::end(report, EndReason::CodeLocked, LinkState::Destroyed, now);
        locked.effects.insert(0, Effect::Trail(Act::CodeLocked));
        locked.effects.push(Effect::Alert(crate::Alert::CodeLocked));
        locked.effects.push(Effect::Refuse(Refusal::LinkDestroyed));
        return Ok(Entered::Wrong(Box::new(locked)));
    }
    let refusal = Refusal::CodeWrong {
        attempts_left: code.attempts_left,
    };
    let mut counted = report.stuck(Obstacle::CodeWrong, now)?;
    counted.effects.push(Effect::Trail(Act::CodeWrong));
    counted.effects.push(Effect::Refuse(refusal));
    Ok(Entered::Wrong(Box::new(counted)))
}

/// A phone asks whether its code is right, before it reads the consents. The start asks again.
pub fn check(report: Report, hash: CodeHash, now: UnixMs) -> Result<Decision, Refusal> {
    report.link.check_open(now)?;
    match enter(report, Some(hash), now)? {
        Entered::Right(report) => Ok(report.with([])),
        Entered::Wrong(decision) => Ok(*decision),
    }
}

/// Another code; the old one is void from now on.
pub fn issue(mut report: Report, hash: CodeHash, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    report.link.check_open(now)?;
    let rules = report.link.rules.access_code.ok_or(Refusal::CodeOff)?;
    report.link.code = Some(AccessCode::issued(hash, rules));
    report.clear_stuck(|obstacle| obstacle == Obstacle::CodeWrong);
    Ok(report.with([Effect::Trail(Act::CodeIssued)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DEVICE_A, DEVICE_B, NOW, RIGHT, WRONG, sent_with_code, start_with_code},
    };

    fn refusal_of(decision: &Decision) -> Option<Refusal> {
        decision.effects.iter().find_map(|effect| match effect {
            Effect::Refuse(refusal) => Some(*refusal),
            _ => None,
        })
    }

    #[test]
    fn the_fifth_wrong_code_destroys_the_link_and_alerts() {
        let mut report = sent_with_code();
        for left in (1..5).rev() {
            let tried = decide(&report, Command::CheckCode { hash: WRONG }, NOW).unwrap();
            let expected = Refusal::CodeWrong {
                attempts_left: left,
            };
            assert_eq!(refusal_of(&tried), Some(expected));
            report = tried.report;
        }
        let fifth = decide(&report, Command::CheckCode { hash: WRONG }, NOW).unwrap();
        assert_eq!(refusal_of(&fifth), Some(Refusal::LinkDestroyed));
        assert_eq!(fifth.report.link.state, LinkState::Destroyed);
        assert_eq!(fifth.report.ended.unwrap().reason, EndReason::CodeLocked);
        let alert = Effect::Alert(crate::Alert::CodeLocked);
        assert!(fifth.effects.contains(&alert));
        let late = decide(&fifth.report, Command::CheckCode { hash: RIGHT }, NOW);
        assert_eq!(late.unwrap_err(), Refusal::LinkDestroyed);
    }

    #[test]
    fn asking_counts_nothing_and_a_start_uses_the_code_up() {
        let report = sent_with_code();
        for _ in 0..20 {
            let asked = decide(&report, Command::CheckCode { hash: RIGHT }, NOW).unwrap();
            assert_eq!(asked.report, report);
        }
        let missing = decide(&report, start_with_code(DEVICE_A, None), NOW).unwrap_err();
        assert_eq!(missing, Refusal::CodeMissing);
        let started = decide(&report, start_with_code(DEVICE_A, Some(RIGHT)), NOW).unwrap();
        assert_eq!(started.report.link.code.unwrap().state, CodeState::Used);
        // The bound phone comes back without it.
        let back = decide(&started.report, start_with_code(DEVICE_A, None), NOW).unwrap();
        assert_eq!(back.report.totals.resumptions, 1);
        let readmitted = decide(&started.report, Command::Readmit, NOW)
            .unwrap()
            .report;
        let second = start_with_code(DEVICE_B, Some(RIGHT));
        assert_eq!(
            decide(&readmitted, second, NOW).unwrap_err(),
            Refusal::CodeUsed
        );
    }

    #[test]
    fn a_wrong_code_at_the_start_is_counted_too() {
        let tried = start_with_code(DEVICE_A, Some(WRONG));
        let refused = decide(&sent_with_code(), tried, NOW).unwrap();
        assert_eq!(refused.report.link.code.unwrap().attempts_left, 4);
        assert_eq!(refused.report.link.uses, 0);
        assert!(!refused.effects.contains(&Effect::CountUse));
    }

    #[test]
    fn another_code_voids_the_old_one_and_has_all_its_tries() {
        let wrong = Command::CheckCode { hash: WRONG };
        let tried = decide(&sent_with_code(), wrong.clone(), NOW)
            .unwrap()
            .report;
        let other = [9; 32];
        let again = decide(&tried, Command::IssueCode { hash: other }, NOW)
            .unwrap()
            .report;
        assert_eq!(again.link.code.unwrap().attempts_left, 5);
        let old = decide(&again, Command::CheckCode { hash: RIGHT }, NOW).unwrap();
        assert!(refusal_of(&old).is_some());
        let new = decide(&again, Command::CheckCode { hash: other }, NOW).unwrap();
        assert_eq!(refusal_of(&new), None);
    }

    #[test]
    fn without_the_switch_there_is_no_code() {
        let report = crate::report::tests::sent();
        let refused = decide(&report, Command::IssueCode { hash: RIGHT }, NOW).unwrap_err();
        assert_eq!(refused, Refusal::CodeOff);
        assert!(decide(&report, start_with_code(DEVICE_A, None), NOW).is_ok());
    }

    #[test]
    fn digits_are_drawn_without_bias_and_read_as_people_type_them() {
        let random: [u8; 32] = std::array::from_fn(|i| 255 - i as u8);
        assert_eq!(draw(&random, 4).unwrap(), "9876");
        assert_eq!(draw(&[255; 32], 4), None);
        for (typed, read) in [
            ("１２３４", Some("1234")),
            (" 12 34 ", Some("1234")),
            ("12-34", Some("1234")),
            ("12a4", None),
            ("", None),
            ("1234567890123456", None),
        ] {
            assert_eq!(normalised(typed).as_deref(), read, "{typed}");
        }
    }
}
