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
    /// A national holiday [国民の祝日] with its name, and days that a law treats like one.
    National(&'static str),
    /// Substitute holiday [振替休日], article 3 (2): a national holiday fell on a Sunday.
    Substitute,
    /// Citizens' holiday [国民の休日], article 3 (3): a day between two national holidays.
    Between,
}

impl Holiday {
    /// The name as people in Japan say it.
    pub fn name_ja(self) -> &'static str {
        match self {
            Self::National(name) => name,
            Self::Substitute => "振替休日",
            Self::Between => "国民の休日",
        }
    }

    /// The name as the Cabinet Office puts it into English, or as it is usually put.
    #[rustfmt::skip]
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Substitute => "Substitute holiday",
            Self::Between => "Citizens' holiday",
            Self::National(name) => match name {
                "元日" => "New Year's Day",
                "成人の日" => "Coming of Age Day",
                "建国記念の日" => "National Foundation Day",
                "天皇誕生日" => "The Emperor's Birthday",
                "春分の日" => "Vernal Equinox Day",
                "昭和の日" => "Showa Day",
                "即位の日" => "Accession Day",
                "憲法記念日" => "Constitution Memorial Day",
                "みどりの日" => "Greenery Day",
                "こどもの日" => "Children's Day",
                "海の日" => "Marine Day",
                "山の日" => "Mountain Day",
                "敬老の日" => "Respect for the Aged Day",
                "秋分の日" => "Autumnal Equinox Day",
                "即位礼正殿の儀の行われる日" => "Enthronement Ceremony Day",
                "体育の日" => "Health and Sports Day",
                "スポーツの日" => "Sports Day",
                "文化の日" => "Culture Day",
                "勤労感謝の日" => "Labour Thanksgiving Day",
                other => other,
            },
        }
    }
}

/// The holiday on a day; `None` on other days and outside [`YEARS`].
pub fn on(day: Date) -> Option<Holiday> {
    if !YEARS.contains(&day.year()) {
        return None;
    }
    if let Some(name) = national(day) {
        return Some(Holiday::National(name));
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
fn national(day: Date) -> Option<&'static str> {
    let year = day.year();
    match (day.month(), day.day()) {
        (1, 1) => Some("元日"),
        (1, _) if is_monday(day, 2) => Some("成人の日"),
        (2, 11) => Some("建国記念の日"),
        (2, 23) if year >= 2020 => Some("天皇誕生日"),
        (3, _) if equinox::vernal(year) == Some(day) => Some("春分の日"),
        (4, 29) => Some("昭和の日"),
        // The accession of 2019; the days beside it become citizens' holidays by themselves.
        (5, 1) if year == 2019 => Some("即位の日"),
        (5, 3) => Some("憲法記念日"),
        (5, 4) => Some("みどりの日"),
        (5, 5) => Some("こどもの日"),
        (7, _) if is_marine_day(day) => Some("海の日"),
        (7, 24) if year == 2020 => Some(sports_day(year)),
        (7, 23) if year == 2021 => Some(sports_day(year)),
        (8, _) if is_mountain_day(day) => Some("山の日"),
        (9, _) if is_monday(day, 3) => Some("敬老の日"),
        (9, _) if equinox::autumnal(year) == Some(day) => Some("秋分の日"),
        (10, 22) if year == 2019 => Some("即位礼正殿の儀の行われる日"),
        (10, _) if is_monday(day, 2) && !is_olympic(year) => Some(sports_day(year)),
        (11, 3) => Some("文化の日"),
        (11, 23) => Some("勤労感謝の日"),
        (12, 23) if year <= 2018 => Some("天皇誕生日"),
        _ => None,
    }
}

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

fn sports_day(year: i16) -> &'static str {
    if year < 2020 {
        "体育の日"
    } else {
        "スポーツの日"
    }
}

/// The n-th Monday of its month.
fn is_monday(day: Date, nth: i8) -> bool {
    day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == nth
}

#[cfg(test)]
mod tests;
