use protocol::caller::Consents;

use super::*;
use crate::{
    Command, decide,
    report::tests::{DEVICE_A, DEVICE_B, NOW, consented, sent, start_of},
    rules::tests::RULES,
};

const RESUMPTIONS_MAX: u32 = RULES.resumptions_max;
const READMISSIONS_MAX: u32 = RULES.readmissions_max;

#[test]
fn ten_openings_count_no_use_and_one_start_counts_one() {
    let mut report = sent();
    for second in 0..10 {
        let open = Command::Open {
            phone: Default::default(),
            obstacle: None,
        };
        report = decide(&report, open, NOW.plus_ms(second * 1000))
            .unwrap()
            .report;
    }
    assert_eq!(report.link.uses, 0);
    let started = decide(&report, start_of(DEVICE_A), NOW.plus_ms(11_000)).unwrap();
    assert_eq!(started.report.link.uses, 1);
    assert_eq!(started.effects[0], Effect::CountUse);
}

#[test]
fn a_second_phone_is_refused_until_readmitted_and_then_takes_the_place() {
    let report = consented();
    let refused = decide(&report, start_of(DEVICE_B), NOW).unwrap_err();
    assert_eq!(refused, Refusal::UrlUsed);
    let once = decide(&report, Command::Readmit, NOW).unwrap().report;
    let twice = decide(&once, Command::Readmit, NOW).unwrap().report;
    let moved = decide(&twice, start_of(DEVICE_B), NOW).unwrap();
    assert_eq!(moved.report.link.active_devices().count(), 1);
    assert!(
        moved
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Dismiss { .. }))
    );
    let old = decide(&moved.report, start_of(DEVICE_A), NOW).unwrap_err();
    assert_eq!(old, Refusal::UrlUsed);
}

#[test]
fn the_same_phone_resumes_without_consents_and_without_a_use() {
    let report = consented();
    let Command::Start(mut request) = start_of(DEVICE_A) else {
        unreachable!()
    };
    request.consents = Consents::default();
    let resumed = decide(&report, Command::Start(request), NOW).unwrap();
    assert_eq!(resumed.report.link.uses, 1);
    assert_eq!(resumed.report.totals.resumptions, 1);
    assert!(!resumed.effects.contains(&Effect::CountUse));
}

#[test]
fn resumptions_are_bounded() {
    let mut report = consented();
    report.link.resumptions = RESUMPTIONS_MAX;
    let refused = decide(&report, start_of(DEVICE_A), NOW).unwrap_err();
    assert_eq!(refused, Refusal::TooManyResumptions);
}

#[test]
fn both_time_limits_hold_to_the_millisecond() {
    for (report, span_ms, refusal) in [
        (sent(), RULES.opening_ms, Refusal::LinkExpired),
        (consented(), RULES.session_ms, Refusal::ReportOver),
    ] {
        assert!(decide(&report, start_of(DEVICE_A), NOW.plus_ms(span_ms - 1)).is_ok());
        let late = decide(&report, start_of(DEVICE_A), NOW.plus_ms(span_ms)).unwrap_err();
        assert_eq!(late, refusal);
    }
}

#[test]
fn readmission_needs_a_phone_and_is_bounded() {
    assert_eq!(
        decide(&sent(), Command::Readmit, NOW).unwrap_err(),
        Refusal::NothingToReadmit
    );
    let mut report = consented();
    report.link.readmissions = READMISSIONS_MAX;
    report.link.uses = READMISSIONS_MAX + 1;
    assert_eq!(
        decide(&report, Command::Readmit, NOW).unwrap_err(),
        Refusal::TooManyReadmissions
    );
}

#[test]
fn a_message_is_sent_again_a_few_times_and_each_time_opens_the_window_anew() {
    let failed = |report: &Report, at| {
        let command = Command::Delivery {
            send: report.link.delivery.sends,
            heard: DeliveryState::Failed.into(),
        };
        decide(report, command, at).unwrap().report
    };
    let mut report = failed(&sent(), NOW);
    assert_eq!(report.stuck.unwrap().obstacle, Obstacle::SendFailed);
    let at_once = decide(&report, Command::Resend, NOW).unwrap_err();
    assert_eq!(at_once, Refusal::SentJustNow);
    let mut now = NOW;
    for sends in 2..=RULES.sends_max {
        now = now.plus_ms(60_000);
        report = decide(&report, Command::Resend, now).unwrap().report;
        assert_eq!(report.link.delivery.sends, sends);
        assert_eq!(report.link.delivery.state, DeliveryState::Sending);
        assert_eq!(report.link.opening_deadline, now.plus_ms(RULES.opening_ms));
        assert_eq!(report.stuck, None);
        report = failed(&report, now);
    }
    let late = decide(&report, Command::Resend, now.plus_ms(60_000)).unwrap_err();
    assert_eq!(late, Refusal::TooManySends);
    let given_up = decide(&report, Command::Deadline, now.plus_ms(RULES.opening_ms)).unwrap();
    assert_eq!(given_up.report.link.state, LinkState::Abandoned);
    assert_eq!(
        given_up.report.ended.unwrap().reason,
        EndReason::NotDelivered
    );
    let tapped = decide(&given_up.report, start_of(DEVICE_A), now).unwrap_err();
    assert_eq!(tapped, Refusal::LinkAbandoned);
}

