//! Counting over the calendar. Each function gives the first day that is no longer within the
//! period, or `None` beyond the calendar.

use jiff::{
    Span,
    civil::{Date, date},
};

/// The period ends with the day before the one that corresponds to its first day; where the last
/// month has no such day, with the month's last day [民法143条2項].
fn after_months_from(first_day: Date, months: i64) -> Option<Date> {
    let corresponding = months_later(first_day, months)?;
    if corresponding.day() == first_day.day() {
        Some(corresponding)
    } else {
        corresponding.tomorrow().ok()
    }
}

/// The first day does not count: the period begins on the morrow [民法140条].
pub(super) fn after_years(start: Date, years: u16) -> Option<Date> {
    after_months_from(start.tomorrow().ok()?, i64::from(years) * 12)
}

pub(super) fn after_inclusive_months(start: Date, months: u16) -> Option<Date> {
    after_months_from(start, i64::from(months))
}

pub(super) fn after_inclusive_days(start: Date, days: u16) -> Option<Date> {
    start.checked_add(Span::new().days(days)).ok()
}

/// The same day n months on, or the month's last.
pub(super) fn months_on(start: Date, months: u16) -> Option<Date> {
    months_later(start, i64::from(months))
}

/// The next such day of a month after `start`.
pub(super) fn next_day_of_month(start: Date, nth: u8) -> Option<Date> {
    let nth = i8::try_from(nth).ok()?;
    let this_month = Date::new(start.year(), start.month(), nth).ok()?;
    if this_month > start {
        Some(this_month)
    } else {
        months_later(this_month, 1)
    }
}

pub(super) fn after_calendar_years(start: Date, years: u16) -> Option<Date> {
    months_later(start.first_of_year(), (i64::from(years) + 1) * 12)
}

pub(super) fn after_fiscal_years(start: Date, years: u16) -> Option<Date> {
    let earlier = if start.month() >= 4 { 0 } else { 1 };
    let april = date(start.year(), 4, 1);
    months_later(april, (i64::from(years) + 1 - earlier) * 12)
}

pub(super) fn days_before(day: Date, days: u16) -> Option<Date> {
    day.checked_sub(Span::new().days(days)).ok()
}

/// Clipped to the month's last day.
fn months_later(day: Date, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}
