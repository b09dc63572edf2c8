//! A calendar month in Japan.

use protocol::time::UnixMs;

use super::japan;

/// Written as `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

/// The text is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as 2026-11")]
pub struct NoMonth;

impl Month {
    /// The month that a moment lies in.
    pub fn of(at: UnixMs) -> Self {
        let day = japan::day_of(at);
        Self {
            year: day.year(),
            month: day.month(),
        }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl std::str::FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let (year, month) = text.split_once('-').ok_or(NoMonth)?;
        let month = Self {
            year: year.parse().map_err(|_| NoMonth)?,
            month: month.parse().map_err(|_| NoMonth)?,
        };
        let canonical = (1..=12).contains(&month.month) && month.to_string() == text;
        canonical.then_some(month).ok_or(NoMonth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_the_month_in_japan() {
        // 2026-10-31T15:00:00Z
        let november = UnixMs(1_793_458_800_000);
        assert_eq!(Month::of(november).to_string(), "2026-11");
        assert_eq!(Month::of(november.plus_ms(-1)).to_string(), "2026-10");
        assert_eq!("2026-11".parse(), Ok(Month::of(november)));
        for text in [
            "", "2026-13", "2026-1", "2026", "-2026-11", "2026-00", "x-01",
        ] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
