//! Against the published lists: to 2027 those of the Cabinet Office [内閣府「国民の祝日」について,
//! syukujitsu.csv], 2032 by the astronomers' forecast of its equinoxes.

use jiff::civil::date;

use super::*;

/// Year and its holidays as month-day; `s` marks a substitute holiday, `b` a citizens' holiday.
const PUBLISHED: &[(i16, &str)] = &[
    (
        2009,
        "1-1 1-12 2-11 3-20 4-29 5-3 5-4 5-5 5-6s 7-20 9-21 9-22b 9-23 10-12 11-3 11-23 12-23",
    ),
    (
        2015,
        "1-1 1-12 2-11 3-21 4-29 5-3 5-4 5-5 5-6s 7-20 9-21 9-22b 9-23 10-12 11-3 11-23 12-23",
    ),
    (
        2016,
        "1-1 1-11 2-11 3-20 3-21s 4-29 5-3 5-4 5-5 7-18 8-11 9-19 9-22 10-10 11-3 11-23 12-23",
    ),
    (
        2018,
        "1-1 1-8 2-11 2-12s 3-21 4-29 4-30s 5-3 5-4 5-5 7-16 8-11 9-17 9-23 9-24s 10-8 11-3 11-23 12-23 12-24s",
    ),
    (
        2019,
        "1-1 1-14 2-11 3-21 4-29 4-30b 5-1 5-2b 5-3 5-4 5-5 5-6s 7-15 8-11 8-12s 9-16 9-23 10-14 10-22 11-3 11-4s 11-23",
    ),
    (
        2020,
        "1-1 1-13 2-11 2-23 2-24s 3-20 4-29 5-3 5-4 5-5 5-6s 7-23 7-24 8-10 9-21 9-22 11-3 11-23",
    ),
    (
        2021,
        "1-1 1-11 2-11 2-23 3-20 4-29 5-3 5-4 5-5 7-22 7-23 8-8 8-9s 9-20 9-23 11-3 11-23",
    ),
    (
        2024,
        "1-1 1-8 2-11 2-12s 2-23 3-20 4-29 5-3 5-4 5-5 5-6s 7-15 8-11 8-12s 9-16 9-22 9-23s 10-14 11-3 11-4s 11-23",
    ),
    (
        2026,
        "1-1 1-12 2-11 2-23 3-20 4-29 5-3 5-4 5-5 5-6s 7-20 8-11 9-21 9-22b 9-23 10-12 11-3 11-23",
    ),
    (
        2027,
        "1-1 1-11 2-11 2-23 3-21 3-22s 4-29 5-3 5-4 5-5 7-19 8-11 9-20 9-23 10-11 11-3 11-23",
    ),
    (
        2032,
        "1-1 1-12 2-11 2-23 3-20 4-29 5-3 5-4 5-5 7-19 8-11 9-20 9-21b 9-22 10-11 11-3 11-23",
    ),
];

fn written(day: Date) -> Option<String> {
    let mark = match on(day)? {
        Holiday::National(_) => "",
        Holiday::Substitute => "s",
        Holiday::Between => "b",
    };
    Some(format!("{}-{}{mark}", day.month(), day.day()))
}

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    date(year, 1, 1)
        .series(jiff::Span::new().days(1))
        .take_while(move |day| day.year() == year)
}

#[test]
fn computed_holidays_are_the_published_ones() {
    for (year, published) in PUBLISHED {
        let computed: Vec<_> = days_of(*year).filter_map(written).collect();
        assert_eq!(computed.join(" "), *published, "{year}");
    }
}

#[test]
fn special_days_have_their_names() {
    let table = [
        (date(2019, 5, 1), "即位の日"),
        (date(2019, 5, 2), "国民の休日"),
        (date(2019, 10, 14), "体育の日"),
        (date(2019, 10, 22), "即位礼正殿の儀の行われる日"),
        (date(2020, 5, 6), "振替休日"),
        (date(2020, 7, 24), "スポーツの日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 11, 23), "勤労感謝の日"),
    ];
    for (day, name) in table {
        assert_eq!(on(day).map(Holiday::name_ja), Some(name), "{day}");
    }
    assert_eq!(on(date(2019, 12, 23)), None);
    assert_eq!(on(date(2021, 10, 11)), None);
}

#[test]
fn outside_the_known_years_nothing_is_claimed() {
    assert_eq!(on(date(2006, 1, 1)), None);
    assert_eq!(on(date(2100, 1, 1)), None);
    assert_eq!(equinox::vernal(2100), None);
}

#[test]
fn every_year_has_its_sixteen_holidays_and_no_working_day_between_two() {
    for year in 2022..=2099 {
        let count = days_of(year).filter(|day| national(*day).is_some()).count();
        assert_eq!(count, 16, "{year}");
        for day in days_of(year).filter(|day| on(*day).is_none()) {
            let beside = [day.yesterday(), day.tomorrow()];
            let both = beside
                .into_iter()
                .all(|day| day.is_ok_and(|day| national(day).is_some()));
            assert!(!both, "{day}");
        }
    }
}
