//! A link that went to the wrong destination (VR-4.3.3): destroyed at once, what came is isolated,
//! a case opens.

use protocol::{id::CaseId, report::EndReason, time::UnixMs};

use crate::{
    Act, Decision, Effect, Refusal, desk::MisSend, ending, limits::REASON_CHARS_MAX,
    link::LinkState, report::Report,
};

/// Also after the end: a mistake may be noticed late. Once for each report.
pub fn mis_sent(
    report: Report,
    case: CaseId,
    due: UnixMs,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if report.desk.mis_send.is_some() {
        return Err(Refusal::MisSendKnown);
    }
    let mut decision = if report.state.is_over() {
        report.with([])
    } else {
        let reason = EndReason::WrongDestination;
        ending::end(report, reason, LinkState::Destroyed, now)
    };
    decision.report.desk.mis_send = Some(MisSend { at: now, case, due });
    decision
        .effects
        .insert(0, Effect::Trail(Act::MisSent { case }));
    Ok(decision)
}

/// How it was noticed, in words.
pub fn check_noticed(words: Option<&str>) -> Result<String, Refusal> {
    let words = words.map(str::trim).unwrap_or_default();
    match words.chars().count() {
        0 => Err(Refusal::NoticedMissing),
        count if count > REASON_CHARS_MAX => Err(Refusal::NoticedTooLong),
        _ => Ok(words.to_owned()),
    }
}

/// What a wrong recipient sent is not for ordinary viewing.
pub fn check_not_isolated(report: &Report) -> Result<(), Refusal> {
    if report.desk.mis_send.is_some() {
        Err(Refusal::MediaIsolated)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DEVICE_A, NOW, consented, sent, start_of},
    };

    fn command() -> Command {
        Command::MisSend {
            case: CaseId::new(NOW, [4; 10]),
            due: NOW.plus_ms(1),
        }
    }

    #[test]
    fn the_link_is_gone_and_the_media_are_isolated_at_once_and_once() {
        for report in [sent(), consented()] {
            assert_eq!(check_not_isolated(&report), Ok(()));
            let gone = decide(&report, command(), NOW).unwrap().report;
            assert_eq!(gone.link.state, LinkState::Destroyed);
            assert_eq!(gone.ended.unwrap().reason, EndReason::WrongDestination);
            assert_eq!(check_not_isolated(&gone), Err(Refusal::MediaIsolated));
            assert_eq!(
                decide(&gone, start_of(DEVICE_A), NOW).unwrap_err(),
                Refusal::LinkDestroyed
            );
            assert_eq!(
                decide(&gone, command(), NOW).unwrap_err(),
                Refusal::MisSendKnown
            );
        }
    }

    #[test]
    fn a_mistake_noticed_after_the_end_keeps_the_reason_of_the_end() {
        let end = Command::OperatorEnds {
            reason: Some(EndReason::Finished),
        };
        let ended = decide(&consented(), end, NOW).unwrap().report;
        let late = decide(&ended, command(), NOW).unwrap().report;
        assert_eq!(late.ended.unwrap().reason, EndReason::Finished);
        assert_eq!(check_not_isolated(&late), Err(Refusal::MediaIsolated));
    }
}
