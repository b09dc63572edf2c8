//! Random bytes from a seed of the shell: HMAC-SHA256 over a counter.

use aws_lc_rs::hmac;

pub struct Random {
    key: hmac::Key,
    counter: u64,
}

impl Random {
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &seed),
            counter: 0,
        }
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        const { assert!(N <= 32) };
        self.counter += 1;
        let tag = hmac::sign(&self.key, &self.counter.to_be_bytes());
        let mut bytes = [0; N];
        bytes.copy_from_slice(&tag.as_ref()[..N]);
        bytes
    }

    /// Letters of ICE's alphabet, six random bits each.
    pub fn ice_text<const N: usize>(&mut self) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        self.bytes::<N>()
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte % 64)]))
            .collect()
    }

    /// A synchronisation source; never zero, which some peers read as "none".
    pub fn ssrc(&mut self) -> u32 {
        u32::from_be_bytes(self.bytes()).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_line_of_bytes() {
        let (mut a, mut b, mut c) = (
            Random::new([1; 32]),
            Random::new([1; 32]),
            Random::new([2; 32]),
        );
        let first: [u8; 16] = a.bytes();
        assert_eq!(first, b.bytes());
        assert_ne!(first, c.bytes::<16>());
        assert_ne!(first, a.bytes::<16>());
        assert_eq!(a.ice_text::<24>().len(), 24);
    }
}
