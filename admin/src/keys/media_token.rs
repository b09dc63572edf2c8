//! The key pair of media tokens: signaling signs, a media node only checks.

use super::{KeyError, ed25519};
use crate::folder::Folder;

/// Ed25519 keys as PEM (PKCS#8 and SubjectPublicKeyInfo).
pub struct MediaTokenKeys {
    pub private_pem: String,
    pub public_pem: String,
}

const NAME: &str = "media-token.pem";

/// Reads `keys/media-token.pem`, or makes it; losing it only ends running media sessions.
pub fn media_token_keys(folder: &Folder) -> Result<MediaTokenKeys, KeyError> {
    let (private_pem, pair) = ed25519::read_or_make(folder, NAME)?;
    let damaged = || KeyError::Damaged(folder.path().join("keys").join(NAME));
    let public_pem = ed25519::public_pem(&pair).ok_or_else(damaged)?;
    Ok(MediaTokenKeys {
        private_pem,
        public_pem,
    })
}
