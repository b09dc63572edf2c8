//! Which of several streams stands in the film: of pictures that come at the same time, those of
//! the newest session and of its best layer that is really there.

use crate::limits;

/// The larger the better: place of the session, then of the layer.
pub type Rank = (u32, u8);

#[derive(Default)]
pub struct Choice {
    current: Option<(Rank, i64)>,
}

impl Choice {
    /// Whether a frame stands in the film. Another stream takes over at a key frame only: a better
    /// one at once, a lesser one when the better has been silent.
    pub fn take(&mut self, rank: Rank, at_us: i64, is_key: bool) -> bool {
        let takes = match self.current {
            None => is_key,
            Some((current, _)) if rank == current => true,
            Some((current, _)) if rank > current => is_key,
            Some((_, last_us)) => {
                is_key && at_us.saturating_sub(last_us) >= limits::LAYER_SILENCE_US
            }
        };
        if takes {
            self.current = Some((rank, at_us));
        }
        takes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1000;

    #[test]
    fn layers_change_at_key_frames_only() {
        let mut choice = Choice::default();
        for (what, layer, at_ms, is_key, expected) in [
            ("nothing to begin with", 0, 0, false, false),
            ("the first key frame", 0, 10, true, true),
            ("goes on", 0, 20, false, true),
            ("better, but not decodable yet", 2, 30, false, false),
            ("better", 2, 40, true, true),
            ("the lesser ends", 0, 50, false, false),
            ("the better is still there", 0, 1000, true, false),
            ("the better was silent", 0, 1040, true, true),
            ("the better again, in its middle", 2, 1100, false, false),
            ("between them", 1, 1110, true, true),
        ] {
            let takes = choice.take((0, layer), at_ms * MS, is_key);
            assert_eq!(takes, expected, "{what}");
        }
    }

    #[test]
    fn a_newer_session_takes_over_with_any_layer() {
        let mut choice = Choice::default();
        assert!(choice.take((0, 2), 0, true));
        assert!(choice.take((1, 0), 10 * MS, true));
        assert!(!choice.take((0, 2), 20 * MS, true));
    }
}
