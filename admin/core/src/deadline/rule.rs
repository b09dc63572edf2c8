//! How a due moment is counted: one kind for each way in which the documents count.
//!
//! There is no generic "days" on purpose (decision O-55): ninety days that begin with the day of
//! making, five years whose first day does not count and thirty times 24 hours are three rules.

use jiff::civil::Date;
use protocol::time::UnixMs;
use serde::{Deserialize, Serialize};

use super::count;
use crate::{
    calendar::{OfficeHours, japan, office::NeverOpens},
    limits::{RULE_DEPTH, RULE_HOURS, RULE_PERIODS},
};

/// A counting rule, written in rulebooks as `{ inclusive_days = 90 }` and stored the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// An exact span, to the second: 10 minutes to open a link (VR-2.3), 30×24 h (CC-R5.3).
    After(Length),
    /// The moment itself, or the beginning of the day, from which it counts: a stop that was decided
    /// (VR-7.1.1).
    Itself,
    /// The same time of day n months on, or on the month's last day: one month (CC-3.3.イ).
    AfterMonths(u16),
    /// n years whose first day does not count [初日不算入, 民法140条]: five years (IS-13.3).
    AfterYears(u16),
    /// n days of which the day of the start is the first [起算日を含む]: ninety days (WC-7.1.2).
    InclusiveDays(u16),
    /// n months of which the day of the start is the first: three months (WC-N2).
    InclusiveMonths(u16),
    /// The next beginning of this day of a month; 1 ends the calendar month (PH-3.2.5c).
    CalendarMonthEvery { day: u8 },
    /// n calendar years [暦年] from the 1 January after the start (PH-5).
    CalendarYears(u16),
    /// n fiscal years [年度] from the 1 April after the start's fiscal year (CC-2.2.エ).
    FiscalYears(u16),
    /// The close of the office on the n-th working day after the day of the start (WC-5.1.2).
    WorkingDays(u16),
    /// This long after the end of the duty hours [当直時間帯] that the start lies in; from the
    /// start itself when it lies in office hours (WC-7.2.4b).
    EndOfDutyHours(Length),
    /// The end of a named day: the day itself still counts (VR-0.1).
    FixedDate(Date),
    /// Whichever comes first: 30×24 h or one month (O-24).
    EarlierOf(Box<Rule>, Box<Rule>),
    /// The beginning of the day this many days before the last day of another rule: reminders
    /// (VR-0.1, PH-3.2.2b). Zero is the last day.
    DaysBefore { days: u16, of: Box<Rule> },
    /// The beginning of the day this many days ahead of the day from which it counts: reminders of a
    /// day that is known (PH-3.2.2b). Zero is that day.
    DaysAhead(u16),
}

/// A span that does not depend on the calendar. Days are not offered: write 24 hours if they are
/// meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Length {
    pub hours: u32,
    pub minutes: u32,
}

impl Length {
    pub const fn hours(hours: u32) -> Self {
        Self { hours, minutes: 0 }
    }

    pub const fn minutes(minutes: u32) -> Self {
        Self { hours: 0, minutes }
    }

    pub fn ms(self) -> i64 {
        (i64::from(self.hours) * 60 + i64::from(self.minutes)) * 60_000
    }
}

/// Why a rule in a rulebook is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("a period is from 1 to {RULE_PERIODS}")]
    Period,
    #[error("a span is at most {RULE_HOURS} hours, and longer than nothing")]
    Span,
    #[error("a day of every month is from 1 to 28")]
    DayOfMonth,
    #[error("rules lie at most {RULE_DEPTH} deep in each other")]
    Depth,
    #[error("a repeating rule cannot be a part of another")]
    RepeatingPart,
}

/// Why a rule gives no due moment here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDue {
    #[error("the due day lies beyond the calendar")]
    BeyondCalendar,
    #[error(transparent)]
    NeverOpens(#[from] NeverOpens),
    /// A reminder of a short period: its day has begun before the period.
    #[error("the day of this reminder has already begun")]
    ReminderPast,
}

