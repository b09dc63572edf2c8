//! The replay window (RFC 3711 §3.3.2).

use crate::limits::REPLAY_WINDOW_WORDS;

const WIDTH: u64 = 64 * REPLAY_WINDOW_WORDS as u64;

/// Remembers which of the last indexes were accepted.
#[derive(Clone, Debug)]
pub struct ReplayWindow {
    /// One above the highest accepted index; zero before the first.
    end: u64,
    words: [u64; REPLAY_WINDOW_WORDS],
}

impl ReplayWindow {
    pub fn new() -> Self {
        Self {
            end: 0,
            words: [0; REPLAY_WINDOW_WORDS],
        }
    }

    /// Whether a packet with this index may be opened at all.
    pub fn is_fresh(&self, index: u64) -> bool {
        index >= self.end || (self.end - index <= WIDTH && !self.bit(index))
    }

    /// Remembers an authentic packet.
    pub fn accept(&mut self, index: u64) {
        if index >= self.end {
            let cleared = (index - self.end + 1).min(WIDTH);
            for passed in 0..cleared {
                self.set(index - passed, false);
            }
            self.end = index + 1;
        }
        self.set(index, true);
    }

    fn bit(&self, index: u64) -> bool {
        let (word, mask) = place(index);
        self.words[word] & mask != 0
    }

    fn set(&mut self, index: u64, value: bool) {
        let (word, mask) = place(index);
        if value {
            self.words[word] |= mask;
        } else {
            self.words[word] &= !mask;
        }
    }
}

fn place(index: u64) -> (usize, u64) {
    let bit = index % WIDTH;
    (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_index_is_fresh_once() {
        let mut window = ReplayWindow::new();
        for index in [5, 6, 9, 7, 8, 4, 700, 699, 600] {
            assert!(window.is_fresh(index), "{index}");
            window.accept(index);
            assert!(!window.is_fresh(index), "{index} again");
        }
        assert!(!window.is_fresh(700 - WIDTH), "too old");
        assert!(window.is_fresh(701 - WIDTH), "the oldest that fits");
    }

    #[test]
    fn it_agrees_with_a_set_on_a_shuffled_line() {
        let mut window = ReplayWindow::new();
        let mut seen = std::collections::BTreeSet::new();
        let (mut highest, mut state) = (0_u64, 1_u64);
        for step in 0..20_000_u64 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let index = (step / 2 + 1000).saturating_sub((state >> 33) % 900);
            let expected = !seen.contains(&index) && (seen.is_empty() || index + WIDTH > highest);
            assert_eq!(
                window.is_fresh(index),
                expected,
                "step {step} index {index}"
            );
            if expected {
                window.accept(index);
                seen.insert(index);
                highest = highest.max(index);
            }
        }
    }
}
