//! Sealing with AES-256-GCM: what the bytes look like and what they are bound to.
//!
//! A sealed value is a version byte, the nonce, the ciphertext and its tag. Every use binds its
//! own purpose into the additional data, so that a value moved elsewhere does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

pub const KEY_BYTES: usize = 32;
pub const NONCE_BYTES: usize = 12;
pub const TAG_BYTES: usize = 16;

const VERSION: u8 = 1;

/// Why a sealed value cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Wrong key, other purpose, or changed bytes; cryptography cannot tell which.
    #[error("the sealed value does not open with this key")]
    Forged,
    #[error("the sealed value is cut short or of an unknown version")]
    Malformed,
}

/// A key that seals and opens; its bytes never come out again.
pub struct SealKey(LessSafeKey);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("32 bytes are an AES-256 key");
        Self(LessSafeKey::new(key))
    }

    /// Seals `plain`. A nonce must never be used twice with one key: take 12 random bytes.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + plain.len() + TAG_BYTES);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(aad),
                &mut sealed[1 + NONCE_BYTES..],
            )
            .expect("a value is far below the limit of AES-GCM");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
        if *version != VERSION || rest.len() < NONCE_BYTES + TAG_BYTES {
            return Err(SealError::Malformed);
        }
        let (nonce, body) = rest.split_at(NONCE_BYTES);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Malformed)?;
        let mut plain = body.to_vec();
        self.0
            .open_in_place(nonce, Aad::from(aad), &mut plain)
            .map_err(|_| SealError::Forged)?;
        plain.truncate(body.len() - TAG_BYTES);
        Ok(plain)
    }
}

/// The additional data of a value of the given purpose.
pub fn value_aad(purpose: &str, subject: &[u8]) -> Vec<u8> {
    labelled("genba value 1", &[purpose.as_bytes(), subject])
}

/// The additional data of one record of a sealed file.
pub fn record_aad(file: &[u8; 16], index: u64) -> Vec<u8> {
    labelled("genba file record 1", &[file, &index.to_be_bytes()])
}

/// The additional data of a wrapped data key.
pub fn wrap_aad(report: &[u8; 16]) -> Vec<u8> {
    labelled("genba report key 1", &[report])
}

/// The additional data of a wrapped key of a day.
pub fn day_aad(day: &str, id: &[u8; 16]) -> Vec<u8> {
    labelled("genba day key 1", &[day.as_bytes(), id])
}

fn labelled(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut aad = Vec::from(label.as_bytes());
    aad.push(0);
    for part in parts {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_with_the_same_key_and_purpose_only() {
        let key = SealKey::new(&[7; 32]);
        let aad = value_aad("destination", b"report");
        let sealed = key.seal([1; 12], &aad, b"+819012345678");
        assert_eq!(key.open(&aad, &sealed).unwrap(), b"+819012345678");
        assert_eq!(
            SealKey::new(&[8; 32]).open(&aad, &sealed),
            Err(SealError::Forged)
        );
        let elsewhere = value_aad("position", b"report");
        assert_eq!(key.open(&elsewhere, &sealed), Err(SealError::Forged));
    }

    #[test]
    fn every_changed_or_missing_byte_is_found() {
        let key = SealKey::new(&[7; 32]);
        let sealed = key.seal([1; 12], b"", b"words");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(b"", &changed).is_err(), "byte {at}");
            assert!(key.open(b"", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn purposes_and_subjects_cannot_be_shifted_into_each_other() {
        assert_ne!(value_aad("ab", b"c"), value_aad("a", b"bc"));
        assert_ne!(record_aad(&[0; 16], 1), record_aad(&[0; 16], 2));
    }
}
