//! Between moments and days in Japan (Asia/Tokyo).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use protocol::time::UnixMs;

/// The day of a moment.
pub fn day_of(at: UnixMs) -> Date {
    let at = Timestamp::from_millisecond(at.0).unwrap_or(if at.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    });
    at.to_zoned(zone()).date()
}

/// The moment at which a day begins.
pub fn start_of(day: Date) -> UnixMs {
    moment_of(day.into())
}

/// The moment of a day and time.
pub fn moment_of(time: DateTime) -> UnixMs {
    let moment = time.to_zoned(zone()).map(|zoned| zoned.timestamp());
    UnixMs(moment.unwrap_or(Timestamp::MAX).as_millisecond())
}

/// How long after the beginning of its day a moment is; days here all have 24 hours.
pub fn ms_into_day(at: UnixMs) -> i64 {
    at.since_ms(start_of(day_of(at)))
}

/// Japan has had no daylight saving time since 1952, so nine hours are exact and need no tables.
fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(9))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_change_at_midnight_in_japan() {
        // 2026-11-19T15:00:00Z is midnight of the 20th in Japan.
        let midnight = UnixMs(1_795_100_400_000);
        assert_eq!(day_of(midnight), date(2026, 11, 20));
        assert_eq!(day_of(midnight.plus_ms(-1)), date(2026, 11, 19));
        assert_eq!(start_of(date(2026, 11, 20)), midnight);
        assert_eq!(ms_into_day(midnight.plus_ms(5)), 5);
        assert_eq!(day_of(UnixMs(i64::MAX)).year(), 9999);
        assert_eq!(day_of(UnixMs(i64::MIN)).year(), -9999);
    }
}
