//! What is heard of a message after it was handed to a gateway (D1, VR-4.1.3a).

use protocol::{
    report::{DeliveryReason, DeliveryState, FunnelStep, Obstacle},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    link::{LinkState, is_of_sending},
    report::Report,
};

/// A word about one message: of a gateway, of its receipt, or of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub state: DeliveryState,
    /// Of a failure.
    pub reason: Option<DeliveryReason>,
    /// Until when a gateway that took the message owes a receipt, if it sends any.
    pub receipt_due: Option<UnixMs>,
}

impl From<DeliveryState> for Heard {
    fn from(state: DeliveryState) -> Self {
        Self {
            state,
            reason: None,
            receipt_due: None,
        }
    }
}

impl Heard {
    pub fn failed(reason: DeliveryReason) -> Self {
        Self {
            reason: Some(reason),
            ..DeliveryState::Failed.into()
        }
    }
}

/// Whether a word changes what is known. Gateways repeat receipts, and a receipt may overtake the
/// answer to its own message.
fn changes(known: DeliveryState, heard: DeliveryState) -> bool {
    use DeliveryState as S;
    match heard {
        S::Sending => false,
        S::Unknown => known == S::Sending,
        S::Accepted => matches!(known, S::Sending | S::Unknown),
        S::NoReceipt => known == S::Accepted,
        S::Failed | S::Expired => {
            matches!(known, S::Sending | S::Accepted | S::Unknown | S::NoReceipt)
        }
        S::Delivered => known != S::Delivered,
    }
}

/// Takes a word about message number `send`. A late word about an earlier one, or about a report
/// that is over, changes nothing.
pub fn heard(
    mut report: Report,
    send: u32,
    heard: Heard,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let known = report.link.delivery;
    if report.state.is_over() || known.sends != send || !changes(known.state, heard.state) {
        return Ok(report.with([]));
    }
    let link = &mut report.link;
    link.delivery.state = heard.state;
    link.delivery.reason = heard.reason;
    link.receipt_due = heard.receipt_due;
    let is_awaited = link.state == LinkState::Issued;
    let (act, obstacle) = match heard.state {
        DeliveryState::Sending => return Ok(report.with([])),
        DeliveryState::Accepted => {
            report.clear_stuck(is_of_sending);
            return Ok(report.with([]));
        }
        DeliveryState::Delivered => {
            report.reach(FunnelStep::Delivered, now);
            report.clear_stuck(is_of_sending);
            return Ok(report.with([Effect::Trail(Act::Delivered)]));
        }
        DeliveryState::NoReceipt => return Ok(report.with([Effect::Trail(Act::NoReceipt)])),
        DeliveryState::Unknown => (Act::SendUnknown, Obstacle::SendUnknown),
        DeliveryState::Failed => (Act::SendFailed, Obstacle::SendFailed),
        DeliveryState::Expired => (Act::SendExpired, Obstacle::SendFailed),
    };
    let mut decision = if is_awaited {
        report.clear_stuck(is_of_sending);
        report.stuck(obstacle, now)?
    } else {
        report.with([])
    };
    decision.effects.push(Effect::Trail(act));
    Ok(decision)
}

#[cfg(test)]
mod tests {
    use DeliveryState as S;

    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, sent},
    };

    const STATES: [S; 7] = [
        S::Sending,
        S::Accepted,
        S::Delivered,
        S::Failed,
        S::Unknown,
        S::Expired,
        S::NoReceipt,
    ];

    fn hear(report: &Report, heard: Heard) -> Decision {
        decide(report, Command::Delivery { send: 1, heard }, NOW).unwrap()
    }

    fn in_state(state: S) -> Report {
        let mut report = sent();
        report.link.delivery.state = state;
        report
    }

    #[test]
    fn a_word_that_is_repeated_changes_nothing() {
        for state in STATES {
            let again = hear(&in_state(state), state.into());
            assert_eq!(again.report, in_state(state), "{state:?}");
            assert_eq!(again.effects, []);
        }
    }

    #[test]
    fn what_was_delivered_stays_delivered_and_everything_else_may_still_arrive() {
        for state in STATES {
            let after = hear(&in_state(S::Delivered), state.into()).report;
            assert_eq!(after, in_state(S::Delivered));
            let late = hear(&in_state(state), S::Delivered.into()).report;
            assert_eq!(late.link.delivery.state, S::Delivered, "{state:?}");
            assert_eq!(late.stuck, None);
        }
    }

    #[test]
    fn a_receipt_that_overtakes_the_gateways_answer_stands() {
        for state in [S::Failed, S::Expired, S::NoReceipt] {
            let answered = hear(&in_state(state), S::Accepted.into()).report;
            assert_eq!(answered, in_state(state));
        }
    }

    #[test]
    fn a_failure_says_why_and_an_unknown_fate_asks_the_operator() {
        let failed = hear(&sent(), Heard::failed(DeliveryReason::Unreachable));
        assert_eq!(failed.effects, [Effect::Trail(Act::SendFailed)]);
        let failed = failed.report;
        assert_eq!(failed.stuck.unwrap().obstacle, Obstacle::SendFailed);
        let reason = failed.link.delivery.reason;
        assert_eq!(reason, Some(DeliveryReason::Unreachable));

        let unknown = hear(&sent(), S::Unknown.into());
        assert_eq!(unknown.effects, [Effect::Trail(Act::SendUnknown)]);
        let unknown = unknown.report;
        assert_eq!(unknown.stuck.unwrap().obstacle, Obstacle::SendUnknown);
        // Its receipt proves that it went out.
        assert_eq!(hear(&unknown, S::Accepted.into()).report.stuck, None);
        let expired = hear(&unknown, S::Expired.into());
        assert_eq!(expired.effects, [Effect::Trail(Act::SendExpired)]);
        let stuck = expired.report.stuck.unwrap();
        assert_eq!(stuck.obstacle, Obstacle::SendFailed);
    }

    #[test]
    fn a_receipt_that_never_comes_shows_after_its_time() {
        let due = NOW.plus_ms(120_000);
        let accepted = Heard {
            receipt_due: Some(due),
            ..S::Accepted.into()
        };
        let waiting = hear(&sent(), accepted).report;
        assert_eq!(waiting.next_deadline(), Some(due));
        let look = |at| decide(&waiting, Command::Deadline, at).unwrap();
        assert_eq!(look(due.plus_ms(-1)).report, waiting);
        let silent = look(due);
        assert_eq!(silent.effects, [Effect::Trail(Act::NoReceipt)]);
        assert_eq!(silent.report.link.delivery.state, S::NoReceipt);
        assert_eq!(silent.report.stuck, None, "the message may well be there");
        let next = silent.report.next_deadline();
        assert_eq!(next, Some(silent.report.link.opening_deadline));
    }
}
