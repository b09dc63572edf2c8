//! Names of files as recorders give them: what is shown of them, and the times that stand in them.

use jiff::civil::DateTime;
use protocol::time::UnixMs;

use crate::{calendar::japan, limits::FILM_NAME_CHARS};

/// When a film begins, and when it ends where its name says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filmed {
    pub from: UnixMs,
    pub to: Option<UnixMs>,
}

/// The name as it is shown: never a path, never a control character or a text direction trick.
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_shown = |c: &char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        !c.is_control() && !turns
    };
    let shown: String = last
        .chars()
        .filter(is_shown)
        .take(FILM_NAME_CHARS)
        .collect();
    shown.trim().to_owned()
}

/// The first two times in a name, as `20261120T210000` or `2026-11-20_21-00-00`, in Japan's time.
/// A recorder that writes no time into its names cannot be read by itself.
pub fn times_in(name: &str) -> Option<Filmed> {
    let digits: Vec<u8> = name
        .bytes()
        .filter(|byte| !matches!(byte, b'-' | b'_' | b':' | b'.' | b' ' | b'T' | b't'))
        .collect();
    let mut times = Vec::new();
    let mut at = 0;
    while times.len() < 2 && at + TIME_DIGITS <= digits.len() {
        match time_of(&digits[at..at + TIME_DIGITS]) {
            Some(time) => {
                times.push(time);
                at += TIME_DIGITS;
            }
            None => at += 1,
        }
    }
    let from = *times.first()?;
    let to = times.get(1).copied().filter(|to| *to > from);
    Some(Filmed { from, to })
}

const TIME_DIGITS: usize = 14;

fn time_of(digits: &[u8]) -> Option<UnixMs> {
    let digits = std::str::from_utf8(digits).ok()?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let time = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    let is_time = plain && (2000..2200).contains(&time.year());
    is_time.then(|| japan::moment_of(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::at;

    #[test]
    fn times_are_read_as_recorders_write_them() {
        let from = at("2026-11-20T21:00:00");
        let to = at("2026-11-20T22:00:00");
        for (name, expected) in [
            ("20261120T210000.mp4", Some((from, None))),
            (
                "ch01_20261120210000_20261120220000.mp4",
                Some((from, Some(to))),
            ),
            (
                "2026-11-20_21-00-00_2026-11-20_22-00-00.avi",
                Some((from, Some(to))),
            ),
            ("cam1 2026.11.20 21:00:00.ts", Some((from, None))),
            // An end before the beginning is no end.
            ("20261120220000_20261120210000", Some((to, None))),
            ("20261320T210000.mp4", None),
            ("20261120T250000.mp4", None),
            ("20261120.mp4", None),
            ("1号機.mp4", None),
            ("", None),
        ] {
            let expected = expected.map(|(from, to)| Filmed { from, to });
            assert_eq!(times_in(name), expected, "{name}");
        }
    }

    #[test]
    fn whatever_a_name_holds_it_is_read_or_refused() {
        let letters: Vec<char> = "0123456789T-_. :年/\\\u{202e}\n".chars().collect();
        let mut draw = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..50_000 {
            let mut name = String::new();
            for _ in 0..draw % 60 {
                draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                name.push(letters[(draw >> 33) as usize % letters.len()]);
            }
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let shown = shown_name(&name);
            assert!(!shown.contains(['/', '\\', '\n', '\u{202e}']), "{name:?}");
            if let Some(Filmed { from, to }) = times_in(&name) {
                assert!(from.0 > 0 && to.is_none_or(|to| to > from), "{name:?}");
            }
        }
    }

    #[test]
    fn a_shown_name_is_no_path() {
        assert_eq!(shown_name("a/../b\\ c\u{202e}d\n.mp4"), "cd.mp4");
        assert_eq!(
            shown_name(&"長".repeat(500)).chars().count(),
            FILM_NAME_CHARS
        );
    }
}
