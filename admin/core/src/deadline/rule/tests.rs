use jiff::civil::{DateTime, date};

use super::*;

fn at(text: &str) -> UnixMs {
    let civil: DateTime = text.parse().unwrap();
    let into_day = civil.duration_since(civil.date().into());
    japan::start_of(civil.date()).plus_ms(i64::try_from(into_day.as_millis()).unwrap())
}

fn text(at: UnixMs) -> String {
    let civil: DateTime = japan::day_of(at).into();
    let civil = civil + jiff::SignedDuration::from_millis(japan::ms_into_day(at));
    civil.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn rule(toml: &str) -> Rule {
    #[derive(Deserialize)]
    struct Line {
        rule: Rule,
    }
    let line: Line = toml::from_str(&format!("rule = {toml}")).unwrap();
    line.rule.check().unwrap();
    line.rule
}

/// Clause, rule as a rulebook writes it, start, due: the catalogue's own examples first, then
/// the edges of the calendar.
const TABLE: &[(&str, &str, &str, &str)] = &[
    (
        "VR-2.3",
        "{ after = { minutes = 10 } }",
        "2026-11-20T23:55:30",
        "2026-11-21T00:05:30",
    ),
    (
        "VR-5.1.2",
        "{ after = { hours = 24 } }",
        "2028-02-28T12:00:01",
        "2028-02-29T12:00:01",
    ),
    (
        "VR-0.1",
        "{ fixed_date = '2028-03-31' }",
        "2023-03-23T00:00:00",
        "2028-04-01T00:00:00",
    ),
    (
        "VR-0.1",
        "{ days_before = { days = 30, of = { fixed_date = '2028-03-31' } } }",
        "2023-03-23T00:00:00",
        "2028-03-01T00:00:00",
    ),
    (
        "VR-0.1",
        "{ days_before = { days = 0, of = { fixed_date = '2028-03-31' } } }",
        "2023-03-23T00:00:00",
        "2028-03-31T00:00:00",
    ),
    (
        "VR-3.2a",
        "{ after_months = 6 }",
        "2026-08-31T09:00:00",
        "2027-02-28T09:00:00",
    ),
    (
        "WC-7.1.2",
        "{ inclusive_days = 90 }",
        "2026-01-01T23:59:00",
        "2026-04-01T00:00:00",
    ),
    (
        "WC-7.1.2",
        "{ inclusive_days = 90 }",
        "2026-01-01T00:00:00",
        "2026-04-01T00:00:00",
    ),
    (
        "WC-7.1.2",
        "{ inclusive_days = 90 }",
        "2028-01-01T00:00:00",
        "2028-03-31T00:00:00",
    ),
    (
        "WC-N2",
        "{ inclusive_months = 3 }",
        "2026-04-01T00:00:00",
        "2026-07-01T00:00:00",
    ),
    (
        "WC-N2",
        "{ inclusive_months = 3 }",
        "2026-11-30T00:00:00",
        "2027-03-01T00:00:00",
    ),
    (
        "WC-N2",
        "{ inclusive_months = 3 }",
        "2027-11-30T00:00:00",
        "2028-03-01T00:00:00",
    ),
    (
        "WC-7.2.4b",
        "{ end_of_duty_hours = { hours = 2 } }",
        "2026-11-19T22:00:00",
        "2026-11-20T10:30:00",
    ),
    (
        "WC-7.2.4b",
        "{ end_of_duty_hours = {} }",
        "2026-11-20T17:15:00",
        "2026-11-24T08:30:00",
    ),
    (
        "WC-5.1.2",
        "{ working_days = 1 }",
        "2026-11-20T10:00:00",
        "2026-11-24T17:15:00",
    ),
    (
        "PH-3.2.2b",
        "{ after_years = 1 }",
        "2026-05-01T10:00:00",
        "2027-05-02T00:00:00",
    ),
    (
        "PH-3.2.2b",
        "{ days_before = { days = 7, of = { after_years = 1 } } }",
        "2026-05-01T10:00:00",
        "2027-04-24T00:00:00",
    ),
    (
        "PH-3.2.5c",
        "{ calendar_month_every = { day = 1 } }",
        "2026-11-01T00:00:00",
        "2026-12-01T00:00:00",
    ),
    (
        "PH-3.2.5c",
        "{ calendar_month_every = { day = 1 } }",
        "2026-12-31T23:59:59",
        "2027-01-01T00:00:00",
    ),
    (
        "PH-3.2.5c",
        "{ calendar_month_every = { day = 20 } }",
        "2026-11-05T08:00:00",
        "2026-11-20T00:00:00",
    ),
    (
        "PH-3.2.5c",
        "{ calendar_month_every = { day = 20 } }",
        "2026-11-20T00:00:00",
        "2026-12-20T00:00:00",
    ),
    (
        "PH-5.1",
        "{ calendar_years = 1 }",
        "2026-05-01T10:00:00",
        "2028-01-01T00:00:00",
    ),
    (
        "PH-5.2",
        "{ calendar_years = 3 }",
        "2026-05-01T10:00:00",
        "2030-01-01T00:00:00",
    ),
    (
        "PH-5.3",
        "{ calendar_years = 1 }",
        "2026-12-31T23:59:59",
        "2028-01-01T00:00:00",
    ),
    (
        "PH-5.3",
        "{ calendar_years = 1 }",
        "2027-01-01T00:00:00",
        "2029-01-01T00:00:00",
    ),
    (
        "IS-13.3",
        "{ after_years = 5 }",
        "2026-11-20T00:00:00",
        "2031-11-21T00:00:00",
    ),
    (
        "IS-13.3",
        "{ after_years = 5 }",
        "2026-11-20T23:59:59",
        "2031-11-21T00:00:00",
    ),
    // The first counted day is 29 February, which 2033 lacks: the period ends with its February.
    (
        "IS-13.3",
        "{ after_years = 5 }",
        "2028-02-28T12:00:00",
        "2033-03-01T00:00:00",
    ),
    (
        "IS-13.3",
        "{ after_years = 5 }",
        "2028-02-29T12:00:00",
        "2033-03-01T00:00:00",
    ),
    (
        "IS-13.3",
        "{ after_years = 5 }",
        "2027-02-28T12:00:00",
        "2032-03-01T00:00:00",
    ),
    (
        "IS-13.3",
        "{ after_years = 4 }",
        "2028-02-28T12:00:00",
        "2032-02-29T00:00:00",
    ),
    (
        "CC-2.2.エ",
        "{ fiscal_years = 5 }",
        "2026-11-20T10:00:00",
        "2032-04-01T00:00:00",
    ),
    (
        "CC-2.2.エ",
        "{ fiscal_years = 5 }",
        "2027-02-01T10:00:00",
        "2032-04-01T00:00:00",
    ),
    (
        "CC-2.2.エ",
        "{ fiscal_years = 5 }",
        "2027-03-31T23:59:59",
        "2032-04-01T00:00:00",
    ),
    (
        "CC-2.2.エ",
        "{ fiscal_years = 5 }",
        "2027-04-01T00:00:00",
        "2033-04-01T00:00:00",
    ),
    (
        "CC-R5.3",
        "{ after = { hours = 720 } }",
        "2026-11-20T10:00:00",
        "2026-12-20T10:00:00",
    ),
    // In February a month is shorter than thirty days, in January it is longer.
    (
        "CC-3.3.イ-1",
        "{ earlier_of = [{ after = { hours = 720 } }, { after_months = 1 }] }",
        "2027-02-10T10:00:00",
        "2027-03-10T10:00:00",
    ),
    (
        "CC-3.3.イ-1",
        "{ earlier_of = [{ after = { hours = 720 } }, { after_months = 1 }] }",
        "2027-01-30T10:00:00",
        "2027-02-28T10:00:00",
    ),
    (
        "CC-3.3.イ-1",
        "{ earlier_of = [{ after = { hours = 720 } }, { after_months = 1 }] }",
        "2027-01-05T10:00:00",
        "2027-02-04T10:00:00",
    ),
];

#[test]
fn every_way_of_counting_gives_the_day_that_its_clause_means() {
    let hours = OfficeHours::standard();
    for (clause, written, start, due) in TABLE {
        let counted = rule(written).due(at(start), &hours).map(text);
        assert_eq!(
            counted.as_deref(),
            Ok(*due),
            "{clause} {written} from {start}"
        );
    }
}

#[test]
fn every_day_of_eight_years_is_counted_right() {
    let hours = OfficeHours::standard();
    let mut day = date(2024, 1, 1);
    while day.year() < 2032 {
        let start = japan::start_of(day).plus_ms(43_200_000);
        let due_day = |rule: &Rule| japan::day_of(rule.due(start, &hours).unwrap());
        // Whole periods later, the day after the corresponding day; never one day less than
        // five full years.
        let five = due_day(&Rule::AfterYears(5));
        assert!(
            (1826..=1828).contains(&(five - day).get_days()),
            "{day} {five}"
        );
        assert!(five > date(day.year() + 5, day.month(), day.day().min(28)));
        assert_eq!((due_day(&Rule::InclusiveDays(90)) - day).get_days(), 90);
        let month = due_day(&Rule::AfterMonths(1));
        assert!((28..=31).contains(&(month - day).get_days()));
        let every = due_day(&Rule::CalendarMonthEvery { day: 1 });
        assert!(every.day() == 1 && (1..=31).contains(&(every - day).get_days()));
        let fiscal = due_day(&Rule::FiscalYears(5));
        assert_eq!((fiscal.month(), fiscal.day()), (4, 1));
        assert!(
            (1826..=2192).contains(&(fiscal - day).get_days()),
            "{day} {fiscal}"
        );
        let calendar = due_day(&Rule::CalendarYears(1));
        assert!(
            (366..=731).contains(&(calendar - day).get_days()),
            "{day} {calendar}"
        );
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn a_due_moment_never_lies_before_its_start() {
    let hours = OfficeHours::standard();
    for (_, written, start, _) in TABLE {
        let start = at(start);
        assert!(
            rule(written).due(start, &hours).unwrap() >= start,
            "{written}"
        );
    }
}

#[test]
fn a_reminder_of_a_shorter_period_is_not_given() {
    let sixty_before = rule("{ days_before = { days = 60, of = { inclusive_days = 30 } } }");
    let due = sixty_before.due(at("2026-11-20T10:00:00"), &OfficeHours::standard());
    assert_eq!(due, Err(NoDue::ReminderPast));
}

#[test]
fn rules_that_mean_nothing_are_refused() {
    let deep = |n| {
        (0..n).fold(Rule::AfterYears(1), |of, _| Rule::DaysBefore {
            days: 1,
            of: Box::new(of),
        })
    };
    let table = [
        (Rule::InclusiveDays(0), RuleError::Period),
        (Rule::AfterYears(RULE_PERIODS + 1), RuleError::Period),
        (Rule::After(Length::hours(0)), RuleError::Span),
        (Rule::After(Length::hours(RULE_HOURS + 1)), RuleError::Span),
        (
            Rule::After(Length {
                hours: u32::MAX,
                minutes: u32::MAX,
            }),
            RuleError::Span,
        ),
        (Rule::CalendarMonthEvery { day: 0 }, RuleError::DayOfMonth),
        (Rule::CalendarMonthEvery { day: 29 }, RuleError::DayOfMonth),
        (deep(RULE_DEPTH), RuleError::Depth),
        (
            Rule::EarlierOf(
                Box::new(Rule::AfterYears(1)),
                Box::new(Rule::CalendarMonthEvery { day: 1 }),
            ),
            RuleError::RepeatingPart,
        ),
    ];
    for (rule, error) in table {
        assert_eq!(rule.check(), Err(error), "{rule:?}");
    }
    assert_eq!(deep(RULE_DEPTH - 1).check(), Ok(()));
}

#[test]
fn words_that_are_no_rule_are_not_read() {
    for json in [
        r#"{"days":90}"#,
        r#"{"after":{"days":30}}"#,
        r#"{"inclusive_days":-1}"#,
        r#"{"fixed_date":"2028-02-30"}"#,
        r#"{"calendar_month_every":{"day":1,"hour":2}}"#,
    ] {
        assert!(serde_json::from_str::<Rule>(json).is_err(), "{json}");
    }
}

#[test]
fn the_end_of_the_calendar_is_an_answer_and_no_crash() {
    let hours = OfficeHours::standard();
    for rule in [
        Rule::AfterYears(1),
        Rule::CalendarYears(1),
        Rule::InclusiveDays(1),
        Rule::FiscalYears(1),
    ] {
        assert_eq!(
            rule.due(UnixMs(i64::MAX), &hours),
            Err(NoDue::BeyondCalendar),
            "{rule:?}"
        );
    }
}

#[test]
fn a_rule_is_stored_as_it_is_written() {
    for (_, written, ..) in TABLE {
        let rule = rule(written);
        let json = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
    }
}
