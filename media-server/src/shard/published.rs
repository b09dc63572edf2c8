//! A shard's counters for the rest of the node: written each turn, read now and then, no lock.
//! Each number is right by itself; they need not be of the same turn.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::metrics::ShardCounters;

#[derive(Default)]
pub(crate) struct Published([AtomicU64; ShardCounters::COUNT]);

impl Published {
    pub fn store(&self, mut counters: ShardCounters) {
        for (place, value) in self.0.iter().zip(counters.fields()) {
            place.store(*value, Ordering::Relaxed);
        }
    }

    pub fn load(&self) -> ShardCounters {
        let mut counters = ShardCounters::default();
        for (place, value) in self.0.iter().zip(counters.fields()) {
            *value = place.load(Ordering::Relaxed);
        }
        counters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let mut counters = ShardCounters::default();
        for (number, value) in counters.fields().into_iter().enumerate() {
            *value = number as u64 + 1;
        }
        let published = Published::default();
        published.store(counters);
        assert_eq!(published.load(), counters);
    }
}
