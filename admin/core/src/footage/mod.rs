//! Films of cameras: files from a recorder, or locked packages from a camera that is worn, kept as they
//! were filmed until their day.
//!
//! A film is a thing of a ledger. The rulebook says whose cameras film, how long a film is kept,
//! which case is the permission to look at one, and which step takes the one copy that leaves.

mod lock;
mod media;
mod name;
pub mod package;
mod terms;

use protocol::time::UnixMs;

use crate::limits::FILM_MS;

pub use lock::{PackageLock, begin};
pub use media::Media;
pub use name::{Filmed, shown_name, times_in};
pub use terms::{
    Camera, Copying, CountedFrom, Docking, Quarantine, Receipt, Terms, Ticked, Use, Viewing, Window,
};

/// From and to of a film are possible: it ended after it began, and not in the future.
pub fn are_times_possible(from: UnixMs, to: UnixMs, now: UnixMs) -> bool {
    from.0 > 0 && from < to && to <= now && to.since_ms(from) <= FILM_MS
}

/// Whether somebody who may look since a moment still may.
pub fn may_still_look(since: UnixMs, minutes: i64, now: UnixMs) -> bool {
    (0..minutes.saturating_mul(60_000)).contains(&now.since_ms(since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::at;

    #[test]
    fn a_film_ends_after_it_began_and_not_ahead_of_now() {
        let now = at("2026-11-20T12:00:00");
        for (from, to, possible) in [
            ("2026-11-20T10:00:00", "2026-11-20T11:00:00", true),
            ("2026-11-20T10:00:00", "2026-11-20T12:00:00", true),
            ("2026-11-20T11:00:00", "2026-11-20T11:00:00", false),
            ("2026-11-20T11:00:00", "2026-11-20T10:00:00", false),
            ("2026-11-20T11:00:00", "2026-11-20T12:00:01", false),
            ("2026-11-10T11:00:00", "2026-11-20T11:00:00", false),
        ] {
            assert_eq!(
                are_times_possible(at(from), at(to), now),
                possible,
                "{from}"
            );
        }
        assert!(!are_times_possible(UnixMs(i64::MIN), UnixMs(i64::MAX), now));
    }

    #[test]
    fn looking_ends_with_its_minutes() {
        let since = at("2026-11-20T12:00:00");
        for (after_ms, may) in [
            (-1, false),
            (0, true),
            (1_799_999, true),
            (1_800_000, false),
        ] {
            assert_eq!(may_still_look(since, 30, since.plus_ms(after_ms)), may);
        }
    }
}
