//! Second copies of repairs, for paths that lose repairs too.

use std::{collections::VecDeque, time::Instant};

use crate::{codec::Kind, limits};

/// Numbers in the order in which their second copies leave.
#[derive(Default)]
pub struct Copies {
    waiting: VecDeque<(Instant, Kind, u16)>,
}

impl Copies {
    /// A repair leaves now; its second copy follows. Nothing is noted where too many wait.
    pub fn note(&mut self, kind: Kind, sequence: u16, now: Instant) {
        if self.waiting.len() < limits::QUEUE_URGENT_MAX {
            let room = limits::QUEUE_URGENT_MAX - self.waiting.len();
            self.waiting.reserve_exact(room);
            let due = now + limits::REPAIR_COPY_TIME;
            self.waiting.push_back((due, kind, sequence));
        }
    }

    /// The next number whose time has come.
    pub fn pop(&mut self, now: Instant) -> Option<(Kind, u16)> {
        let (_, kind, sequence) = self.waiting.pop_front_if(|(due, ..)| *due <= now)?;
        Some((kind, sequence))
    }

    pub fn due(&self) -> Option<Instant> {
        self.waiting.front().map(|(due, ..)| *due)
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_leaves_once_and_in_its_time() {
        let now = crate::test_clock::start();
        let due = now + limits::REPAIR_COPY_TIME;
        let mut copies = Copies::default();
        copies.note(Kind::Video, 7, now);
        assert_eq!((copies.pop(now), copies.due()), (None, Some(due)));
        assert_eq!(copies.pop(due), Some((Kind::Video, 7)));
        assert_eq!((copies.pop(due), copies.due()), (None, None));
    }

    #[test]
    fn too_many_are_let_go() {
        let now = crate::test_clock::start();
        let mut copies = Copies::default();
        (0..1000).for_each(|sequence| copies.note(Kind::Video, sequence, now));
        let due = now + limits::REPAIR_COPY_TIME;
        let left = std::iter::from_fn(|| copies.pop(due)).count();
        assert_eq!(left, limits::QUEUE_URGENT_MAX);
    }
}
