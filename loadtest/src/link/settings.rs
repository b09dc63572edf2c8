//! What a link does to packets, and the words by which a person says so.

use std::time::Duration;

use crate::{limits, link::profiles};

/// One direction of the link.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// One way; a round trip takes it twice.
    pub delay: Duration,
    /// Extra delay drawn evenly from zero to this; order is kept.
    pub jitter: Duration,
    /// Share of packets lost, 0 to 1.
    pub loss: f64,
    /// Mean number of packets lost in a row; 1 is independent loss.
    pub burst_packets: f64,
    /// Share of packets held back so that later ones overtake them, 0 to 1.
    pub reorder: f64,
    /// Absent: unlimited.
    pub rate_bps: Option<u64>,
    /// Longest wait before the rate limit; what would wait longer is dropped.
    pub queue: Duration,
    /// A black hole: nothing arrives and nothing says so.
    pub dead: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            loss: 0.0,
            burst_packets: 1.0,
            reorder: 0.0,
            rate_bps: None,
            queue: limits::QUEUE_DEFAULT,
            dead: false,
        }
    }
}

/// Both directions, named from the far end, where the caller is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkSettings {
    /// Far to near.
    pub up: Settings,
    /// Near to far.
    pub down: Settings,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("'{0}' is not of the form key=value")]
    NotAPair(String),
    #[error(
        "'{0}' is no setting; there are delay jitter (ms), loss reorder (%), burst (packets), \
         rate (kbit/s, 0 is unlimited), queue (ms), dead (on/off), profile; \
         with up. or down. before it for one direction"
    )]
    UnknownKey(String),
    #[error("'{value}' is no value for {key}: {expected}")]
    BadValue {
        key: String,
        value: String,
        expected: String,
    },
}

impl LinkSettings {
    /// Changes what a line such as `loss=10 up.delay=40` names and leaves the rest.
    /// A line with an error changes nothing.
    pub fn apply(&mut self, line: &str) -> Result<(), SettingError> {
        let mut changed = self.clone();
        for word in line.split_whitespace() {
            changed.apply_word(word)?;
        }
        *self = changed;
        Ok(())
    }

    fn apply_word(&mut self, word: &str) -> Result<(), SettingError> {
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| SettingError::NotAPair(word.to_owned()))?;
        if key == "profile" {
            *self = profiles::find(value).ok_or_else(|| SettingError::BadValue {
                key: key.to_owned(),
                value: value.to_owned(),
                expected: format!("one of {}", profiles::NAMES.join(" ")),
            })?;
            return Ok(());
        }
        if let Some(key) = key.strip_prefix("up.") {
            return self.up.set(key, value);
        }
        if let Some(key) = key.strip_prefix("down.") {
            return self.down.set(key, value);
        }
        self.up.set(key, value)?;
        self.down.set(key, value)
    }
}

impl Settings {
    fn set(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let number = |min: f64, max: f64| number(key, value, min, max);
        let span = |max: Duration| {
            number(0.0, max.as_secs_f64() * 1000.0).map(|ms| Duration::from_secs_f64(ms / 1000.0))
        };
        match key {
            "delay" => self.delay = span(limits::DELAY_MAX)?,
            "jitter" => self.jitter = span(limits::DELAY_MAX)?,
            "loss" => self.loss = number(0.0, 100.0)? / 100.0,
            "burst" => self.burst_packets = number(1.0, limits::BURST_PACKETS_MAX)?,
            "reorder" => self.reorder = number(0.0, 100.0)? / 100.0,
            "rate" => self.rate_bps = rate(number(0.0, limits::RATE_KBIT_MAX)?),
            "queue" => self.queue = span(limits::DELAY_MAX)?,
            "dead" => self.dead = switch(value)?,
            _ => return Err(SettingError::UnknownKey(key.to_owned())),
        }
        Ok(())
    }
}

fn number(key: &str, value: &str, min: f64, max: f64) -> Result<f64, SettingError> {
    match value.parse::<f64>() {
        Ok(found) if (min..=max).contains(&found) => Ok(found),
        _ => Err(SettingError::BadValue {
            key: key.to_owned(),
            value: value.to_owned(),
            expected: format!("a number from {min} to {max}"),
        }),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked range"
)]
fn rate(kbit: f64) -> Option<u64> {
    // Below one bit per second the time of a packet on the line has no meaning.
    Some((kbit * 1000.0) as u64).filter(|bps| *bps > 0)
}

fn switch(value: &str) -> Result<bool, SettingError> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(SettingError::BadValue {
            key: "dead".to_owned(),
            value: value.to_owned(),
            expected: "on or off".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(lines: &[&str]) -> LinkSettings {
        let mut link = LinkSettings::default();
        for line in lines {
            link.apply(line).unwrap();
        }
        link
    }

    #[test]
    fn a_word_without_direction_sets_both() {
        let link = after(&["loss=10 delay=40"]);
        assert_eq!(link.up, link.down);
        assert_eq!(link.up.loss, 0.1);
        assert_eq!(link.up.delay, Duration::from_millis(40));
    }

    #[test]
    fn a_direction_is_set_alone_and_the_rest_stays() {
        let link = after(&["delay=40", "up.loss=5 down.rate=300"]);
        assert_eq!(link.up.loss, 0.05);
        assert_eq!(link.down.loss, 0.0);
        assert_eq!(link.down.rate_bps, Some(300_000));
        assert_eq!(link.down.delay, Duration::from_millis(40));
        assert_eq!(after(&["rate=300", "rate=0"]).up.rate_bps, None);
    }

    #[test]
    fn a_profile_replaces_everything_and_later_words_change_it() {
        let link = after(&["delay=900 dead=on", "profile=loss10 up.loss=20"]);
        assert!(!link.up.dead);
        assert_eq!(link.up.loss, 0.2);
        assert_eq!(link.down.loss, 0.1);
        assert_eq!(link.down.delay, Duration::from_millis(40));
    }

    #[test]
    fn a_bad_line_says_why_and_changes_nothing() {
        let mut link = after(&["delay=40"]);
        let before = link.clone();
        for (line, part) in [
            ("delay=1 loss", "not of the form"),
            ("delay=1 speed=3", "no setting"),
            ("delay=1 loss=101", "from 0 to 100"),
            ("delay=1 loss=NaN", "from 0 to 100"),
            ("delay=1 burst=0.5", "from 1"),
            ("delay=1 dead=maybe", "on or off"),
            ("delay=1 profile=moon", "one of"),
        ] {
            let message = link.apply(line).unwrap_err().to_string();
            assert!(message.contains(part), "{line}: {message}");
            assert_eq!(link, before, "{line}");
        }
    }
}
