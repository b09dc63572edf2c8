//! Chunks: pieces of the stream of records, at most half a second each, sealed with AES-256-GCM.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | length of all that follows, big endian |
//! | 4 | number of the chunk in its file, from 0; the highest bit says that it is the last |
//! | 8 | when its last record arrived, in Unix milliseconds |
//! | 32 | SHA-256 of the chunk before, of the head for the first |
//! | … | the sealed records and their tag |
//!
//! The hash of a chunk is taken over all of its bytes, so a chain is checked without a key.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use protocol::time::UnixMs;

use crate::{FileKey, Hash, hash};

/// Before the sealed part.
pub const CHUNK_HEAD_BYTES: usize = 48;
pub const TAG_BYTES: usize = 16;
/// Of plain records in one chunk.
pub const PLAIN_BYTES_MAX: usize = 8 << 20;

const LAST: u32 = 1 << 31;

/// A chunk as it lies in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    pub number: u32,
    /// Nothing comes after it in this file.
    pub is_last: bool,
    pub until_ms: UnixMs,
    pub before: Hash,
    bytes: &'a [u8],
}

/// What may be wrong with the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// All that is left of the file is a part of a chunk: the node was stopped while it wrote.
    #[error("the file ends within a chunk")]
    Torn,
    #[error("this is no chunk")]
    Malformed,
    #[error("the chunk was changed, or belongs to another file or key")]
    Forged,
}

/// Appends a sealed chunk to `out` and returns its hash. `sealed` gets the records and is used
/// as it is, so a caller keeps one buffer for all chunks.
pub fn seal(
    key: &FileKey,
    number: u32,
    is_last: bool,
    until_ms: UnixMs,
    before: &Hash,
    records: &mut Vec<u8>,
) -> Result<(Vec<u8>, Hash), ChunkError> {
    if number >= LAST || records.len() > PLAIN_BYTES_MAX {
        return Err(ChunkError::Malformed);
    }
    let length = CHUNK_HEAD_BYTES - 4 + records.len() + TAG_BYTES;
    let length = u32::try_from(length).map_err(|_| ChunkError::Malformed)?;
    let mark = if is_last { number | LAST } else { number };
    let mut bytes = Vec::with_capacity(CHUNK_HEAD_BYTES + records.len() + TAG_BYTES);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&mark.to_be_bytes());
    bytes.extend_from_slice(&until_ms.0.to_be_bytes());
    bytes.extend_from_slice(before);
    let (head, nonce) = (Aad::from(&bytes[..]), nonce(number));
    key.0
        .seal_in_place_append_tag(nonce, head, records)
        .map_err(|_| ChunkError::Malformed)?;
    bytes.extend_from_slice(records);
    let hash = hash(&[&bytes]);
    Ok((bytes, hash))
}

impl<'a> Chunk<'a> {
    /// The first chunk of `bytes` and what is after it; nothing at the end of a file.
    pub fn next(bytes: &'a [u8]) -> Result<Option<(Self, &'a [u8])>, ChunkError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let length = bytes.first_chunk::<4>().ok_or(ChunkError::Torn)?;
        let length = 4 + u32::from_be_bytes(*length) as usize;
        if !(CHUNK_HEAD_BYTES + TAG_BYTES..=CHUNK_HEAD_BYTES + PLAIN_BYTES_MAX + TAG_BYTES)
            .contains(&length)
        {
            return Err(ChunkError::Malformed);
        }
        let (bytes, rest) = bytes.split_at_checked(length).ok_or(ChunkError::Torn)?;
        let (mut mark, mut until_ms, mut before) = ([0; 4], [0; 8], Hash::default());
        mark.copy_from_slice(&bytes[4..8]);
        until_ms.copy_from_slice(&bytes[8..16]);
        before.copy_from_slice(&bytes[16..CHUNK_HEAD_BYTES]);
        let mark = u32::from_be_bytes(mark);
        let chunk = Self {
            number: mark & !LAST,
            is_last: mark & LAST != 0,
            until_ms: UnixMs(i64::from_be_bytes(until_ms)),
            before,
            bytes,
        };
        Ok(Some((chunk, rest)))
    }

    pub fn hash(&self) -> Hash {
        hash(&[self.bytes])
    }

    /// The records inside.
    pub fn open(&self, key: &FileKey) -> Result<Vec<u8>, ChunkError> {
        let (head, sealed) = self.bytes.split_at(CHUNK_HEAD_BYTES);
        let mut records = sealed.to_vec();
        let plain = key
            .0
            .open_in_place(nonce(self.number), Aad::from(head), &mut records)
            .map_err(|_| ChunkError::Forged)?
            .len();
        records.truncate(plain);
        Ok(records)
    }
}

