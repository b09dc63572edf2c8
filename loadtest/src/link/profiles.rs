//! Named networks. The figures of `loss10` and `loss30` are those the reliability goals are
//! stated for; the others are round figures for what their names say.

use std::time::Duration;

use super::settings::{LinkSettings, Settings};

pub const NAMES: [&str; 6] = ["good", "lte", "weak", "loss10", "loss30", "dead"];

/// The network of that name.
pub fn find(name: &str) -> Option<LinkSettings> {
    let both = |settings: Settings| LinkSettings {
        up: settings.clone(),
        down: settings,
    };
    Some(match name {
        "good" => both(Settings {
            delay: ms(10),
            ..Settings::default()
        }),
        "lte" => LinkSettings {
            up: Settings {
                rate_bps: Some(8_000_000),
                ..lte()
            },
            down: Settings {
                rate_bps: Some(30_000_000),
                ..lte()
            },
        },
        "weak" => LinkSettings {
            up: Settings {
                rate_bps: Some(700_000),
                ..weak()
            },
            down: Settings {
                rate_bps: Some(2_000_000),
                ..weak()
            },
        },
        "loss10" => both(Settings {
            delay: ms(40),
            loss: 0.10,
            ..Settings::default()
        }),
        "loss30" => both(Settings {
            delay: ms(100),
            loss: 0.30,
            rate_bps: Some(300_000),
            ..Settings::default()
        }),
        "dead" => both(Settings {
            dead: true,
            ..Settings::default()
        }),
        _ => return None,
    })
}

fn lte() -> Settings {
    Settings {
        delay: ms(25),
        jitter: ms(10),
        loss: 0.002,
        ..Settings::default()
    }
}

fn weak() -> Settings {
    Settings {
        delay: ms(60),
        jitter: ms(30),
        loss: 0.03,
        burst_packets: 4.0,
        ..Settings::default()
    }
}

fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_network_of_its_own() {
        let found: Vec<_> = NAMES.iter().map(|name| find(name).unwrap()).collect();
        for (i, one) in found.iter().enumerate() {
            assert!(
                found[i + 1..].iter().all(|other| other != one),
                "{}",
                NAMES[i]
            );
        }
        assert_eq!(find("unheard-of"), None);
    }
}