impl Rule {
    /// Asked when a rulebook is built.
    pub fn check(&self) -> Result<(), RuleError> {
        self.check_at(1)
    }

    fn check_at(&self, depth: usize) -> Result<(), RuleError> {
        if depth > RULE_DEPTH {
            return Err(RuleError::Depth);
        }
        match self {
            Self::After(length) if length.ms() == 0 => Err(RuleError::Span),
            Self::After(length) | Self::EndOfDutyHours(length) => {
                let is_too_long = length.ms() > Length::hours(RULE_HOURS).ms();
                if is_too_long {
                    Err(RuleError::Span)
                } else {
                    Ok(())
                }
            }
            Self::AfterMonths(n)
            | Self::AfterYears(n)
            | Self::InclusiveDays(n)
            | Self::InclusiveMonths(n)
            | Self::CalendarYears(n)
            | Self::FiscalYears(n)
            | Self::WorkingDays(n) => match n {
                1..=RULE_PERIODS => Ok(()),
                _ => Err(RuleError::Period),
            },
            Self::CalendarMonthEvery { day: 1..=28 } if depth == 1 => Ok(()),
            Self::CalendarMonthEvery { day: 1..=28 } => Err(RuleError::RepeatingPart),
            Self::CalendarMonthEvery { .. } => Err(RuleError::DayOfMonth),
            Self::Itself | Self::FixedDate(_) | Self::DaysAhead(0..=RULE_PERIODS) => Ok(()),
            Self::DaysAhead(_) => Err(RuleError::Period),
            Self::EarlierOf(one, other) => {
                one.check_at(depth + 1)?;
                other.check_at(depth + 1)
            }
            Self::DaysBefore { of, .. } => of.check_at(depth + 1),
        }
    }

    /// When a deadline that starts at `start` is due: from this moment on, not before.
    pub fn due(&self, start: UnixMs, hours: &OfficeHours) -> Result<UnixMs, NoDue> {
        let day = japan::day_of(start);
        let first_day_after = match self {
            Self::After(length) => return Ok(start.plus_ms(length.ms())),
            Self::Itself => return Ok(start),
            Self::WorkingDays(n) => return Ok(hours.close_of_working_day(start, *n)?),
            Self::EndOfDutyHours(length) => {
                return Ok(hours.next_open(start)?.plus_ms(length.ms()));
            }
            Self::EarlierOf(one, other) => {
                return Ok(one.due(start, hours)?.min(other.due(start, hours)?));
            }
            Self::AfterMonths(n) => count::months_on(day, *n),
            Self::AfterYears(n) => count::after_years(day, *n),
            Self::InclusiveDays(n) => count::after_inclusive_days(day, *n),
            Self::InclusiveMonths(n) => count::after_inclusive_months(day, *n),
            Self::CalendarMonthEvery { day: nth } => count::next_day_of_month(day, *nth),
            Self::CalendarYears(n) => count::after_calendar_years(day, *n),
            Self::FiscalYears(n) => count::after_fiscal_years(day, *n),
            Self::FixedDate(last) => last.tomorrow().ok(),
            Self::DaysAhead(days) => count::days_before(day, *days),
            Self::DaysBefore { days, of } => {
                let last_day = japan::day_of(of.due(start, hours)?.plus_ms(-1));
                count::days_before(last_day, *days)
            }
        };
        let due = japan::start_of(first_day_after.ok_or(NoDue::BeyondCalendar)?);
        match self {
            Self::AfterMonths(_) => Ok(due.plus_ms(japan::ms_into_day(start))),
            Self::DaysBefore { .. } if due < start => Err(NoDue::ReminderPast),
            _ => Ok(due),
        }
    }

    /// True where striking or meeting a deadline always opens the next one.
    pub fn repeats(&self) -> bool {
        matches!(self, Self::CalendarMonthEvery { .. })
    }
}

#[cfg(test)]
mod tests;
