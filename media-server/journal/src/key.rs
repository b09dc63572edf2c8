//! Keys: one for all journals of a report, one for each file.

use aws_lc_rs::{
    aead::{AES_256_GCM, LessSafeKey, UnboundKey},
    hkdf,
};

use crate::Head;

const KEY_BYTES: usize = 32;

/// The key of all journals of a report; whoever destroys it destroys them. Never printed.
#[derive(Clone)]
pub struct JournalKey([u8; KEY_BYTES]);

impl std::fmt::Debug for JournalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JournalKey")
    }
}

impl JournalKey {
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The key of one file: no two files ever use the same one, so a chunk's number may be its
    /// nonce.
    pub fn file(&self, head: &Head) -> FileKey {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, &head.file);
        let mut bytes = [0; KEY_BYTES];
        salt.extract(&self.0)
            .expand(&[b"genba journal file 1"], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut bytes))
            .expect("32 bytes are within HKDF's limit");
        let key = UnboundKey::new(&AES_256_GCM, &bytes).expect("an AES-256 key has 32 bytes");
        FileKey(LessSafeKey::new(key))
    }
}

/// Seals and opens the chunks of one file.
pub struct FileKey(pub(crate) LessSafeKey);

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey")
    }
}
