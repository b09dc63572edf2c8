//! Frames of all tracks in the order of their times, until all that belongs before them has come.

use std::collections::BTreeMap;

use super::track::Held;
use crate::limits;

#[derive(Default)]
pub struct Queue {
    /// By time and by order of coming.
    waiting: BTreeMap<(i64, u64), Held>,
    bytes: usize,
    count: u64,
}

impl Queue {
    pub fn hold(&mut self, frames: Vec<Held>) {
        for frame in frames {
            self.count += 1;
            self.bytes += frame.bytes.len();
            let place = (frame.first_guess_us, self.count);
            self.waiting.insert(place, frame);
        }
    }

    /// The earliest, if its time has come, or if there is no more room.
    pub fn next(&mut self, until_us: i64) -> Option<Held> {
        let (&(at_us, _), _) = self.waiting.first_key_value()?;
        if at_us > until_us && self.bytes <= limits::HELD_BYTES_MAX {
            return None;
        }
        let (_, held) = self.waiting.pop_first()?;
        self.bytes -= held.bytes.len();
        Some(held)
    }
}
