//! What the HQ operations manager directs (VR-4.2.1): hold and release, stop, take over, instruct.

use protocol::{
    caller::ToCaller,
    id::AccountId,
    media::MediaOrder,
    report::EndReason,
    supervision::{Held, Staff},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal, ending,
    limits::{INSTRUCTION_CHARS_MAX, INSTRUCTIONS_OPEN_MAX},
    report::Report,
};

/// The picture stops for everybody: the media node forwards nothing and the phone films nothing.
/// Place and words go on, so that a caller in danger is never cut off.
pub fn hold(mut report: Report, by: Staff, now: UnixMs) -> Result<Decision, Refusal> {
    report.check_runs()?;
    if report.desk.held.is_some() {
        return Err(Refusal::AlreadyHeld);
    }
    report.desk.held = Some(Held { by, at_ms: now });
    let room = report.id;
    Ok(report.with([
        Effect::Trail(Act::Held),
        Effect::Order(MediaOrder::Hold { room }),
        Effect::Tell(ToCaller::Held),
    ]))
}

pub fn release(mut report: Report) -> Result<Decision, Refusal> {
    report.check_runs()?;
    if report.desk.held.take().is_none() {
        return Err(Refusal::NotHeld);
    }
    let room = report.id;
    Ok(report.with([
        Effect::Trail(Act::Released),
        Effect::Order(MediaOrder::Release { room }),
        Effect::Tell(ToCaller::Released),
    ]))
}

/// Ends the report over the operator's head.
pub fn stop(report: Report, reason: EndReason, now: UnixMs) -> Result<Decision, Refusal> {
    let mut decision = ending::operator_ends(report, Some(reason), now)?;
    decision.effects.insert(0, Effect::Trail(Act::Stopped));
    Ok(decision)
}

pub fn take_over(mut report: Report, by: Staff) -> Result<Decision, Refusal> {
    report.check_runs()?;
    if report.handler.account == by.account {
        return Err(Refusal::AlreadyHandler);
    }
    report.hand_to(by);
    Ok(report.with([Effect::Trail(Act::TakenOver)]))
}

/// Words of an instruction. `needed` where they are all there is.
pub fn check_instruction(
    words: Option<&str>,
    needed: bool,
    open: usize,
) -> Result<String, Refusal> {
    let words = words.map(str::trim).unwrap_or_default();
    if needed && words.is_empty() {
        return Err(Refusal::InstructionMissing);
    }
    if words.chars().count() > INSTRUCTION_CHARS_MAX {
        return Err(Refusal::InstructionTooLong);
    }
    if open >= INSTRUCTIONS_OPEN_MAX {
        return Err(Refusal::TooManyInstructions);
    }
    Ok(words.to_owned())
}

/// An instruction is acknowledged by whom it was given to, or by who handles the report by now.
pub fn check_acknowledges(report: &Report, to: AccountId, by: AccountId) -> Result<(), Refusal> {
    if by == to || by == report.handler.account {
        Ok(())
    } else {
        Err(Refusal::NotHandler)
    }
}

impl Report {
    pub(crate) fn check_runs(&self) -> Result<(), Refusal> {
        if self.state.is_over() {
            Err(Refusal::AlreadyOver)
        } else {
            Ok(())
        }
    }

    /// There is never a moment without a handler.
    pub(crate) fn hand_to(&mut self, next: Staff) {
        self.handler = next;
        self.desk.offer = None;
        self.desk.unattended_until = None;
    }
}

#[cfg(test)]
mod tests {
    use protocol::report::ReportState;

    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, sent, staff},
    };

    fn hold_by(letter: u8) -> Command {
        Command::Hold { by: staff(letter) }
    }

    #[test]
    fn holding_stops_the_picture_and_tells_the_phone_once() {
        let held = decide(&consented(), hold_by(9), NOW).unwrap();
        assert_eq!(held.report.shown_state(), ReportState::Held);
        let room = held.report.id;
        assert!(
            held.effects
                .contains(&Effect::Order(MediaOrder::Hold { room }))
        );
        assert!(held.effects.contains(&Effect::Tell(ToCaller::Held)));
        let twice = decide(&held.report, hold_by(8), NOW).unwrap_err();
        assert_eq!(twice, Refusal::AlreadyHeld);
        let released = decide(&held.report, Command::Release, NOW).unwrap();
        assert_eq!(released.report.shown_state(), ReportState::Connecting);
        assert!(released.effects.contains(&Effect::Tell(ToCaller::Released)));
        let again = decide(&released.report, Command::Release, NOW).unwrap_err();
        assert_eq!(again, Refusal::NotHeld);
    }

    #[test]
    fn a_held_report_can_be_ended_and_then_nothing_more() {
        let held = decide(&consented(), hold_by(9), NOW).unwrap().report;
        let stop = Command::Stop {
            reason: EndReason::OtherUnsuitable,
        };
        let stopped = decide(&held, stop, NOW).unwrap();
        assert_eq!(stopped.effects[0], Effect::Trail(Act::Stopped));
        assert_eq!(stopped.report.shown_state(), ReportState::Ended);
        for command in [
            hold_by(9),
            Command::Release,
            Command::TakeOver { by: staff(9) },
        ] {
            let late = decide(&stopped.report, command, NOW).unwrap_err();
            assert_eq!(late, Refusal::AlreadyOver);
        }
    }

    #[test]
    fn the_manager_takes_over_once() {
        let taken = decide(&sent(), Command::TakeOver { by: staff(9) }, NOW).unwrap();
        assert_eq!(taken.report.handler, staff(9));
        let twice = Command::TakeOver { by: staff(9) };
        assert_eq!(
            decide(&taken.report, twice, NOW).unwrap_err(),
            Refusal::AlreadyHandler
        );
    }

    #[test]
    fn an_instruction_has_words_where_it_is_words_alone() {
        for (words, needed, expected) in [
            (None, true, Err(Refusal::InstructionMissing)),
            (Some("  "), true, Err(Refusal::InstructionMissing)),
            (None, false, Ok(String::new())),
            (Some(" 離れて撮る "), true, Ok("離れて撮る".to_owned())),
            (
                Some(&*"字".repeat(INSTRUCTION_CHARS_MAX + 1)),
                true,
                Err(Refusal::InstructionTooLong),
            ),
        ] {
            assert_eq!(check_instruction(words, needed, 0), expected);
        }
        let full = check_instruction(Some("x"), true, INSTRUCTIONS_OPEN_MAX);
        assert_eq!(full, Err(Refusal::TooManyInstructions));
    }

    #[test]
    fn only_whom_it_is_for_acknowledges_an_instruction() {
        let report = sent();
        let handler = report.handler.account;
        assert_eq!(check_acknowledges(&report, handler, handler), Ok(()));
        let stranger = staff(7).account;
        assert_eq!(
            check_acknowledges(&report, handler, stranger),
            Err(Refusal::NotHandler)
        );
        let taken = decide(&report, Command::TakeOver { by: staff(9) }, NOW).unwrap();
        assert_eq!(
            check_acknowledges(&taken.report, handler, staff(9).account),
            Ok(())
        );
    }
}
