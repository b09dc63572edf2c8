//! What stands in a challenge for fingerprints that nobody has, so that its list does not tell who
//! exists or how many readers a person uses. Whoever asks about a user id for days still sees that
//! a reader was registered: one id of the list is another then.

use crate::{keys::HmacKey, limits::FINGERPRINTS_PER_PERSON};

/// Bytes of the ids that readers give their keys; those of a terminal's own reader have 32. A list
/// with an id of another length is still one of a person's.
const LENGTHS: [usize; 8] = [32, 32, 32, 32, 20, 16, 48, 64];

pub struct Decoys(HmacKey);

impl Decoys {
    pub fn new(key: HmacKey) -> Self {
        Self(key)
    }

    /// As many ids as a person may have fingerprints; the same each time for one user id.
    pub fn of(&self, user_id: &str) -> Vec<Vec<u8>> {
        (0..FINGERPRINTS_PER_PERSON)
            .map(|nth| self.one(user_id, nth))
            .collect()
    }

    fn one(&self, user_id: &str, nth: usize) -> Vec<u8> {
        let drawn = |part: u8| {
            let mut seed = nth.to_be_bytes().to_vec();
            seed.push(part);
            seed.extend_from_slice(user_id.as_bytes());
            self.0.sign(&seed)
        };
        let length = LENGTHS[usize::from(drawn(0)[0]) % LENGTHS.len()];
        let mut id = [drawn(1), drawn(2)].concat();
        id.truncate(length);
        id
    }
}
