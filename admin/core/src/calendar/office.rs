//! Office hours of a unit, and the duty hours [当直時間帯] outside them.
//!
//! Editable data (decisions O-12 and O-31): a week, whether holidays and the year's end are
//! closed, and exceptions for single days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use protocol::time::UnixMs;
use serde::{Deserialize, Serialize};

use super::{ClockTime, holiday, japan};
use crate::limits::{OFFICE_EXCEPTIONS, OFFICE_SEARCH_DAYS};

/// From when to when an office is open on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub from: ClockTime,
    pub to: ClockTime,
}

/// The office hours of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// Monday first; `None` is closed.
    pub week: [Option<Opening>; 7],
    pub closed_on_holidays: bool,
    /// 29 December to 3 January [年末年始], as for all government offices [行政機関の休日に関する法律].
    pub closed_at_year_end: bool,
    /// Single days that differ: extra closed days (`None`) and extra or other openings.
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Option<Opening>>,
}

/// Why office hours are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("the office must open before it closes")]
    ClosesBeforeOpening,
    #[error("at most {OFFICE_EXCEPTIONS} exceptions are kept")]
    TooManyExceptions,
}

/// The office does not open within a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the office does not open within {OFFICE_SEARCH_DAYS} days")]
pub struct NeverOpens;

impl OfficeHours {
    /// Weekdays from 08:30 to 17:15, the default of every unit until its manager sets others.
    pub fn standard() -> Self {
        let weekday = Some(Opening {
            from: const { clock(8, 30) },
            to: const { clock(17, 15) },
        });
        Self {
            week: [weekday, weekday, weekday, weekday, weekday, None, None],
            closed_on_holidays: true,
            closed_at_year_end: true,
            exceptions: BTreeMap::new(),
        }
    }

    /// Asked before edited hours are stored.
    pub fn check(&self) -> Result<(), HoursError> {
        if self.exceptions.len() > OFFICE_EXCEPTIONS {
            return Err(HoursError::TooManyExceptions);
        }
        let mut openings = self.week.iter().chain(self.exceptions.values()).flatten();
        if openings.all(|opening| opening.from < opening.to) {
            Ok(())
        } else {
            Err(HoursError::ClosesBeforeOpening)
        }
    }

    /// When the office is open on a day; `None` is closed.
    pub fn opening_on(&self, day: Date) -> Option<Opening> {
        if let Some(exception) = self.exceptions.get(&day) {
            return *exception;
        }
        let holiday = self.closed_on_holidays && holiday::on(day).is_some();
        let year_end = self.closed_at_year_end && is_year_end(day);
        if holiday || year_end {
            return None;
        }
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.week[weekday]
    }

    pub fn is_open(&self, at: UnixMs) -> bool {
        let into_day = japan::ms_into_day(at);
        self.opening_on(japan::day_of(at)).is_some_and(|opening| {
            (opening.from.ms_into_day()..opening.to.ms_into_day()).contains(&into_day)
        })
    }

    /// `at` itself while the office is open, else the moment it opens next: the end of the duty
    /// hours that `at` lies in.
    pub fn next_open(&self, at: UnixMs) -> Result<UnixMs, NeverOpens> {
        if self.is_open(at) {
            return Ok(at);
        }
        self.openings_from(japan::day_of(at))
            .map(|(from, _)| from)
            .find(|from| *from > at)
            .ok_or(NeverOpens)
    }

    /// When the office closes on the n-th day it is open after the day of `at`.
    pub fn close_of_working_day(&self, at: UnixMs, nth: u16) -> Result<UnixMs, NeverOpens> {
        let mut day = japan::day_of(at);
        let mut close = Err(NeverOpens);
        for _ in 0..nth {
            let next = day.tomorrow().map_err(|_| NeverOpens)?;
            let (_, to) = self.openings_from(next).next().ok_or(NeverOpens)?;
            // An office may be open until 24:00, which is the beginning of the next day.
            day = japan::day_of(to.plus_ms(-1));
            close = Ok(to);
        }
        close
    }

    /// Opening and closing moments from a day on, as far as is searched.
    fn openings_from(&self, first: Date) -> impl Iterator<Item = (UnixMs, UnixMs)> {
        first
            .series(jiff::Span::new().days(1))
            .take(OFFICE_SEARCH_DAYS)
            .filter_map(|day| {
                let opening = self.opening_on(day)?;
                let start = japan::start_of(day);
                let at = |time: ClockTime| start.plus_ms(time.ms_into_day());
                Some((at(opening.from), at(opening.to)))
            })
    }
}

fn is_year_end(day: Date) -> bool {
    matches!((day.month(), day.day()), (12, 29..) | (1, ..=3))
}

