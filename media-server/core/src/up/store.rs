//! Packets kept for retransmission, one ring per up track. Buffers are made once and used again.

use crate::{codec::Codec, limits, rtp::Packet};

const SLOTS: usize = limits::STORE_PACKETS;

/// A packet as the publisher sent it.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    pub codec: Codec,
    pub marker: bool,
    pub timestamp: u32,
    pub payload: &'a [u8],
}

#[derive(Default)]
pub struct Store {
    slots: Vec<Option<Slot>>,
}

struct Slot {
    index: u64,
    codec: Codec,
    marker: bool,
    timestamp: u32,
    payload: Vec<u8>,
}

impl Store {
    pub fn put(&mut self, index: u64, packet: &Packet<'_>) {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        let slot = &mut self.slots[place(index)];
        if slot.as_ref().is_some_and(|kept| kept.index > index) {
            return;
        }
        let mut payload = slot.take().map(|slot| slot.payload).unwrap_or_default();
        payload.clear();
        payload.extend_from_slice(packet.payload);
        *slot = Some(Slot {
            index,
            codec: packet.codec,
            marker: packet.marker,
            timestamp: packet.timestamp,
            payload,
        });
    }

    pub fn get(&self, index: u64) -> Option<Stored<'_>> {
        let slot = self
            .slots
            .get(place(index))?
            .as_ref()
            .filter(|slot| slot.index == index)?;
        Some(Stored {
            codec: slot.codec,
            marker: slot.marker,
            timestamp: slot.timestamp,
            payload: &slot.payload,
        })
    }
}

fn place(index: u64) -> usize {
    usize::try_from(index % SLOTS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(payload: &[u8]) -> Packet<'_> {
        Packet {
            codec: Codec::Vp8,
            marker: true,
            sequence: 0,
            timestamp: 5,
            ssrc: 1,
            payload,
        }
    }

    #[test]
    fn the_last_packets_are_found_and_older_ones_are_gone() {
        let mut store = Store::default();
        assert!(store.get(7).is_none());
        for index in 0..SLOTS as u64 + 10 {
            store.put(index, &packet(&index.to_be_bytes()));
        }
        assert!(store.get(9).is_none());
        let kept = store.get(10).unwrap();
        assert_eq!(
            (kept.payload, kept.timestamp),
            (&10_u64.to_be_bytes()[..], 5)
        );
        store.put(9, &packet(b"late"));
        assert!(
            store.get(9).is_none(),
            "a late packet never displaces a newer one"
        );
        assert!(store.get(9 + SLOTS as u64).is_some());
    }
}
