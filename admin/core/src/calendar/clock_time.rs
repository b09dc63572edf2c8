//! A time of day to the minute.

use serde::{Deserialize, Serialize};

/// Minutes since the day began, from `00:00` to `24:00`; written like that in data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

const DAY_MINUTES: u16 = 24 * 60;

/// The text is no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written from 00:00 to 24:00")]
pub struct NoClockTime;

impl ClockTime {
    pub const fn new(hour: u16, minute: u16) -> Result<Self, NoClockTime> {
        if hour > 24 || minute > 59 || hour * 60 + minute > DAY_MINUTES {
            return Err(NoClockTime);
        }
        Ok(Self(hour * 60 + minute))
    }

    /// How long after the beginning of its day it is.
    pub fn ms_into_day(self) -> i64 {
        i64::from(self.0) * 60_000
    }
}

impl TryFrom<String> for ClockTime {
    type Error = NoClockTime;

    fn try_from(text: String) -> Result<Self, NoClockTime> {
        let two_digits = |part: &str| match part.as_bytes() {
            [a @ b'0'..=b'9', b @ b'0'..=b'9'] => {
                Ok(u16::from(a - b'0') * 10 + u16::from(b - b'0'))
            }
            _ => Err(NoClockTime),
        };
        let (hour, minute) = text.split_once(':').ok_or(NoClockTime)?;
        Self::new(two_digits(hour)?, two_digits(minute)?)
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        format!("{:02}:{:02}", time.0 / 60, time.0 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_of_day_are_read() {
        for (text, minutes) in [("00:00", 0), ("08:30", 510), ("24:00", 1440)] {
            let time = ClockTime::try_from(text.to_owned()).unwrap();
            assert_eq!(time.ms_into_day(), minutes * 60_000);
            assert_eq!(String::from(time), text);
        }
        for text in [
            "",
            "8:30",
            "24:01",
            "12:60",
            "-1:00",
            "12:0a",
            "１２:００",
            "12:000",
        ] {
            assert_eq!(
                ClockTime::try_from(text.to_owned()),
                Err(NoClockTime),
                "{text}"
            );
        }
    }
}
