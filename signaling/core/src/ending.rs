//! How a report ends (VR-4.3): by either side, by refusal, by a deadline.

use protocol::{
    caller::ToCaller,
    media::MediaOrder,
    report::{EndReason, ReportState},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    link::LinkState,
    report::{Ending, Report},
};

pub fn operator_ends(
    report: Report,
    reason: Option<EndReason>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let reason = reason
        .filter(|reason| is_an_operators(*reason))
        .ok_or(Refusal::ReasonMissing)?;
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    let link = match reason {
        EndReason::WrongDestination => LinkState::Destroyed,
        _ => LinkState::Consumed,
    };
    Ok(end(report, reason, link, now))
}

pub fn caller_ends(report: Report, withdrawn: bool, now: UnixMs) -> Result<Decision, Refusal> {
    let reason = if withdrawn {
        EndReason::ConsentWithdrawn
    } else {
        EndReason::CallerEnded
    };
    Ok(end(report, reason, LinkState::Consumed, now))
}

/// The caller does not consent. A link in use is not given up by whoever else holds the SMS.
pub fn caller_refuses(report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    report.link.check_open(now)?;
    if report.link.state == LinkState::InUse {
        return Err(Refusal::UrlUsed);
    }
    let mut decision = end(report, EndReason::CallerRefused, LinkState::Consumed, now);
    decision.report.state = ReportState::Refused;
    decision
        .effects
        .insert(0, Effect::Trail(Act::CallerRefused));
    Ok(decision)
}

/// Called when a deadline may have passed; does nothing when none has.
pub fn deadline(report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report
        .link
        .next_deadline()
        .is_none_or(|deadline| now < deadline)
    {
        return Ok(report.with([]));
    }
    Ok(match report.link.state {
        LinkState::Issued => end(report, EndReason::LinkExpired, LinkState::Expired, now),
        _ => end(report, EndReason::SessionCap, LinkState::Consumed, now),
    })
}

fn is_an_operators(reason: EndReason) -> bool {
    matches!(
        reason,
        EndReason::Finished
            | EndReason::FalseReport
            | EndReason::ImproperFilming
            | EndReason::OtherUnsuitable
            | EndReason::Technical
            | EndReason::WrongDestination
            | EndReason::ConsentWithdrawn
    )
}

fn end(mut report: Report, reason: EndReason, link: LinkState, now: UnixMs) -> Decision {
    report.stop_live(now);
    report.state = ReportState::Ended;
    report.link.state = link;
    report.ended = Some(Ending { at: now, reason });
    report.stuck = None;
    let room = report.id;
    report.with([
        Effect::Trail(Act::Ended { reason }),
        Effect::Order(MediaOrder::End { room }),
        Effect::Tell(ToCaller::Ended { reason }),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        limits::{OPENING_DEADLINE_MS, SESSION_CAP_MS},
        report::tests::{DEVICE_A, NOW, consented, device, sent, start_of},
    };

    #[test]
    fn an_end_needs_a_reason_that_is_an_operators() {
        for reason in [
            None,
            Some(EndReason::LinkExpired),
            Some(EndReason::CallerRefused),
        ] {
            let refused = decide(&consented(), Command::OperatorEnds { reason }, NOW).unwrap_err();
            assert_eq!(refused, Refusal::ReasonMissing);
        }
    }

    #[test]
    fn an_end_stops_media_tells_the_caller_and_closes_the_link() {
        let ended = decide(
            &consented(),
            Command::OperatorEnds {
                reason: Some(EndReason::Finished),
            },
            NOW.plus_ms(7),
        )
        .unwrap();
        assert!(matches!(
            ended.effects[1],
            Effect::Order(MediaOrder::End { .. })
        ));
        assert!(matches!(
            ended.effects[2],
            Effect::Tell(ToCaller::Ended { .. })
        ));
        let again = decide(&ended.report, start_of(DEVICE_A), NOW).unwrap_err();
        assert_eq!(again, Refusal::ReportOver);
        let twice = Command::OperatorEnds {
            reason: Some(EndReason::Finished),
        };
        assert_eq!(
            decide(&ended.report, twice, NOW).unwrap_err(),
            Refusal::AlreadyOver
        );
    }

    #[test]
    fn a_withdrawal_is_told_apart_from_an_end() {
        for (withdrawn, reason) in [
            (true, EndReason::ConsentWithdrawn),
            (false, EndReason::CallerEnded),
        ] {
            let command = Command::CallerEnds {
                device: device(DEVICE_A),
                withdrawn,
            };
            let ended = decide(&consented(), command, NOW).unwrap().report;
            assert_eq!(ended.ended, Some(Ending { at: NOW, reason }));
        }
    }

    #[test]
    fn refusing_consumes_the_link_but_not_one_in_use() {
        let refused = decide(&sent(), Command::Refuse, NOW).unwrap().report;
        assert_eq!(refused.state, ReportState::Refused);
        assert_eq!(
            decide(&refused, start_of(DEVICE_A), NOW).unwrap_err(),
            Refusal::ReportOver
        );
        assert_eq!(
            decide(&consented(), Command::Refuse, NOW).unwrap_err(),
            Refusal::UrlUsed
        );
    }

    #[test]
    fn deadlines_end_a_report_at_their_moment_and_not_before() {
        for (report, span_ms, reason) in [
            (sent(), OPENING_DEADLINE_MS, EndReason::LinkExpired),
            (consented(), SESSION_CAP_MS, EndReason::SessionCap),
        ] {
            let early = decide(&report, Command::Deadline, NOW.plus_ms(span_ms - 1)).unwrap();
            assert_eq!(early.report, report);
            let due = decide(&report, Command::Deadline, NOW.plus_ms(span_ms))
                .unwrap()
                .report;
            assert_eq!(due.ended.unwrap().reason, reason);
            let after = decide(&due, Command::Deadline, NOW.plus_ms(span_ms * 2)).unwrap();
            assert_eq!(after.report, due);
        }
    }
}
