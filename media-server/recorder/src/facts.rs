//! When and where a file says it was taken. The file may lie; the console says whose claim it is.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::Serialize;

/// Whose time zone the time of taking was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The file gives the time in UTC or with its offset.
    Stated,
    /// The file gives only a local time; Japan's is assumed.
    AssumedJapan,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_zone: Option<Zone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude_deg: Option<f64>,
}

const JAPAN: Offset = Offset::constant(9);
/// Cameras whose clock was never set say 1970, 1980 or 2000.
const YEARS: std::ops::RangeInclusive<i16> = 2001..=2100;

impl Facts {
    pub fn taken(&mut self, local: DateTime, offset: Option<Offset>) {
        if !YEARS.contains(&local.year()) {
            return;
        }
        let zone = TimeZone::fixed(offset.unwrap_or(JAPAN));
        if let Ok(time) = local.to_zoned(zone) {
            self.taken_ms = Some(time.timestamp().as_millisecond());
            self.taken_zone = Some(if offset.is_some() {
                Zone::Stated
            } else {
                Zone::AssumedJapan
            });
        }
    }

    /// Phones without a fix write 0, 0.
    pub fn place(&mut self, latitude_deg: f64, longitude_deg: f64) {
        let on_earth =
            (-90.0..=90.0).contains(&latitude_deg) && (-180.0..=180.0).contains(&longitude_deg);
        if on_earth && (latitude_deg, longitude_deg) != (0.0, 0.0) {
            self.latitude_deg = Some(latitude_deg);
            self.longitude_deg = Some(longitude_deg);
        }
    }
}

/// `2026:11:20 14:05:09` as EXIF writes it.
pub fn exif_time(text: &str) -> Option<DateTime> {
    let digits = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| digits(from, to).and_then(|n| i8::try_from(n).ok());
    DateTime::new(
        digits(0, 4)?,
        small(5, 7)?,
        small(8, 10)?,
        small(11, 13)?,
        small(14, 16)?,
        small(17, 19)?,
        0,
    )
    .ok()
}

/// `+09:00` as EXIF writes it.
pub fn exif_offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.get(0..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let hours: i32 = text.get(1..3)?.parse().ok()?;
    let minutes: i32 = text.get(4..6)?.parse().ok()?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// `+35.6812+139.7671+010.0/` (ISO 6709) as phones write it into films.
pub fn iso_6709(text: &str) -> Option<(f64, f64)> {
    let second = text.get(1..)?.find(['+', '-'])? + 1;
    let rest = text.get(second..)?;
    let end = rest
        .get(1..)?
        .find(['+', '-', '/', 'C'])
        .map_or(rest.len(), |i| i + 1);
    Some((
        text.get(..second)?.parse().ok()?,
        rest.get(..end)?.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offset_or_as_japan_time() {
        let local = exif_time("2026:11:20 14:05:09").unwrap();
        let mut facts = Facts::default();
        facts.taken(local, None);
        assert_eq!(
            (facts.taken_ms, facts.taken_zone),
            (Some(1_795_151_109_000), Some(Zone::AssumedJapan))
        );
        facts.taken(local, exif_offset("+00:00"));
        assert_eq!(
            (facts.taken_ms, facts.taken_zone),
            (Some(1_795_183_509_000), Some(Zone::Stated))
        );
        for unset in ["1970:01:01 00:00:00", "2000:01:01 00:00:00"] {
            let mut facts = Facts::default();
            facts.taken(exif_time(unset).unwrap(), None);
            assert_eq!(facts, Facts::default(), "{unset}");
        }
        for broken in [
            "",
            "    :  :     :  :  ",
            "2026:13:40 25:61:61",
            "写真写真写真写真",
            "2026:11:20",
        ] {
            assert_eq!(exif_time(broken), None, "{broken}");
        }
        for broken in ["", "+", "+9", "09:00", "+99:99", "+あ:い"] {
            assert_eq!(exif_offset(broken), None, "{broken}");
        }
    }

    #[test]
    fn places_are_read_from_films_and_impossible_ones_left_out() {
        assert_eq!(
            iso_6709("+35.6812+139.7671+010.0/"),
            Some((35.6812, 139.7671))
        );
        assert_eq!(iso_6709("-33.8568+151.2153/"), Some((-33.8568, 151.2153)));
        assert_eq!(iso_6709("+35.6812-139.7671"), Some((35.6812, -139.7671)));
        for broken in ["", "+", "++", "35", "+35.6", "あ+い", "+35.6+"] {
            assert_eq!(iso_6709(broken), None, "{broken}");
        }
        let mut facts = Facts::default();
        facts.place(0.0, 0.0);
        facts.place(91.0, 0.0);
        facts.place(f64::NAN, 10.0);
        assert_eq!(facts, Facts::default());
    }
}
