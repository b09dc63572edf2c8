//! A span of days, cut into days, weeks or months in Japan.

use jiff::{ToSpan, civil::Date};
use protocol::{statistics::StatisticsStep, time::UnixMs};

use super::japan;

/// From the beginning of the first day to the end of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    from: Date,
    to: Date,
}

/// Why two days are no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSpan {
    #[error("the last day lies before the first")]
    Backwards,
    #[error("there are too many days in it")]
    TooLong,
}

impl Days {
    pub fn new(from: Date, to: Date, days_max: i32) -> Result<Self, NoSpan> {
        let days = to.since(from).map_or(i32::MAX, |span| span.get_days());
        match days {
            ..0 => Err(NoSpan::Backwards),
            days if days >= days_max => Err(NoSpan::TooLong),
            _ => Ok(Self { from, to }),
        }
    }

    pub fn from(self) -> Date {
        self.from
    }

    pub fn to(self) -> Date {
        self.to
    }

    /// The first moment, and the first that is outside again.
    pub fn moments(self) -> (UnixMs, UnixMs) {
        let after = self.to.tomorrow().unwrap_or(Date::MAX);
        (japan::start_of(self.from), japan::start_of(after))
    }

    /// The parts in order, without gap or overlap. The first and the last may be shorter.
    pub fn parts(self, step: StatisticsStep) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = self.from;
        loop {
            let to = last_day(from, step).map_or(self.to, |last| last.min(self.to));
            parts.push(Self { from, to });
            match to.tomorrow() {
                Ok(next) if next <= self.to => from = next,
                _ => return parts,
            }
        }
    }
}

/// The last day of the part that a day lies in; nothing where it goes on to the end.
fn last_day(day: Date, step: StatisticsStep) -> Option<Date> {
    match step {
        StatisticsStep::Day => Some(day),
        StatisticsStep::Week => {
            let left = 7 - day.weekday().to_monday_one_offset();
            day.checked_add(i32::from(left).days()).ok()
        }
        StatisticsStep::Month => Some(day.last_of_month()),
        StatisticsStep::Whole => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(from: Date, to: Date) -> Days {
        Days::new(from, to, 366).unwrap()
    }

    fn parts(from: Date, to: Date, step: StatisticsStep) -> Vec<(Date, Date)> {
        let parts = days(from, to).parts(step).into_iter();
        parts.map(|part| (part.from, part.to)).collect()
    }

    #[test]
    fn vr_6_1_months_end_when_they_end_and_the_leap_day_is_one() {
        let found = parts(date(2028, 1, 31), date(2028, 3, 1), StatisticsStep::Month);
        let january = (date(2028, 1, 31), date(2028, 1, 31));
        let february = (date(2028, 2, 1), date(2028, 2, 29));
        let march = (date(2028, 3, 1), date(2028, 3, 1));
        assert_eq!(found, [january, february, march]);
        let year = parts(date(2028, 1, 1), date(2028, 12, 31), StatisticsStep::Day);
        assert_eq!(year.len(), 366);
        assert!(year.contains(&(date(2028, 2, 29), date(2028, 2, 29))));
    }

    #[test]
    fn weeks_begin_on_monday() {
        // The 27 November 2026 is a Friday.
        let found = parts(date(2026, 11, 27), date(2026, 12, 8), StatisticsStep::Week);
        let first = (date(2026, 11, 27), date(2026, 11, 29));
        let second = (date(2026, 11, 30), date(2026, 12, 6));
        let third = (date(2026, 12, 7), date(2026, 12, 8));
        assert_eq!(found, [first, second, third]);
    }

    #[test]
    fn the_whole_has_one_part_and_parts_leave_nothing_out() {
        let whole = days(date(2026, 4, 1), date(2027, 3, 31));
        assert_eq!(whole.parts(StatisticsStep::Whole), [whole]);
        for step in [
            StatisticsStep::Day,
            StatisticsStep::Week,
            StatisticsStep::Month,
        ] {
            let parts = whole.parts(step);
            assert_eq!(parts[0].moments().0, whole.moments().0);
            assert_eq!(parts[parts.len() - 1].moments().1, whole.moments().1);
            for two in parts.windows(2) {
                assert_eq!(two[0].moments().1, two[1].moments().0);
            }
        }
    }

    #[test]
    fn a_span_goes_forward_and_is_bounded() {
        let day = date(2026, 11, 27);
        assert_eq!(
            Days::new(day, day.yesterday().unwrap(), 366),
            Err(NoSpan::Backwards)
        );
        assert_eq!(
            Days::new(day, date(2027, 11, 28), 366),
            Err(NoSpan::TooLong)
        );
        assert!(Days::new(day, date(2027, 11, 27), 366).is_ok());
        assert_eq!(Days::new(Date::MIN, Date::MAX, 366), Err(NoSpan::TooLong));
    }
}
