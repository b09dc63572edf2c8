//! Under which day's key a data key stands.
//!
//! Whoever is to be deleted has a last day: its data key is wrapped by that day's key, which is
//! destroyed when the day is over. Until the day is known a data key stands under the key of the
//! month in which it was made.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use protocol::time::UnixMs;

use crate::calendar::japan;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyDay {
    /// Made in this month, of its owner no last day is known.
    Open { year: i16, month: i8 },
    /// The last day on which it opens anything.
    Last(Date),
}

const OPEN: &str = "open-";

impl KeyDay {
    /// Of an owner whose last day is not known yet.
    pub fn made(at: UnixMs) -> Self {
        let day = japan::day_of(at);
        Self::Open {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Of an owner that has to be gone from `due` on. Where that is in the middle of a day, the key
    /// of its owner alone is destroyed then, and the day's key when the day is over.
    pub fn gone_from(due: UnixMs) -> Self {
        Self::Last(japan::day_of(due.plus_ms(-1)))
    }

    /// Whether nothing may open under it any more. An open one is never over by itself.
    pub fn is_over(&self, now: UnixMs) -> bool {
        match self {
            Self::Open { .. } => false,
            Self::Last(day) => japan::day_of(now) > *day,
        }
    }

    /// Whether nothing is put under it any more: its month, or its day, is over.
    pub fn is_past(&self, now: UnixMs) -> bool {
        match self {
            Self::Open { .. } => Self::made(now) > *self,
            Self::Last(_) => self.is_over(now),
        }
    }
}

impl fmt::Display for KeyDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { year, month } => write!(f, "{OPEN}{year:04}-{month:02}"),
            Self::Last(day) => write!(f, "{day}"),
        }
    }
}

/// The text is no day and no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no day of a key")]
pub struct NoKeyDay;

impl FromStr for KeyDay {
    type Err = NoKeyDay;

    fn from_str(text: &str) -> Result<Self, NoKeyDay> {
        let Some(month) = text.strip_prefix(OPEN) else {
            return text.parse().map(Self::Last).map_err(|_| NoKeyDay);
        };
        let first: Date = format!("{month}-01").parse().map_err(|_| NoKeyDay)?;
        Ok(Self::Open {
            year: first.year(),
            month: first.month(),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_over_exactly_when_what_stands_under_it_is_due() {
        let due = japan::start_of(date(2026, 12, 5));
        let day = KeyDay::gone_from(due);
        assert_eq!(day, KeyDay::Last(date(2026, 12, 4)));
        assert!(!day.is_over(due.plus_ms(-1)));
        assert!(day.is_over(due));
        // Due in the middle of a day: others under that day's key have the rest of it.
        let noon = KeyDay::gone_from(due.plus_ms(12 * 3_600_000));
        assert_eq!(noon, KeyDay::Last(date(2026, 12, 5)));
    }

    #[test]
    fn an_open_one_is_never_over_and_past_with_its_month() {
        let day = KeyDay::made(japan::start_of(date(2026, 11, 30)));
        let december = japan::start_of(date(2026, 12, 1));
        assert!(!day.is_past(december.plus_ms(-1)));
        assert!(day.is_past(december));
        assert!(!day.is_over(japan::start_of(date(2099, 1, 1))));
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in ["open-2026-01", "2026-12-04"] {
            assert_eq!(text.parse::<KeyDay>().unwrap().to_string(), text);
        }
        for text in ["", "open-", "open-2026-13", "2026-02-30", "report"] {
            assert_eq!(text.parse::<KeyDay>(), Err(NoKeyDay), "{text}");
        }
    }
}
