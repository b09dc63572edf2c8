//! Public holidays by the law on national holidays [国民の祝日に関する法律].
//!
//! Computed, not listed: the law as in force since 2007, with its moves since. What a law not yet
//! made will change is corrected by the exceptions of [`super::OfficeHours`].

use jiff::civil::{Date, Weekday};

use super::equinox;

/// Years for which [`on`] knows every holiday.
pub const YEARS: std::ops::RangeInclusive<i16> = 2007..=2099;

/// Why a day is a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// A national holiday [国民の祝日] with its names, and days that a law treats like one.
    National(Names),
    /// Substitute holiday [振替休日], article 3 (2): a national holiday fell on a Sunday.
    Substitute,
    /// Citizens' holiday [国民の休日], article 3 (3): a day between two national holidays.
    Between,
}

/// As people in Japan say it, and as the Cabinet Office puts it into English, or as it is usually
/// put.
pub type Names = (&'static str, &'static str);

impl Holiday {
    pub fn name_ja(self) -> &'static str {
        self.names().0
    }

    pub fn name_en(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> Names {
        match self {
            Self::National(names) => names,
            Self::Substitute => ("振替休日", "Substitute holiday"),
            Self::Between => ("国民の休日", "Citizens' holiday"),
        }
    }
}

/// The holiday on a day; `None` on other days and outside [`YEARS`].
pub fn on(day: Date) -> Option<Holiday> {
    if !YEARS.contains(&day.year()) {
        return None;
    }
    if let Some(names) = national(day) {
        return Some(Holiday::National(names));
    }
    if follows_a_sunday_holiday(day) {
        return Some(Holiday::Substitute);
    }
    let national_on = |day: Option<Date>| day.and_then(national).is_some();
    let between = national_on(day.yesterday().ok()) && national_on(day.tomorrow().ok());
    between.then_some(Holiday::Between)
}

/// The nearest day after a Sunday's national holiday that is none itself.
fn follows_a_sunday_holiday(day: Date) -> bool {
    let mut before = day;
    while let Ok(yesterday) = before.yesterday() {
        before = yesterday;
        if national(before).is_none() {
            return false;
        }
        if before.weekday() == Weekday::Sunday {
            return true;
        }
    }
    false
}

/// Article 2, with the special acts of 2019 to 2021.
fn national(day: Date) -> Option<Names> {
    let year = day.year();
    Some(match (day.month(), day.day()) {
        (1, 1) => ("元日", "New Year's Day"),
        (1, _) if is_monday(day, 2) => ("成人の日", "Coming of Age Day"),
        (2, 11) => ("建国記念の日", "National Foundation Day"),
        (2, 23) if year >= 2020 => EMPERORS_BIRTHDAY,
        (3, _) if equinox::vernal(year) == Some(day) => ("春分の日", "Vernal Equinox Day"),
        (4, 29) => ("昭和の日", "Showa Day"),
        // The accession of 2019; the days beside it become citizens' holidays by themselves.
        (5, 1) if year == 2019 => ("即位の日", "Accession Day"),
        (5, 3) => ("憲法記念日", "Constitution Memorial Day"),
        (5, 4) => ("みどりの日", "Greenery Day"),
        (5, 5) => ("こどもの日", "Children's Day"),
        (7, _) if is_marine_day(day) => ("海の日", "Marine Day"),
        (7, 24) if year == 2020 => SPORTS_DAY,
        (7, 23) if year == 2021 => SPORTS_DAY,
        (8, _) if is_mountain_day(day) => ("山の日", "Mountain Day"),
        (9, _) if is_monday(day, 3) => ("敬老の日", "Respect for the Aged Day"),
        (9, _) if equinox::autumnal(year) == Some(day) => ("秋分の日", "Autumnal Equinox Day"),
        (10, 22) if year == 2019 => ("即位礼正殿の儀の行われる日", "Enthronement Ceremony Day"),
        (10, _) if is_monday(day, 2) && year < 2020 => ("体育の日", "Health and Sports Day"),
        (10, _) if is_monday(day, 2) && !is_olympic(year) => SPORTS_DAY,
        (11, 3) => ("文化の日", "Culture Day"),
        (11, 23) => ("勤労感謝の日", "Labour Thanksgiving Day"),
        (12, 23) if year <= 2018 => EMPERORS_BIRTHDAY,
        _ => return None,
    })
}

const EMPERORS_BIRTHDAY: Names = ("天皇誕生日", "The Emperor's Birthday");
const SPORTS_DAY: Names = ("スポーツの日", "Sports Day");

/// The Tokyo games, held a year late, moved three holidays in both years.
fn is_olympic(year: i16) -> bool {
    matches!(year, 2020 | 2021)
}

fn is_marine_day(day: Date) -> bool {
    match day.year() {
        2020 => day.day() == 23,
        2021 => day.day() == 22,
        _ => is_monday(day, 3),
    }
}

fn is_mountain_day(day: Date) -> bool {
    match day.year() {
        ..=2015 => false,
        2020 => day.day() == 10,
        2021 => day.day() == 8,
        _ => day.day() == 11,
    }
}

/// The n-th Monday of its month.
fn is_monday(day: Date, nth: i8) -> bool {
    day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == nth
}

#[cfg(test)]
mod tests;
