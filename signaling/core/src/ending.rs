//! How a report ends (VR-4.3): by either side, by refusal, by a deadline.

use protocol::{
    caller::ToCaller,
    media::MediaOrder,
    report::{DeliveryState, EndReason, ReportState},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal, delivery,
    link::{self, LinkState},
    report::{Ending, Report},
    staff::officer,
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
        EndReason::Finished | EndReason::Technical | EndReason::ConsentWithdrawn => {
            LinkState::Consumed
        }
        _ => LinkState::Destroyed,
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
    let has_come = |deadline: Option<UnixMs>| deadline.is_some_and(|at| at <= now);
    if !has_come(report.next_deadline()) {
        return Ok(report.with([]));
    }
    let (link, desk) = (&report.link, &report.desk);
    let sends = link.delivery.sends;
    let never_sent = matches!(
        link.delivery.state,
        DeliveryState::Sending | DeliveryState::Failed | DeliveryState::Expired
    );
    let is_cap = has_come(link.session_cap);
    let is_expired = has_come(Some(link.opening_deadline));
    Ok(match link.state {
        LinkState::Issued if is_expired && never_sent => {
            end(report, EndReason::NotDelivered, LinkState::Abandoned, now)
        }
        LinkState::Issued if is_expired => {
            end(report, EndReason::LinkExpired, LinkState::Expired, now)
        }
        LinkState::Issued if has_come(link.sending_deadline()) => {
            return delivery::heard(report, sends, DeliveryState::Unknown.into(), now);
        }
        LinkState::Issued if has_come(link.receipt_deadline()) => {
            return delivery::heard(report, sends, DeliveryState::NoReceipt.into(), now);
        }
        _ if is_cap => end(report, EndReason::SessionCap, LinkState::Consumed, now),
        _ if has_come(desk.unattended_until) => {
            end(report, EndReason::Unattended, LinkState::Destroyed, now)
        }
        _ if has_come(desk.lost_at) => {
            end(report, EndReason::ConnectionLost, LinkState::Consumed, now)
        }
        _ if has_come(desk.officer_deadline()) => officer::deadline(report, now),
        _ => link::warn(report),
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
            | EndReason::ConsentWithdrawn
    )
}

pub(crate) fn end(mut report: Report, reason: EndReason, link: LinkState, now: UnixMs) -> Decision {
    report.stop_live(now);
    report.desk.close();
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
        report::tests::{DEVICE_A, NOW, consented, device, sent, start_of},
        rules::tests::RULES,
    };

    fn accepted() -> Report {
        let command = Command::Delivery {
            send: 1,
            heard: DeliveryState::Accepted.into(),
        };
        decide(&sent(), command, NOW).unwrap().report
    }

    #[test]
    fn an_end_needs_a_reason_that_is_an_operators() {
        for reason in [
            None,
            Some(EndReason::LinkExpired),
            Some(EndReason::CallerRefused),
            Some(EndReason::WrongDestination),
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
    fn each_reason_of_the_operator_ends_and_the_unsuitable_destroy_the_link() {
        for (reason, link) in [
            (EndReason::Finished, LinkState::Consumed),
            (EndReason::Technical, LinkState::Consumed),
            (EndReason::ConsentWithdrawn, LinkState::Consumed),
            (EndReason::FalseReport, LinkState::Destroyed),
            (EndReason::ImproperFilming, LinkState::Destroyed),
            (EndReason::OtherUnsuitable, LinkState::Destroyed),
        ] {
            let command = Command::OperatorEnds {
                reason: Some(reason),
            };
            let ended = decide(&consented(), command, NOW).unwrap().report;
            assert_eq!(ended.ended, Some(Ending { at: NOW, reason }));
            assert_eq!(ended.link.state, link);
        }
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
    fn what_never_reached_a_gateway_was_not_delivered() {
        let at = NOW.plus_ms(RULES.opening_ms);
        let due = decide(&sent(), Command::Deadline, at).unwrap().report;
        assert_eq!(due.ended.unwrap().reason, EndReason::NotDelivered);
        assert_eq!(due.link.state, LinkState::Abandoned);
    }

    #[test]
    fn deadlines_end_a_report_at_their_moment_and_not_before() {
        let mut warned = consented();
        warned.link.is_warned = true;
        for (report, span_ms, reason) in [
            (accepted(), RULES.opening_ms, EndReason::LinkExpired),
            (warned, RULES.session_ms, EndReason::SessionCap),
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
