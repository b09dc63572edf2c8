//! A file that opens with a password: what leaves on a medium that may be lost.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `genbaex1` |
//! | 4, 4, 4 | memory in KiB, passes and lanes of Argon2id, big endian |
//! | 16 | salt |
//! | … | pieces of 65,536 bytes, the last one shorter or as long, each with the tag of AES-256-GCM |
//!
//! The key is Argon2id of password and salt. A piece's nonce is three zero bytes, its number (8
//! bytes, big endian), and 1 for the last piece, else 0; the head is bound to every piece. So no
//! piece can be changed, moved, or left out, at the end neither (the STREAM construction of Hoang,
//! Reyhanitabar, Rogaway and Vizár). All functions block.

use std::io::{self, ErrorKind, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::random;

pub const MAGIC: &[u8; 8] = b"genbaex1";
const SALT_BYTES: usize = 16;
const HEAD_BYTES: usize = MAGIC.len() + 12 + SALT_BYTES;
const PIECE_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;

/// RFC 9106's second choice: 64 MiB, three passes, four lanes.
const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
    lanes: 4,
};
/// What a stranger's file may ask of the machine that opens it.
const COST_MAX: Cost = Cost {
    memory_kib: 1024 * 1024,
    passes: 16,
    lanes: 16,
};

#[derive(Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Why a locked file does not open.
#[derive(Debug, thiserror::Error)]
pub enum LockedError {
    #[error("the file is no export")]
    Foreign,
    #[error("the password is wrong, or the beginning of the file was changed")]
    Password,
    #[error("the file was changed or cut off at byte {0} or after it")]
    Changed(u64),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<LockedError> for io::Error {
    fn from(error: LockedError) -> Self {
        match error {
            LockedError::Io(error) => error,
            other => Self::new(ErrorKind::InvalidData, other),
        }
    }
}

/// A new password, shown once: 158 bits without look-alikes.
pub fn new_password() -> String {
    format!("{}-{}", random::readable(), random::readable())
}

/// Locks what is written; nothing opens before [`LockedWriter::finish`].
pub struct LockedWriter<W> {
    out: W,
    key: LessSafeKey,
    head: [u8; HEAD_BYTES],
    number: u64,
    piece: Vec<u8>,
}

impl<W: Write> LockedWriter<W> {
    pub fn new(mut out: W, password: &str) -> io::Result<Self> {
        let mut head = [0; HEAD_BYTES];
        head[..8].copy_from_slice(MAGIC);
        head[8..12].copy_from_slice(&COST.memory_kib.to_be_bytes());
        head[12..16].copy_from_slice(&COST.passes.to_be_bytes());
        head[16..20].copy_from_slice(&COST.lanes.to_be_bytes());
        head[20..].copy_from_slice(&random::bytes::<SALT_BYTES>());
        let key = key_of(&head, password)?;
        out.write_all(&head)?;
        Ok(Self {
            out,
            key,
            head,
            number: 0,
            piece: Vec::with_capacity(PIECE_BYTES + TAG_BYTES),
        })
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = nonce(self.number, is_last);
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(&self.head), &mut self.piece)
            .map_err(io::Error::other)?;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for LockedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece is sealed once it is known that another one follows.
        if self.piece.len() == PIECE_BYTES && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(PIECE_BYTES - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what was locked, piece by piece; a piece that was changed ends it with an error.
pub struct LockedReader<R> {
    file: R,
    key: LessSafeKey,
    head: [u8; HEAD_BYTES],
    number: u64,
    /// Read but not opened: whether it is the last one shows when no more comes.
    ahead: Vec<u8>,
    piece: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> LockedReader<R> {
    pub fn new(mut file: R, password: &str) -> Result<Self, LockedError> {
        let mut head = [0; HEAD_BYTES];
        file.read_exact(&mut head)
            .map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => LockedError::Foreign,
                _ => LockedError::Io(error),
            })?;
        if head[..8] != *MAGIC {
            return Err(LockedError::Foreign);
        }
        let key = key_of(&head, password)?;
        let mut reader = Self {
            file,
            key,
            head,
            number: 0,
            ahead: Vec::new(),
            piece: Vec::new(),
            at: 0,
            is_over: false,
        };
        reader.ahead = reader.read_piece()?;
        reader.open().map_err(|error| match error {
            LockedError::Changed(_) => LockedError::Password,
            other => other,
        })?;
        Ok(reader)
    }

    fn read_piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        let most = (PIECE_BYTES + TAG_BYTES) as u64;
        (&mut self.file).take(most).read_to_end(&mut piece)?;
        Ok(piece)
    }