fn nonce(number: u32) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[NONCE_LEN - 4..].copy_from_slice(&number.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests {
    use protocol::id::ReportId;
    use uuid::Uuid;

    use super::*;
    use crate::{Head, JournalKey};

    fn head() -> Head {
        Head {
            report: ReportId(Uuid::from_bytes([1; 16])),
            file: [2; 16],
            begun_ms: UnixMs(1_795_000_000_000),
        }
    }

    fn key() -> FileKey {
        JournalKey::new([3; 32]).file(&head())
    }

    /// Two chunks, and the hash of the second.
    fn two() -> (Vec<u8>, Hash) {
        let mut plain = b"first".to_vec();
        let at = UnixMs(1_795_000_000_250);
        let (mut bytes, hash) = seal(&key(), 0, false, at, &head().hash(), &mut plain).unwrap();
        let mut plain = b"second".to_vec();
        let (second, hash) = seal(&key(), 1, true, at, &hash, &mut plain).unwrap();
        bytes.extend(second);
        (bytes, hash)
    }

    #[test]
    fn what_is_sealed_opens_in_order_and_is_chained() {
        let (bytes, last) = two();
        let (first, rest) = Chunk::next(&bytes).unwrap().unwrap();
        assert_eq!(first.open(&key()).unwrap(), b"first");
        assert_eq!((first.number, first.is_last), (0, false));
        assert_eq!(first.before, head().hash());
        let (second, rest) = Chunk::next(rest).unwrap().unwrap();
        assert_eq!(second.open(&key()).unwrap(), b"second");
        assert_eq!((second.number, second.is_last), (1, true));
        assert_eq!(second.before, first.hash());
        assert_eq!(second.hash(), last);
        assert_eq!(Chunk::next(rest), Ok(None));
    }

    #[test]
    fn a_changed_byte_anywhere_does_not_open_or_breaks_the_chain() {
        let (bytes, last) = two();
        for place in 4..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            let mut rest = &changed[..];
            let (mut before, mut good) = (head().hash(), true);
            while let Ok(Some((chunk, after))) = Chunk::next(rest) {
                good &= chunk.before == before && chunk.open(&key()).is_ok();
                (before, rest) = (chunk.hash(), after);
            }
            assert!(!good || before != last, "byte {place}");
        }
    }

    #[test]
    fn a_torn_end_is_told_apart_from_a_wrong_one() {
        let (bytes, _) = two();
        let whole = Chunk::next(&bytes).unwrap().unwrap().1.len();
        let second = &bytes[bytes.len() - whole..];
        for length in 1..second.len() {
            assert_eq!(Chunk::next(&second[..length]), Err(ChunkError::Torn));
        }
        assert_eq!(Chunk::next(&[0xff; 60]), Err(ChunkError::Malformed));
        assert_eq!(Chunk::next(&[0; 60]), Err(ChunkError::Malformed));
    }

    #[test]
    fn another_key_or_file_opens_nothing() {
        let (bytes, _) = two();
        let (chunk, _) = Chunk::next(&bytes).unwrap().unwrap();
        let other = JournalKey::new([4; 32]).file(&head());
        assert_eq!(chunk.open(&other), Err(ChunkError::Forged));
        let elsewhere = Head {
            file: [5; 16],
            ..head()
        };
        let other = JournalKey::new([3; 32]).file(&elsewhere);
        assert_eq!(chunk.open(&other), Err(ChunkError::Forged));
    }
}
