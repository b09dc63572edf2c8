//! The two equinox days [春分日・秋分日].
//!
//! The law names no dates; the National Astronomical Observatory announces them each February
//! for the year after. The usual approximation gives the same days for 1980–2099; should an
//! announcement differ, the office hours' exceptions correct it.

use jiff::civil::{Date, date};

/// Where the approximation holds.
pub const YEARS: std::ops::RangeInclusive<i16> = 1980..=2099;

pub fn vernal(year: i16) -> Option<Date> {
    day(year, 20_843_100).map(|day| date(year, 3, day))
}

pub fn autumnal(year: i16) -> Option<Date> {
    day(year, 23_248_800).map(|day| date(year, 9, day))
}

/// `at_1980` is the equinox of 1980 in millionths of a day of its month. Each year it comes
/// 0.242194 days later, and a leap day brings it back by one.
fn day(year: i16, at_1980: i64) -> Option<i8> {
    if !YEARS.contains(&year) {
        return None;
    }
    let years = i64::from(year - 1980);
    let day = (at_1980 + 242_194 * years) / 1_000_000 - years / 4;
    i8::try_from(day).ok()
}
