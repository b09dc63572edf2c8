use jiff::civil::date;
use protocol::id::ReportId;

use super::*;
use crate::{
    calendar::japan,
    deadline::{
        mark::{ClockMark, Reading},
        scheduler::{self, ROWS, look},
    },
    limits::{SCHEDULER_SLEEP_MS, STRIKES_AT_ONCE},
    trail::Subject,
};

const MINUTE_MS: i64 = 60_000;

fn id(n: u8) -> DeadlineId {
    DeadlineId::new(UnixMs(1), [n; 10])
}

fn terms(rule: Rule, consequence: Consequence) -> Terms {
    Terms {
        unit: UnitId::new(UnixMs(1), [1; 10]),
        subject: Subject::Report(ReportId::new(UnixMs(1), [1; 10])).into(),
        duty: "recording_retention".to_owned(),
        rule,
        basis: Basis {
            clause: "WC-7.1.2".to_owned(),
            rulebook: "wearable-camera 1".to_owned(),
        },
        event: "file_created".to_owned(),
        consequence,
        holder: Some("operations_manager".to_owned()),
        repeats: false,
    }
}

fn open(n: u8, rule: Rule, consequence: Consequence, started_at: UnixMs) -> Deadline {
    let hours = OfficeHours::standard();
    Deadline::open(id(n), terms(rule, consequence), started_at, &hours).unwrap()
}

fn noon() -> UnixMs {
    japan::start_of(date(2026, 11, 20)).plus_ms(12 * 60 * MINUTE_MS)
}

fn ten_minutes(n: u8, consequence: Consequence) -> Deadline {
    open(n, Rule::After(Length::minutes(10)), consequence, noon())
}

#[test]
fn it_strikes_at_its_moment_once_and_never_before() {
    let deadline = ten_minutes(1, Consequence::Expire);
    let due = noon().plus_ms(10 * MINUTE_MS);
    assert_eq!(deadline.strike(due.plus_ms(-1)), Err(NotNow::NotDue));
    let strike = deadline.strike(due).unwrap();
    assert_eq!(strike.late_ms, 0);
    assert_eq!(strike.deadline.state, State::Struck { at: due });
    assert_eq!(strike.deadline.strike(due), Err(NotNow::Over));
    assert_eq!(strike.deadline.cancel(due), Err(NotNow::Over));
}

#[test]
fn what_has_come_counts_before_anything_was_carried_out() {
    let due = noon().plus_ms(10 * MINUTE_MS);
    for (consequence, withheld) in [
        (Consequence::DeleteWithProof, true),
        (Consequence::Expire, true),
        (Consequence::Block, true),
        (Consequence::Remind, false),
        (Consequence::OverdueEscalate, false),
        (Consequence::Unlock, false),
    ] {
        let deadline = ten_minutes(1, consequence);
        assert!(!deadline.withholds(due.plus_ms(-1)));
        assert_eq!(deadline.withholds(due), withheld, "{consequence:?}");
        let struck = deadline.strike(due).unwrap().deadline;
        assert_eq!(struck.withholds(due), withheld, "{consequence:?}");
        let cancelled = deadline.cancel(noon()).unwrap();
        assert!(!cancelled.withholds(due));
    }
}

#[test]
fn a_camera_is_locked_to_the_last_day_of_the_fifth_fiscal_year() {
    let installed = japan::start_of(date(2026, 11, 20));
    let lock = open(1, Rule::FiscalYears(5), Consequence::Unlock, installed);
    let last_moment = japan::start_of(date(2032, 4, 1)).plus_ms(-1);
    assert!(lock.locks(installed) && lock.locks(last_moment));
    assert!(!lock.locks(last_moment.plus_ms(1)));
}

#[test]
fn an_overdue_duty_stays_until_it_is_met() {
    let duty = ten_minutes(1, Consequence::OverdueEscalate);
    let due = noon().plus_ms(10 * MINUTE_MS);
    assert!(!duty.is_overdue(due.plus_ms(-1)));
    let strike = duty.strike(due).unwrap();
    assert_eq!(strike.escalates_above(), Some("operations_manager"));
    let reminder = ten_minutes(1, Consequence::Remind).strike(due).unwrap();
    assert_eq!(reminder.escalates_above(), None);
    let struck = strike.deadline;
    assert!(struck.is_overdue(due.plus_ms(i64::from(u32::MAX))));
    let met = struck.meet(due.plus_ms(1)).unwrap();
    assert!(!met.is_overdue(due.plus_ms(2)));
    assert_eq!(met.meet(due.plus_ms(2)), Err(NotNow::Over));
    // What was deleted or expired is not undone by doing something late.
    let expired = ten_minutes(1, Consequence::Expire)
        .strike(due)
        .unwrap()
        .deadline;
    assert_eq!(expired.meet(due), Err(NotNow::Over));
}

