//! The index of a finished MP4 (`sidx`, ISO 14496-12 §8.16.3): a player that seeks asks it which
//! bytes to load, instead of looking through all pieces. Its room is kept free at the beginning,
//! where it is written at the end.

/// Three hours of pieces, or a day with one entry for each eight.
const RESERVED_BYTES: usize = 64 << 10;
const HEAD_BYTES: usize = 40;
const ENTRY_BYTES: usize = 12;
const BOX_HEAD_BYTES: usize = 8;
const ENTRIES_MAX: usize = (RESERVED_BYTES - HEAD_BYTES - BOX_HEAD_BYTES) / ENTRY_BYTES;
/// What the field has room for.
const BYTES_MAX: u64 = (1 << 31) - 1;

/// The sound has no holes, so its time is that of the pieces.
const TRACK: u32 = 2;
const TICKS_PER_SECOND: u32 = 48_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    bytes: u64,
    ticks: u64,
    pieces: u32,
}

pub struct SegmentIndex {
    at: u64,
    end: u64,
    entries: Vec<Entry>,
    /// In each entry but the last.
    pieces: u32,
}

impl SegmentIndex {
    pub fn new(at: u64) -> Self {
        Self {
            at,
            end: at + RESERVED_BYTES as u64,
            entries: Vec::new(),
            pieces: 1,
        }
    }

    pub fn at(&self) -> u64 {
        self.at
    }

    /// What stands in its place until the end.
    pub fn reserved(&self) -> Vec<u8> {
        free(RESERVED_BYTES)
    }

    /// A piece ends there.
    pub fn note(&mut self, end: u64, ticks: u64) {
        let bytes = end.saturating_sub(self.end);
        self.end = end;
        if bytes == 0 {
            return;
        }
        let pieces = self.pieces;
        match self.entries.last_mut().filter(|last| last.pieces < pieces) {
            Some(last) => {
                last.bytes += bytes;
                last.ticks += ticks;
                last.pieces += 1;
            }
            None => {
                if self.entries.len() == ENTRIES_MAX {
                    self.merge();
                }
                self.entries.push(Entry {
                    bytes,
                    ticks,
                    pieces: 1,
                });
            }
        }
    }

    fn merge(&mut self) {
        let sum = |pair: &[Entry]| Entry {
            bytes: pair.iter().map(|entry| entry.bytes).sum(),
            ticks: pair.iter().map(|entry| entry.ticks).sum(),
            pieces: pair.iter().map(|entry| entry.pieces).sum(),
        };
        self.entries = self.entries.chunks(2).map(sum).collect();
        self.pieces *= 2;
    }

    /// The index and what is left of its room.
    pub fn boxes(&self) -> Vec<u8> {
        let is_too_large =
            |entry: &Entry| entry.bytes > BYTES_MAX || entry.ticks > u64::from(u32::MAX);
        if self.entries.is_empty() || self.entries.iter().any(is_too_large) {
            return self.reserved();
        }
        let length = HEAD_BYTES + self.entries.len() * ENTRY_BYTES;
        let rest = RESERVED_BYTES - length;
        let mut boxes = Vec::with_capacity(RESERVED_BYTES);
        let mut put = |number: u32| boxes.extend_from_slice(&number.to_be_bytes());
        put(length as u32);
        put(u32::from_be_bytes(*b"sidx"));
        // Version 1: times and places have 64 bits.
        put(1 << 24);
        put(TRACK);
        put(TICKS_PER_SECOND);
        // Begins with zero, in both halves.
        put(0);
        put(0);
        // How far it is from here to the first piece.
        put(0);
        put(rest as u32);
        put(self.entries.len() as u32);
        for entry in &self.entries {
            put(entry.bytes as u32);
            put(entry.ticks as u32);
            // Each begins where the sound can be decoded.
            put(0x9000_0000);
        }
        boxes.extend(free(rest));
        boxes
    }
}

fn free(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[..4].copy_from_slice(&(length as u32).to_be_bytes());
    bytes[4..BOX_HEAD_BYTES].copy_from_slice(b"free");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_its_room_however_many_pieces_there_are() {
        for pieces in [0, 1, 7, ENTRIES_MAX, ENTRIES_MAX + 1, 100_001] {
            let mut index = SegmentIndex::new(1000);
            let mut end = 1000 + RESERVED_BYTES as u64;
            for _ in 0..pieces {
                end += 500;
                index.note(end, 96_000);
            }
            index.note(end, 0);
            let boxes = index.boxes();
            assert_eq!(boxes.len(), RESERVED_BYTES, "{pieces}");
            let sum = |of: fn(&Entry) -> u64| index.entries.iter().map(of).sum::<u64>();
            assert_eq!(sum(|entry| entry.bytes), 500 * pieces as u64);
            assert_eq!(sum(|entry| entry.ticks), 96_000 * pieces as u64);
            let number =
                |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|i| boxes[at + i])) as usize;
            let kind = if pieces == 0 { b"free" } else { b"sidx" };
            assert_eq!(&boxes[4..8], kind);
            if pieces > 0 {
                let length = number(0);
                assert_eq!(&boxes[length + 4..length + 8], b"free");
                assert_eq!(number(length), RESERVED_BYTES - length);
                assert_eq!(number(32), RESERVED_BYTES - length);
                assert_eq!(length, HEAD_BYTES + number(36) * ENTRY_BYTES);
            }
        }
    }

    #[test]
    fn what_the_fields_cannot_say_leaves_the_room_free() {
        let mut index = SegmentIndex::new(0);
        index.note(RESERVED_BYTES as u64 + (1 << 31), 1);
        assert_eq!(index.boxes(), index.reserved());
    }
}