const fn clock(hour: u16, minute: u16) -> ClockTime {
    match ClockTime::new(hour, minute) {
        Ok(time) => time,
        Err(_) => panic!("not a time of day"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, date};

    use super::*;

    fn at(text: &str) -> UnixMs {
        let civil: DateTime = text.parse().unwrap();
        japan::start_of(civil.date())
            .plus_ms(civil.duration_since(civil.date().into()).as_millis() as i64)
    }

    fn text(at: UnixMs) -> String {
        let civil: DateTime = japan::day_of(at).into();
        let civil = civil + jiff::SignedDuration::from_millis(japan::ms_into_day(at));
        civil.strftime("%Y-%m-%dT%H:%M").to_string()
    }

    #[test]
    fn duty_hours_end_when_the_office_opens_next() {
        let hours = OfficeHours::standard();
        let table = [
            // An evening and an early morning of a Thursday and Friday.
            ("2026-11-19T22:00", "2026-11-20T08:30"),
            ("2026-11-20T08:29", "2026-11-20T08:30"),
            ("2026-11-20T08:30", "2026-11-20T08:30"),
            ("2026-11-20T17:14", "2026-11-20T17:14"),
            // Friday evening to Tuesday: Monday is Labour Thanksgiving Day.
            ("2026-11-20T17:15", "2026-11-24T08:30"),
            // Five days in September, the sandwiched one among them.
            ("2026-09-19T12:00", "2026-09-24T08:30"),
            // The year's end.
            ("2026-12-28T17:15", "2027-01-04T08:30"),
        ];
        for (from, opens) in table {
            assert_eq!(
                hours.next_open(at(from)).map(text).as_deref(),
                Ok(opens),
                "{from}"
            );
        }
    }

    #[test]
    fn exceptions_win_over_the_week_and_holidays() {
        let mut hours = OfficeHours::standard();
        let short = Opening {
            from: clock(10, 0),
            to: clock(12, 0),
        };
        hours.exceptions.insert(date(2026, 11, 23), Some(short));
        hours.exceptions.insert(date(2026, 11, 24), None);
        assert!(hours.is_open(at("2026-11-23T11:59")));
        assert!(!hours.is_open(at("2026-11-23T12:00")));
        assert!(!hours.is_open(at("2026-11-24T11:00")));
        assert_eq!(
            hours.next_open(at("2026-11-23T12:00")).map(text).as_deref(),
            Ok("2026-11-25T08:30")
        );
    }

    #[test]
    fn working_days_are_the_days_the_office_opens() {
        let hours = OfficeHours::standard();
        let close = |from, nth| hours.close_of_working_day(at(from), nth).map(text);
        assert_eq!(
            close("2026-11-20T09:00", 1).as_deref(),
            Ok("2026-11-24T17:15")
        );
        assert_eq!(
            close("2026-11-20T23:00", 2).as_deref(),
            Ok("2026-11-25T17:15")
        );
        assert_eq!(
            close("2026-11-21T00:00", 1).as_deref(),
            Ok("2026-11-24T17:15")
        );
        let mut long = hours.clone();
        long.exceptions.insert(
            date(2026, 11, 24),
            Some(Opening {
                from: clock(0, 0),
                to: clock(24, 0),
            }),
        );
        assert_eq!(
            long.close_of_working_day(at("2026-11-20T09:00"), 2)
                .map(text)
                .as_deref(),
            Ok("2026-11-25T17:15")
        );
    }

    #[test]
    fn an_office_that_never_opens_is_said_so() {
        let mut hours = OfficeHours::standard();
        hours.week = [None; 7];
        assert_eq!(hours.next_open(at("2026-11-20T09:00")), Err(NeverOpens));
        assert_eq!(
            hours.close_of_working_day(at("2026-11-20T09:00"), 1),
            Err(NeverOpens)
        );
    }

    #[test]
    fn hours_that_make_no_sense_are_not_taken() {
        let mut hours = OfficeHours::standard();
        assert_eq!(hours.check(), Ok(()));
        hours.exceptions = (0..=OFFICE_EXCEPTIONS as i32)
            .map(|n| (date(2026, 1, 1) + jiff::Span::new().days(n), None))
            .collect();
        assert_eq!(hours.check(), Err(HoursError::TooManyExceptions));
        hours.exceptions.clear();
        hours.week[0] = Some(Opening {
            from: clock(9, 0),
            to: clock(9, 0),
        });
        assert_eq!(hours.check(), Err(HoursError::ClosesBeforeOpening));
    }

    #[test]
    fn hours_are_written_as_people_read_them() {
        let hours = OfficeHours::standard();
        let json = serde_json::to_string(&hours).unwrap();
        assert!(json.contains(r#"{"from":"08:30","to":"17:15"}"#), "{json}");
        assert_eq!(serde_json::from_str::<OfficeHours>(&json).unwrap(), hours);
    }
}
