//! Frames recognised by their last bytes, which no forwarding server changes: so the time from
//! sending a frame to seeing it whole is known with any server and any codec.

use std::collections::{HashMap, HashSet};

use super::Frame;

const TAIL_BYTES: usize = 12;

#[derive(Debug, Default)]
pub struct Tails(HashMap<[u8; TAIL_BYTES], u32>);

impl Tails {
    /// Frames that end alike are left out.
    pub fn new(frames: &[Frame]) -> Self {
        let mut tails = HashMap::with_capacity(frames.len());
        let mut twice = HashSet::new();
        for (index, frame) in (0..).zip(frames) {
            if let Some(tail) = frame.data.last_chunk::<TAIL_BYTES>()
                && tails.insert(*tail, index).is_some()
            {
                twice.insert(*tail);
            }
        }
        tails.retain(|tail, _| !twice.contains(tail));
        Self(tails)
    }

    /// Which frame the last packet of a frame belongs to.
    pub fn frame_of(&self, payload: &[u8]) -> Option<u32> {
        self.0.get(payload.last_chunk::<TAIL_BYTES>()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(fill: u8) -> Frame {
        Frame {
            data: vec![fill; 40].into(),
            key: false,
        }
    }

    #[test]
    fn a_frame_is_known_by_its_end_and_twins_are_not_guessed() {
        let tails = Tails::new(&[frame(1), frame(2), frame(3), frame(2)]);
        assert_eq!(
            tails.frame_of(&[9, 9, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
            Some(2)
        );
        assert_eq!(tails.frame_of(&[2; 30]), None);
        assert_eq!(tails.frame_of(&[1; 5]), None);
    }
}