    /// Opens the piece read ahead.
    fn open(&mut self) -> Result<(), LockedError> {
        let next = self.read_piece()?;
        let mut piece = std::mem::replace(&mut self.ahead, next);
        self.is_over = self.ahead.is_empty();
        let from = HEAD_BYTES as u64 + self.number * (PIECE_BYTES + TAG_BYTES) as u64;
        let nonce = nonce(self.number, self.is_over);
        let length = self
            .key
            .open_in_place(nonce, Aad::from(&self.head), &mut piece)
            .map_err(|_| LockedError::Changed(from))?
            .len();
        piece.truncate(length);
        (self.piece, self.at) = (piece, 0);
        self.number += 1;
        Ok(())
    }
}

impl<R: Read> Read for LockedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && !self.is_over {
            self.open()?;
        }
        let rest = &self.piece[self.at..];
        let taken = rest.len().min(out.len());
        out[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

fn key_of(head: &[u8; HEAD_BYTES], password: &str) -> Result<LessSafeKey, LockedError> {
    let number = |at: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&head[at..at + 4]);
        u32::from_be_bytes(bytes)
    };
    let cost = Cost {
        memory_kib: number(8),
        passes: number(12),
        lanes: number(16),
    };
    let is_too_much = cost.memory_kib > COST_MAX.memory_kib
        || cost.passes > COST_MAX.passes
        || cost.lanes > COST_MAX.lanes;
    if is_too_much {
        return Err(LockedError::Password);
    }
    let mut key = [0; 32];
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len()));
    let params = params.map_err(|_| LockedError::Password)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.trim().as_bytes(), &head[20..], &mut key)
        .map_err(|_| LockedError::Password)?;
    let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| LockedError::Password)?;
    Ok(LessSafeKey::new(key))
}

fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "abcd-efgh-jkmn-pqrs";

    fn locked(plain: &[u8]) -> Vec<u8> {
        let mut writer = LockedWriter::new(Vec::new(), PASSWORD).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn opened(locked: &[u8], password: &str) -> Result<Vec<u8>, LockedError> {
        let mut plain = Vec::new();
        LockedReader::new(locked, password)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn what_was_locked_opens_with_its_password_alone() {
        for length in [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES] {
            let plain: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let file = locked(&plain);
            assert_eq!(opened(&file, PASSWORD).unwrap(), plain, "{length}");
            let typed = format!(" {PASSWORD}\n");
            assert_eq!(opened(&file, &typed).unwrap(), plain, "{length}");
        }
        let file = locked(b"plain");
        let wrong = opened(&file, "abcd-efgh-jkmn-pqrt");
        assert!(matches!(wrong, Err(LockedError::Password)));
    }

    #[test]
    fn no_piece_can_be_changed_moved_or_left_out() {
        let plain: Vec<u8> = (0..3 * PIECE_BYTES).map(|n| (n / 7) as u8).collect();
        let file = locked(&plain);
        let piece = PIECE_BYTES + TAG_BYTES;
        let at = |n: usize| HEAD_BYTES + n * piece;
        let mut without_end = file.clone();
        without_end.truncate(at(2));
        let mut short = file.clone();
        short.truncate(file.len() - 1);
        let mut longer = file.clone();
        longer.push(0);
        let mut moved = file.clone();
        moved[at(1)..at(3)].rotate_left(piece);
        let mut flipped = file.clone();
        flipped[at(1) + 9] ^= 1;
        let mut left_out = file.clone();
        left_out.drain(at(1)..at(2));
        for changed in [without_end, short, longer, moved, flipped, left_out] {
            let told = opened(&changed, PASSWORD);
            assert!(matches!(told, Err(LockedError::Io(_))), "{told:?}");
        }
        let mut costly = file.clone();
        costly[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(matches!(
            opened(&costly, PASSWORD),
            Err(LockedError::Password)
        ));
        assert!(matches!(
            opened(b"PK\x03\x04", PASSWORD),
            Err(LockedError::Foreign)
        ));
    }
}
