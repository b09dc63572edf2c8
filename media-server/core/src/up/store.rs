//! Packets kept for queues and retransmission, one store per up track. Payloads lie end to end in
//! chunks that are made when needed and used again when everything in them is old.

use std::{collections::VecDeque, time::Instant};

use crate::{codec::Codec, limits, rtp::Packet};

/// A packet as the publisher sent it.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    pub codec: Codec,
    pub marker: bool,
    pub timestamp: u32,
    pub payload: &'a [u8],
}

pub struct Store {
    packets_max: usize,
    chunks_max: usize,
    /// By index modulo the length, a power of two.
    entries: Vec<Entry>,
    chunks: Vec<Chunk>,
    /// Numbers of chunks, the oldest first; the last one is being filled.
    order: VecDeque<u16>,
    serial: u32,
}

struct Chunk {
    bytes: Box<[u8]>,
    used: usize,
    /// Never used twice, so that entries of an earlier use are recognised.
    serial: u32,
    newest: Instant,
}

#[derive(Clone, Copy)]
struct Entry {
    index: u64,
    timestamp: u32,
    serial: u32,
    chunk: u16,
    start: u16,
    bytes: u16,
    codec: Codec,
    marker: bool,
}

const EMPTY: Entry = Entry {
    index: u64::MAX,
    timestamp: 0,
    serial: 0,
    chunk: 0,
    start: 0,
    bytes: 0,
    codec: Codec::Opus,
    marker: false,
};

impl Store {
    pub fn new(packets_max: usize, chunks_max: usize) -> Self {
        Self {
            packets_max,
            chunks_max,
            entries: Vec::new(),
            chunks: Vec::new(),
            order: VecDeque::new(),
            serial: 0,
        }
    }

    /// Keeps a packet. False for one that is too large, or older than what took its place.
    pub fn put(&mut self, index: u64, packet: &Packet<'_>, now: Instant) -> bool {
        if packet.payload.len() > limits::DATAGRAM_BYTES_MAX || !self.make_place(index) {
            return false;
        }
        let bytes = packet.payload.len();
        let at = self.chunk_for(bytes, now);
        let chunk = &mut self.chunks[at];
        let start = chunk.used;
        chunk.bytes[start..start + bytes].copy_from_slice(packet.payload);
        chunk.used += bytes;
        chunk.newest = now;
        let number = |value| u16::try_from(value).unwrap_or(u16::MAX);
        let entry = Entry {
            index,
            timestamp: packet.timestamp,
            serial: chunk.serial,
            chunk: number(at),
            start: number(start),
            bytes: number(bytes),
            codec: packet.codec,
            marker: packet.marker,
        };
        let place = self.place(index);
        self.entries[place] = entry;
        true
    }

    pub fn get(&self, index: u64) -> Option<Stored<'_>> {
        let entry = self.entries.get(self.place(index))?;
        let chunk = self.chunks.get(usize::from(entry.chunk))?;
        if entry.index != index || entry.serial != chunk.serial {
            return None;
        }
        let start = usize::from(entry.start);
        Some(Stored {
            codec: entry.codec,
            marker: entry.marker,
            timestamp: entry.timestamp,
            payload: &chunk.bytes[start..start + usize::from(entry.bytes)],
        })
    }

    /// Grows while what would be displaced is still worth keeping.
    fn make_place(&mut self, index: u64) -> bool {
        if self.entries.is_empty() {
            self.entries = vec![EMPTY; limits::STORE_PACKETS_MIN.min(self.packets_max)];
        }
        loop {
            let found = self.entries[self.place(index)];
            let lives = found.index != u64::MAX && self.get(found.index).is_some();
            if !lives {
                return true;
            }
            if self.entries.len() >= self.packets_max {
                return found.index <= index;
            }
            let entries = vec![EMPTY; self.entries.len() * 2];
            for entry in std::mem::replace(&mut self.entries, entries) {
                let place = self.place(entry.index);
                if entry.index != u64::MAX {
                    self.entries[place] = entry;
                }
            }
        }
    }

    /// The chunk that has room for a payload.
    fn chunk_for(&mut self, bytes: usize, now: Instant) -> usize {
        if let Some(at) = self.order.back().map(|at| usize::from(*at))
            && self.chunks[at].used + bytes <= limits::STORE_CHUNK_BYTES
        {
            return at;
        }
        self.serial = self.serial.wrapping_add(1);
        let oldest = self.order.front().map(|at| usize::from(*at));
        if let Some(at) = oldest
            && (self.chunks.len() >= self.chunks_max
                || now.saturating_duration_since(self.chunks[at].newest) > limits::STORE_TIME)
        {
            self.order.rotate_left(1);
            (self.chunks[at].used, self.chunks[at].serial) = (0, self.serial);
            return at;
        }
        let at = self.chunks.len();
        self.order.push_back(u16::try_from(at).unwrap_or(u16::MAX));
        self.chunks.push(Chunk {
            bytes: vec![0; limits::STORE_CHUNK_BYTES].into_boxed_slice(),
            used: 0,
            serial: self.serial,
            newest: now,
        });
        at
    }

    #[cfg(test)]
    pub fn kept_bytes(&self) -> usize {
        self.chunks.len() * limits::STORE_CHUNK_BYTES
    }

    fn place(&self, index: u64) -> usize {
        usize::try_from(index & (self.entries.len() as u64).wrapping_sub(1)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PACKETS: usize = limits::STORE_PACKETS_MAX;

    fn store() -> Store {
        Store::new(PACKETS, limits::STORE_CHUNKS_MAX)
    }

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
        let now = crate::test_clock::start();
        let mut store = store();
        assert!(store.get(7).is_none());
        for index in 0..PACKETS as u64 + 10 {
            assert!(store.put(index, &packet(&index.to_be_bytes()), now));
        }
        assert!(store.get(9).is_none());
        let kept = store.get(10).unwrap();
        assert_eq!(
            (kept.payload, kept.timestamp),
            (&10_u64.to_be_bytes()[..], 5)
        );
        assert!(
            !store.put(9, &packet(b"late"), now),
            "a late packet never displaces a newer one"
        );
        assert!(store.get(9 + PACKETS as u64).is_some());
    }

    #[test]
    fn it_grows_to_what_two_seconds_need_and_no_further() {
        let start = crate::test_clock::start();
        let mut store = store();
        let payload = [7; 1000];
        // 100 packets a second: 200 KB are two seconds.
        for number in 0..3000_u32 {
            let now = start + Duration::from_millis(10) * number;
            store.put(u64::from(number), &packet(&payload), now);
            let behind = u64::from(number.saturating_sub(200));
            assert!(store.get(behind).is_some(), "packet {number}");
        }
        let kept = store.kept_bytes();
        assert!((200_000..250_000).contains(&kept), "{kept} bytes");
        assert!(store.entries.len() <= 512);
    }

    #[test]
    fn a_flood_stays_within_the_bound() {
        let now = crate::test_clock::start();
        let mut store = store();
        for index in 0..10_000 {
            assert!(store.put(index, &packet(&[1; 1200]), now));
        }
        assert_eq!(store.chunks.len(), limits::STORE_CHUNKS_MAX);
        assert!(store.get(9_999).is_some() && store.get(1).is_none());
        assert!(!store.put(10_000, &packet(&[1; limits::DATAGRAM_BYTES_MAX + 1]), now));
    }
}
