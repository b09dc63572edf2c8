//! One alarm per session, the earliest first: a binary heap that knows where each stands, so that
//! a changed alarm leaves no old one behind that would wake the shard for nothing.

use std::time::Instant;

use crate::room::Key;

const NOWHERE: usize = usize::MAX;

#[derive(Default)]
pub struct Alarms {
    heap: Vec<(Instant, Key)>,
    /// Where a key stands in the heap.
    places: Vec<usize>,
}

impl Alarms {
    pub fn first(&self) -> Option<(Instant, Key)> {
        self.heap.first().copied()
    }

    /// Sets a session's alarm, whatever it was before.
    pub fn set(&mut self, key: Key, at: Instant) {
        if key >= self.places.len() {
            self.places.resize(key + 1, NOWHERE);
        }
        let place = match self.places[key] {
            NOWHERE => {
                self.heap.push((at, key));
                self.heap.len() - 1
            }
            place => {
                self.heap[place].0 = at;
                place
            }
        };
        self.places[key] = place;
        self.settle(place);
    }

    pub fn remove(&mut self, key: Key) {
        let place = self.places.get(key).copied().unwrap_or(NOWHERE);
        if place == NOWHERE {
            return;
        }
        self.places[key] = NOWHERE;
        self.heap.swap_remove(place);
        if let Some(&(_, moved)) = self.heap.get(place) {
            self.places[moved] = place;
            self.settle(place);
        }
    }

    /// Moves an entry to where its time belongs.
    fn settle(&mut self, mut place: usize) {
        while place > 0 {
            let parent = (place - 1) / 2;
            if self.heap[parent].0 <= self.heap[place].0 {
                break;
            }
            self.swap(parent, place);
            place = parent;
        }
        loop {
            let children = [2 * place + 1, 2 * place + 2].into_iter();
            let child = children
                .filter(|child| *child < self.heap.len())
                .min_by_key(|child| self.heap[*child].0);
            let Some(child) = child.filter(|child| self.heap[*child].0 < self.heap[place].0) else {
                return;
            };
            self.swap(child, place);
            place = child;
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.heap.swap(one, other);
        self.places[self.heap[one].1] = one;
        self.places[self.heap[other].1] = other;
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use super::*;

    #[test]
    fn the_first_is_always_the_earliest_whatever_is_set_and_removed() {
        let start = crate::test_clock::start();
        let (mut alarms, mut naive) = (Alarms::default(), BTreeMap::new());
        let mut state = 11_u64;
        for _ in 0..20_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let key = (state >> 33) as usize % 37;
            if (state >> 60) < 5 {
                alarms.remove(key);
                naive.remove(&key);
            } else {
                let at = start + Duration::from_micros((state >> 40) % 1000);
                alarms.set(key, at);
                naive.insert(key, at);
            }
            let earliest = naive.values().min().copied();
            assert_eq!(alarms.first().map(|(at, _)| at), earliest);
            if let Some((at, key)) = alarms.first() {
                assert_eq!(naive.get(&key), Some(&at));
            }
            assert_eq!(alarms.heap.len(), naive.len(), "one for each");
        }
    }
}
