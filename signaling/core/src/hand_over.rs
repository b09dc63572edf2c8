//! A report goes from one operator to another, and never has nobody (VR-1, VR-4.2.1).

use protocol::{
    id::AccountId,
    supervision::{Offer, Staff},
    time::UnixMs,
};

use crate::{Act, Decision, Effect, Refusal, report::Report};

/// The handler offers the report; a later offer takes the place of an earlier one.
pub fn offer(
    mut report: Report,
    by: AccountId,
    to: Staff,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    report.check_runs()?;
    check_handler(&report, by)?;
    if to.account == by {
        return Err(Refusal::AlreadyHandler);
    }
    let act = Act::Offered { to: to.account };
    report.desk.offer = Some(Offer {
        from: report.handler.clone(),
        to,
        at_ms: now,
    });
    Ok(report.with([Effect::Trail(act)]))
}

/// The handler takes the offer back, or who got it declines.
pub fn withdraw_offer(mut report: Report, by: AccountId) -> Result<Decision, Refusal> {
    report.check_runs()?;
    let offer = report.desk.offer.take().ok_or(Refusal::NotOffered)?;
    if by != offer.to.account && by != report.handler.account {
        return Err(Refusal::NotOffered);
    }
    Ok(report.with([Effect::Trail(Act::OfferWithdrawn)]))
}

pub fn accept(mut report: Report, by: AccountId) -> Result<Decision, Refusal> {
    report.check_runs()?;
    let offer = report.desk.offer.take().ok_or(Refusal::NotOffered)?;
    if by != offer.to.account {
        return Err(Refusal::NotOffered);
    }
    let from = report.handler.account;
    report.hand_to(offer.to);
    Ok(report.with([Effect::Trail(Act::Accepted { from })]))
}

/// The handler is signed in nowhere any more. Whom it was offered to, or whoever else is there,
/// goes on; with nobody there its time runs.
pub fn handler_left(
    mut report: Report,
    heir: Option<Staff>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Ok(report.with([]));
    }
    if let Some(heir) = heir {
        let act = Act::HandedOn { to: heir.account };
        report.hand_to(heir);
        return Ok(report.with([Effect::Trail(act)]));
    }
    if report.desk.unattended_until.is_some() {
        return Ok(report.with([]));
    }
    let until = now.plus_ms(report.desk.rules.unattended_ms);
    report.desk.unattended_until = Some(until);
    Ok(report.with([Effect::Trail(Act::LeftAlone)]))
}

pub fn handler_back(mut report: Report) -> Result<Decision, Refusal> {
    report.desk.unattended_until = None;
    Ok(report.with([]))
}

pub(crate) fn check_handler(report: &Report, by: AccountId) -> Result<(), Refusal> {
    if report.handler.account == by {
        Ok(())
    } else {
        Err(Refusal::NotHandler)
    }
}

#[cfg(test)]
mod tests {
    use protocol::report::{DeliveryState, EndReason};

    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DESK_RULES, DEVICE_A, NOW, OPERATOR, consented, sent, staff, start_of},
    };

    fn offer_to(letter: u8) -> Command {
        Command::Offer {
            by: staff(OPERATOR).account,
            to: staff(letter),
        }
    }

    fn accept_by(letter: u8) -> Command {
        Command::Accept {
            by: staff(letter).account,
        }
    }

    #[test]
    fn who_offers_keeps_the_report_until_it_is_accepted_and_only_once() {
        let offered = decide(&consented(), offer_to(5), NOW).unwrap().report;
        assert_eq!(offered.handler, staff(OPERATOR));
        for stranger in [OPERATOR, 6] {
            let refused = decide(&offered, accept_by(stranger), NOW).unwrap_err();
            assert_eq!(refused, Refusal::NotOffered);
        }
        let accepted = decide(&offered, accept_by(5), NOW).unwrap().report;
        assert_eq!(accepted.handler, staff(5));
        let twice = decide(&accepted, accept_by(5), NOW).unwrap_err();
        assert_eq!(twice, Refusal::NotOffered);
        let former = decide(&accepted, offer_to(6), NOW).unwrap_err();
        assert_eq!(former, Refusal::NotHandler);
    }

    #[test]
    fn a_withdrawn_offer_cannot_be_accepted() {
        let offered = decide(&sent(), offer_to(5), NOW).unwrap().report;
        let strange = Command::WithdrawOffer {
            by: staff(6).account,
        };
        assert_eq!(
            decide(&offered, strange, NOW).unwrap_err(),
            Refusal::NotOffered
        );
        let declined = Command::WithdrawOffer {
            by: staff(5).account,
        };
        let declined = decide(&offered, declined, NOW).unwrap().report;
        assert_eq!(
            decide(&declined, accept_by(5), NOW).unwrap_err(),
            Refusal::NotOffered
        );
        assert_eq!(declined.handler, staff(OPERATOR));
    }

    #[test]
    fn with_nobody_left_a_report_ends_after_its_grace_and_no_camera_starts() {
        let left = Command::HandlerLeft { heir: None };
        let delivered = Command::Delivery {
            send: 1,
            heard: DeliveryState::Delivered.into(),
        };
        let there = decide(&sent(), delivered, NOW).unwrap().report;
        let alone = decide(&there, left.clone(), NOW).unwrap().report;
        let refused = decide(&alone, start_of(DEVICE_A), NOW).unwrap_err();
        assert_eq!(refused, Refusal::NobodyThere);
        let until = NOW.plus_ms(DESK_RULES.unattended_ms);
        assert_eq!(alone.next_deadline(), Some(until));
        // Looking again does not prolong it.
        let again = decide(&alone, left, NOW.plus_ms(1000)).unwrap().report;
        assert_eq!(again, alone);
        let early = decide(&alone, Command::Deadline, until.plus_ms(-1)).unwrap();
        assert!(early.report.ended.is_none());
        let ended = decide(&alone, Command::Deadline, until).unwrap().report;
        assert_eq!(ended.ended.unwrap().reason, EndReason::Unattended);
        let back = decide(&alone, Command::HandlerBack, NOW).unwrap().report;
        assert!(decide(&back, start_of(DEVICE_A), NOW).is_ok());
    }

    #[test]
    fn whoever_is_there_goes_on() {
        let heir = Some(staff(5));
        let handed = decide(&consented(), Command::HandlerLeft { heir }, NOW).unwrap();
        assert_eq!(handed.report.handler, staff(5));
        let act = Act::HandedOn {
            to: staff(5).account,
        };
        assert_eq!(handed.effects, [Effect::Trail(act)]);
    }
}