#[test]
fn a_shortened_period_touches_nothing_that_is_stored() {
    let hours = OfficeHours::standard();
    let old = open(1, Rule::AfterYears(5), Consequence::DeleteWithProof, noon());
    let shorter = terms(Rule::AfterYears(3), Consequence::DeleteWithProof);
    let restarted = old
        .restart(id(2), shorter, noon().plus_ms(1), &hours)
        .unwrap();
    assert_eq!(restarted.next.due_at, old.due_at);
    assert_eq!(
        restarted.old.state,
        State::Superseded {
            at: noon().plus_ms(1),
            by: id(2)
        }
    );
    // The same period starts again from the last entry (IS-15.3).
    let year_later = japan::start_of(date(2027, 11, 20));
    let restarted = old
        .restart(id(2), old.terms.clone(), year_later, &hours)
        .unwrap();
    assert_eq!(japan::day_of(restarted.next.due_at), date(2032, 11, 21));
    let again = restarted
        .old
        .restart(id(3), old.terms.clone(), year_later, &hours);
    assert_eq!(again, Err(RestartError::NotNow(NotNow::Over)));
}

#[test]
fn a_monthly_check_is_due_each_month_whether_it_was_done_or_not() {
    let hours = OfficeHours::standard();
    let monthly = Rule::CalendarMonthEvery { day: 1 };
    let november = open(1, monthly, Consequence::OverdueEscalate, noon());
    assert_eq!(japan::day_of(november.due_at), date(2026, 12, 1));
    assert_eq!(november.following(id(2), &hours), None);
    let met = november.meet(noon()).unwrap();
    let struck = november.strike(november.due_at).unwrap().deadline;
    for over in [met, struck] {
        let december = over.following(id(2), &hours).unwrap().unwrap();
        assert_eq!(japan::day_of(december.due_at), date(2027, 1, 1));
    }
    let once = ten_minutes(1, Consequence::Remind);
    assert_eq!(once.meet(noon()).unwrap().following(id(2), &hours), None);
}

#[test]
fn a_look_strikes_what_is_due_and_sleeps_until_the_next() {
    let now = noon().plus_ms(10 * MINUTE_MS);
    let rows = [
        ten_minutes(1, Consequence::Expire),
        ten_minutes(1, Consequence::Expire),
        ten_minutes(2, Consequence::Expire).cancel(noon()).unwrap(),
        ten_minutes(3, Consequence::Expire),
        open(
            4,
            Rule::After(Length::minutes(10)),
            Consequence::Expire,
            noon().plus_ms(5_000),
        ),
    ];
    let round = look(&rows, ClockMark::at(now), now);
    let struck: Vec<_> = round
        .strikes
        .iter()
        .map(|strike| strike.deadline.id)
        .collect();
    assert_eq!(struck, [id(1), id(3)]);
    assert_eq!(round.sleep_ms, 5_000);
    assert_eq!(
        look(&[], ClockMark::at(now), now).sleep_ms,
        SCHEDULER_SLEEP_MS
    );
}

#[test]
fn a_look_takes_a_bounded_number_and_comes_back_at_once() {
    let rows = vec![ten_minutes(0, Consequence::Expire); 1];
    let many: Vec<_> = (0..=u8::MAX)
        .map(|n| Deadline {
            id: id(n),
            ..rows[0].clone()
        })
        .collect();
    let now = noon().plus_ms(60 * MINUTE_MS);
    let round = look(&many[..ROWS], ClockMark::at(now), now);
    assert_eq!(round.strikes.len(), STRIKES_AT_ONCE);
    assert_eq!(round.sleep_ms, 0);
    assert_eq!(
        scheduler::look(&many, ClockMark::at(now), now)
            .strikes
            .len(),
        STRIKES_AT_ONCE
    );
}

#[test]
fn a_clock_years_ahead_deletes_nothing_before_it_has_settled() {
    let file = open(
        1,
        Rule::InclusiveDays(90),
        Consequence::DeleteWithProof,
        noon(),
    );
    let mark = ClockMark::at(noon());
    let far = noon().plus_ms(15 * 365 * 24 * 60 * MINUTE_MS);
    let round = look(std::slice::from_ref(&file), mark, far);
    assert!(round.strikes.is_empty());
    assert!(matches!(round.reading, Reading::LeaptAhead { .. }));
    assert!(
        file.withholds(far),
        "meanwhile nobody can read what may be due"
    );
    let back = look(
        std::slice::from_ref(&file),
        round.mark,
        noon().plus_ms(MINUTE_MS),
    );
    assert!(back.strikes.is_empty());
    assert_eq!(back.mark.believed, noon().plus_ms(MINUTE_MS));
}
