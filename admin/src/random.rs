//! Secure random bytes: the one place that draws them for ids, tokens, nonces and keys.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// `N` bytes from the system's generator.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system has a random generator");
    bytes
}

/// The random part of a new id.
pub fn id() -> [u8; 10] {
    bytes()
}

/// 256 bits as 43 characters that fit a cookie and a header.
pub fn token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// What people type once or copy: one-time codes, and passwords of a demo. Four groups of four,
/// 79 bits, without look-alikes.
pub fn readable() -> String {
    const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let groups: Vec<String> = bytes::<16>()
        .chunks(4)
        .map(|group| {
            group
                .iter()
                .map(|b| char::from(LETTERS[usize::from(b % 31)]))
                .collect()
        })
        .collect();
    groups.join("-")
}
