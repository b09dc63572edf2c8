//! How long a viewer's player shall wait, so that repairs come in time.
//!
//! A browser's jitter buffer waits for the repairs of its own leg once, and knows nothing of the
//! publisher's. A picture that is half a second old but whole is worth more than one that stops.

use std::time::{Duration, Instant};

use crate::limits;

/// Share of packets that may come too late: a frame has about ten, a minute 1800 frames.
const TOO_LATE: f64 = 0.0005;
/// Loss below this needs no wait: single repairs fit into what a player waits anyway.
const LOSS_MIN: f64 = 0.003;
const ROUNDS_MAX: u32 = 5;

/// What the two legs do.
#[derive(Clone, Copy, Debug)]
pub struct Legs {
    /// How late repairs of the publisher's leg come.
    pub up_repair_delay: Duration,
    pub down_round_trip: Duration,
    /// Share of packets lost on the viewer's leg.
    pub down_loss: f64,
}

#[derive(Default)]
pub struct PlayoutControl {
    ms: u32,
    lowered: Option<Instant>,
}

impl PlayoutControl {
    /// The least delay that the player is asked for, in milliseconds and whole steps: quick to
    /// rise, slow to fall.
    pub fn update(&mut self, legs: &Legs, now: Instant) -> u32 {
        let wanted = wanted_ms(legs).next_multiple_of(limits::PLAYOUT_STEP_MS);
        if wanted >= self.ms {
            self.ms = wanted;
            self.lowered = Some(now);
        } else if self
            .lowered
            .is_none_or(|at| now >= at + limits::PLAYOUT_FALL_TIME)
        {
            self.ms -= limits::PLAYOUT_STEP_MS;
            self.lowered = Some(now);
        }
        self.ms
    }
}

fn wanted_ms(legs: &Legs) -> u32 {
    let down = match rounds(legs.down_loss) {
        0 => Duration::ZERO,
        rounds => {
            let repeat_time = legs.down_round_trip.max(limits::VIEWER_NACK_TIME);
            legs.down_round_trip + repeat_time * (rounds - 1)
        }
    };
    let repairs = legs.up_repair_delay + down;
    if repairs.is_zero() {
        return 0;
    }
    // A gap shows itself with the next frame.
    let wanted = repairs + limits::FRAME_TIME;
    u32::try_from(wanted.as_millis())
        .unwrap_or(u32::MAX)
        .min(limits::PLAYOUT_MS_MAX)
}

/// Requests after which a packet is there, but for a few. A round fails when the request or the
/// answer, where it goes twice both, is lost.
fn rounds(loss: f64) -> u32 {
    if loss < LOSS_MIN {
        return 0;
    }
    let copies = if loss > limits::REPAIR_COPY_LOSS {
        2
    } else {
        1
    };
    let round_fails = 1.0 - (1.0 - loss) * (1.0 - loss.powi(copies));
    let mut late = loss;
    let mut rounds = 0;
    while late > TOO_LATE && rounds < ROUNDS_MAX {
        late *= round_fails;
        rounds += 1;
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legs(up_ms: u64, round_trip_ms: u64, loss: f64) -> Legs {
        Legs {
            up_repair_delay: Duration::from_millis(up_ms),
            down_round_trip: Duration::from_millis(round_trip_ms),
            down_loss: loss,
        }
    }

    #[test]
    fn the_delay_covers_the_repairs_of_both_legs() {
        let cases = [
            ("clean", legs(0, 80, 0.0), 0..=0),
            ("a packet in a thousand", legs(0, 80, 0.001), 0..=0),
            ("one in a hundred", legs(0, 80, 0.01), 120..=150),
            ("one in ten", legs(0, 80, 0.1), 340..=380),
            (
                "one in ten on the publisher's leg",
                legs(300, 80, 0.0),
                320..=340,
            ),
            ("three in ten, far away", legs(0, 400, 0.3), 800..=800),
            ("everything", legs(2000, 3000, 1.0), 800..=800),
        ];
        for (what, legs, expected) in cases {
            let found = PlayoutControl::default().update(&legs, crate::test_clock::start());
            assert!(expected.contains(&found), "{what}: {found}");
        }
    }

    #[test]
    fn it_rises_at_once_and_falls_slowly() {
        let start = crate::test_clock::start();
        let mut delay = PlayoutControl::default();
        assert_eq!(delay.update(&legs(0, 80, 0.0), start), 0);
        let risen = delay.update(&legs(0, 80, 0.1), start);
        assert!(risen >= 320, "{risen}");
        let mut now = start;
        let mut found = Vec::new();
        for _ in 0..300 {
            now += Duration::from_millis(200);
            found.push(delay.update(&legs(0, 80, 0.0), now));
        }
        assert!(
            found
                .windows(2)
                .all(|pair| pair[0] - pair[1] <= limits::PLAYOUT_STEP_MS)
        );
        assert!(found[50] > risen / 2, "after ten seconds: {}", found[50]);
        assert_eq!(found[299], 0);
    }
}
