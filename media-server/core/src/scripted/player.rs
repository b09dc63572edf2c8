//! What a player shows: a picture only after the one that it builds on, as libwebrtc's does.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A player that has had nothing to show for so long asks for a key frame.
const PATIENCE: Duration = Duration::from_secs(3);
const PICTURE_MASK: u16 = 0x7fff;
/// Pictures that are remembered; a stream of 30 a second turns them over in 17 s.
const PICTURES_MAX: usize = 512;

#[derive(Default)]
pub struct Player {
    /// Complete pictures that wait, by their ids; true for key frames.
    waiting: BTreeMap<u16, bool>,
    shown: Option<u16>,
    /// When each picture was shown.
    pub times: Vec<Instant>,
    asked: Option<Instant>,
    pub key_requests: u32,
}

impl Player {
    /// A picture is complete.
    pub fn take(&mut self, id: u16, key: bool, now: Instant) {
        if self.waiting.len() >= PICTURES_MAX {
            self.waiting.clear();
        }
        self.waiting.insert(id, key);
        while let Some(next) = self.next() {
            self.shown = Some(next);
            self.times.push(now);
            self.waiting.retain(|id, _| ahead(next, *id) > 0);
        }
    }

    /// True when a key frame shall be asked for.
    pub fn is_out_of_patience(&mut self, now: Instant) -> bool {
        let Some(last) = self.times.last().copied().max(self.asked) else {
            return false;
        };
        let out = now >= last + PATIENCE;
        if out {
            self.asked = Some(now);
            self.key_requests += 1;
        }
        out
    }

    /// The picture after the one shown, or a key frame beyond what is missing.
    fn next(&self) -> Option<u16> {
        let Some(shown) = self.shown else {
            return self
                .waiting
                .iter()
                .find(|(_, key)| **key)
                .map(|(id, _)| *id);
        };
        let after = shown.wrapping_add(1) & PICTURE_MASK;
        if self.waiting.contains_key(&after) {
            return Some(after);
        }
        let keys = self.waiting.iter().filter(|(_, key)| **key);
        let beyond = keys.filter(|(id, _)| ahead(shown, **id) > 0);
        beyond.map(|(id, _)| *id).min_by_key(|id| ahead(shown, *id))
    }
}

/// How far an id lies behind (below zero) or ahead of another.
fn ahead(from: u16, id: u16) -> i16 {
    // Sign of 15 bits.
    ((id.wrapping_sub(from) << 1).cast_signed()) >> 1
}