#[test]
fn a_message_of_which_nothing_is_heard_may_or_may_not_be_out() {
    let report = sent();
    let heard = |report: &Report, send, state: DeliveryState| {
        let heard = state.into();
        let command = Command::Delivery { send, heard };
        decide(report, command, NOW.plus_ms(SENDING_MS))
            .unwrap()
            .report
    };
    assert_eq!(report.next_deadline(), Some(NOW.plus_ms(SENDING_MS)));
    let look = |report: &Report, ms| {
        let looked = decide(report, Command::Deadline, NOW.plus_ms(ms));
        looked.unwrap()
    };
    assert_eq!(look(&report, SENDING_MS - 1).report, report);
    let sooner = decide(&report, Command::Resend, NOW.plus_ms(SENDING_MS - 1));
    assert_eq!(sooner.unwrap_err(), Refusal::SentJustNow);
    let silent = look(&report, SENDING_MS);
    assert_eq!(silent.effects, [Effect::Trail(Act::SendUnknown)]);
    let silent = silent.report;
    assert_eq!(silent.stuck.unwrap().obstacle, Obstacle::SendUnknown);
    assert_eq!(silent.next_deadline(), Some(silent.link.opening_deadline));
    assert_eq!(heard(&silent, 1, DeliveryState::Accepted).stuck, None);

    // A word about the first message is none about the second.
    let later = NOW.plus_ms(SENDING_MS);
    let again = decide(&silent, Command::Resend, later).unwrap().report;
    assert_eq!(heard(&again, 1, DeliveryState::Failed), again);
    assert_eq!(again.link.delivery.state, DeliveryState::Sending);
}

#[test]
fn who_opens_the_link_has_its_message() {
    let open = Command::Open {
        phone: Default::default(),
        obstacle: None,
    };
    let opened = decide(&sent(), open, NOW).unwrap().report;
    assert_eq!(opened.link.delivery.state, DeliveryState::Delivered);
    let at = NOW.plus_ms(SENDING_MS);
    assert_eq!(
        decide(&opened, Command::Deadline, at).unwrap().report,
        opened
    );
}

#[test]
fn a_link_in_use_is_not_sent_again() {
    let refused = decide(&consented(), Command::Resend, NOW.plus_ms(60_000)).unwrap_err();
    assert_eq!(refused, Refusal::AlreadyStarted);
}

#[test]
fn the_end_is_announced_prolonged_once_and_announced_again() {
    let mut report = consented();
    let warning = NOW.plus_ms(RULES.session_ms - RULES.warning_ms);
    assert_eq!(report.link.next_deadline(), Some(warning));
    report = decide(&report, Command::Deadline, warning).unwrap().report;
    assert!(report.link.is_warned && !report.state.is_over());
    let cap = NOW.plus_ms(RULES.session_ms);
    assert_eq!(report.link.next_deadline(), Some(cap));
    report = decide(&report, Command::Prolong, warning).unwrap().report;
    let new_cap = cap.plus_ms(RULES.prolongation_ms);
    assert_eq!(report.link.session_cap, Some(new_cap));
    assert_eq!(report.link.latest_end(warning), new_cap);
    assert!(!report.link.is_warned);
    let twice = decide(&report, Command::Prolong, warning).unwrap_err();
    assert_eq!(twice, Refusal::AlreadyProlonged);
    assert!(
        !decide(&report, Command::Deadline, cap)
            .unwrap()
            .report
            .state
            .is_over()
    );
    let over = decide(&report, Command::Deadline, new_cap).unwrap().report;
    assert_eq!(over.ended.unwrap().reason, EndReason::SessionCap);
    assert_eq!(
        decide(&sent(), Command::Prolong, NOW).unwrap_err(),
        Refusal::NotStarted
    );
}

#[test]
fn a_destroyed_link_answers_so_and_cannot_be_destroyed_twice() {
    for report in [sent(), consented()] {
        let destroyed = decide(&report, Command::Destroy, NOW).unwrap();
        assert_eq!(destroyed.report.link.state, LinkState::Destroyed);
        let tapped = decide(&destroyed.report, start_of(DEVICE_A), NOW).unwrap_err();
        assert_eq!(tapped, Refusal::LinkDestroyed);
        let twice = decide(&destroyed.report, Command::Destroy, NOW).unwrap_err();
        assert_eq!(twice, Refusal::AlreadyOver);
    }
}

#[test]
fn consents_are_given_to_the_texts_in_force() {
    let Command::Start(mut request) = start_of(DEVICE_A) else {
        unreachable!()
    };
    request.shown_version = "older".into();
    let refused = decide(&sent(), Command::Start(request), NOW).unwrap_err();
    assert_eq!(refused, Refusal::ConsentTextsChanged);
}

#[test]
fn as_many_phones_as_the_rule_says_start_side_by_side() {
    let mut report = sent();
    report.link.rules.max_devices = 2;
    for letter in [DEVICE_A, DEVICE_B] {
        report = decide(&report, start_of(letter), NOW).unwrap().report;
    }
    assert_eq!(report.link.active_devices().count(), 2);
    assert_eq!(
        decide(&report, start_of(3), NOW).unwrap_err(),
        Refusal::UrlUsed
    );
}
