//! Numbers of a scenario, refused outside their range where they stand.

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::limits;

/// How many persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Count(pub u32);

impl TryFrom<u32> for Count {
    type Error = String;

    fn try_from(value: u32) -> Result<Self, String> {
        if (1..=limits::GROUP_MAX).contains(&value) {
            Ok(Self(value))
        } else {
            Err(format!("{value} is not from 1 to {}", limits::GROUP_MAX))
        }
    }
}

/// A length of time, at most a day.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Seconds(pub f64);

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        let max = f64::from(limits::DURATION_S_MAX);
        if value > 0.0 && value <= max {
            Ok(Self(value))
        } else {
            Err(format!("{value} s is not above 0 and at most {max}"))
        }
    }
}

/// A part of a group, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Share(pub f64);

impl Default for Share {
    fn default() -> Self {
        Self(1.0)
    }
}

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(format!("{value} is not from 0 to 1"))
        }
    }
}

/// A time in seconds, or `[from, to]` from which each person's own is drawn evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from: f64,
    pub to: f64,
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a number of seconds or [from, to] was expected")]
        enum Written {
            One(f64),
            Two([f64; 2]),
        }
        let (from, to) = match Written::deserialize(deserializer)? {
            Written::One(value) => (value, value),
            Written::Two([from, to]) => (from, to),
        };
        let max = f64::from(limits::DURATION_S_MAX);
        if from >= 0.0 && from <= to && to <= max {
            Ok(Self { from, to })
        } else {
            Err(D::Error::custom(format!(
                "{from} to {to} s is no span between 0 and {max}"
            )))
        }
    }
}
