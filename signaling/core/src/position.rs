//! Positions from a stranger's phone: kept if they can be true, refused one by one if not.

use protocol::{place::Position, time::UnixMs};

use crate::limits::{
    ACCURACY_M_MAX, POINTS_PER_MESSAGE_MAX, POSITION_AHEAD_MS_MAX, POSITION_TIME_MIN_MS,
};

/// The points that can be true, in the order in which they came.
pub fn accept(points: Vec<Position>, now: UnixMs) -> Vec<Position> {
    points
        .into_iter()
        .take(POINTS_PER_MESSAGE_MAX)
        .filter(|point| can_be_true(point, now))
        .collect()
}

fn can_be_true(point: &Position, now: UnixMs) -> bool {
    let time = POSITION_TIME_MIN_MS..=now.0.saturating_add(POSITION_AHEAD_MS_MAX);
    // Ranges contain neither NaN nor infinities.
    (-90.0..=90.0).contains(&point.latitude_deg)
        && (-180.0..=180.0).contains(&point.longitude_deg)
        && (0.0..=ACCURACY_M_MAX).contains(&point.accuracy_m)
        && time.contains(&point.at_ms.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);
    const GOOD: Position = Position {
        at_ms: NOW,
        latitude_deg: 35.6895,
        longitude_deg: 139.6917,
        accuracy_m: 12.0,
    };

    #[test]
    fn a_point_outside_the_world_is_refused_without_losing_the_others() {
        for bad in [
            Position {
                latitude_deg: 90.1,
                ..GOOD
            },
            Position {
                latitude_deg: f64::NAN,
                ..GOOD
            },
            Position {
                longitude_deg: -180.1,
                ..GOOD
            },
            Position {
                longitude_deg: f64::INFINITY,
                ..GOOD
            },
            Position {
                accuracy_m: -1.0,
                ..GOOD
            },
            Position {
                accuracy_m: f64::NAN,
                ..GOOD
            },
            Position {
                accuracy_m: 2e6,
                ..GOOD
            },
            Position {
                at_ms: UnixMs(0),
                ..GOOD
            },
            Position {
                at_ms: NOW.plus_ms(POSITION_AHEAD_MS_MAX + 1),
                ..GOOD
            },
        ] {
            assert_eq!(accept(vec![GOOD, bad, GOOD], NOW), [GOOD, GOOD], "{bad:?}");
        }
    }

    #[test]
    fn the_edges_of_the_world_are_in_it() {
        for edge in [
            Position {
                latitude_deg: -90.0,
                longitude_deg: 180.0,
                ..GOOD
            },
            Position {
                accuracy_m: 0.0,
                ..GOOD
            },
            Position {
                at_ms: NOW.plus_ms(-3_600_000),
                ..GOOD
            },
        ] {
            assert_eq!(accept(vec![edge], NOW), [edge]);
        }
    }

    #[test]
    fn a_message_carries_a_bounded_number() {
        assert_eq!(accept(vec![GOOD; 1000], NOW).len(), POINTS_PER_MESSAGE_MAX);
    }
}
