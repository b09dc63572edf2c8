//! Where a film has no pictures.

use serde::Serialize;

use crate::limits;

/// In the film's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    from_ms: i64,
    to_ms: i64,
}

#[derive(Default)]
pub struct Gaps {
    list: Vec<Gap>,
    left_out: u64,
}

impl Gaps {
    /// Pictures ended, and the next one came then.
    pub fn note(&mut self, from_us: i64, to_us: i64) {
        if to_us - from_us <= limits::GAP_US - limits::LAST_PICTURE_US {
            return;
        }
        if self.list.len() == limits::GAPS_MAX {
            self.left_out += 1;
            return;
        }
        self.list.push(Gap {
            from_ms: from_us / 1000,
            to_ms: to_us / 1000,
        });
    }

    pub fn list(&self) -> &[Gap] {
        &self.list
    }

    pub fn left_out(&self) -> u64 {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_pauses_are_no_gaps_and_the_list_has_an_end() {
        let mut gaps = Gaps::default();
        gaps.note(0, limits::GAP_US / 2);
        assert_eq!(gaps.list(), []);
        gaps.note(1_000_000, 4_000_000);
        let gap = Gap {
            from_ms: 1000,
            to_ms: 4000,
        };
        assert_eq!(gaps.list(), [gap]);
        for _ in 0..limits::GAPS_MAX {
            gaps.note(0, 3_000_000);
        }
        assert_eq!((gaps.list().len(), gaps.left_out()), (limits::GAPS_MAX, 1));
    }
}
