//! The key that signs heads of the trail.

use std::path::Path;

use admin_core::trail::signed_head::{PublicKey, SIGNATURE_BYTES, SignedHead, Statement};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use super::{KeyError, ed25519};
use crate::folder::Folder;

const NAME: &str = "trail-head.pem";

/// Signs heads; the private key never comes out again.
pub struct HeadKey(Ed25519KeyPair);

impl HeadKey {
    /// Reads `keys/trail-head.pem`, or makes it. Whoever holds heads holds the public key too, so
    /// a key that was lost and made anew shows.
    pub(super) fn open(folder: &Folder) -> Result<Self, KeyError> {
        Ok(Self(ed25519::read_or_make(folder, NAME)?.1))
    }

    #[cfg(test)]
    pub(crate) fn of_seed(seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]);
        Self(pair.expect("32 bytes are a seed"))
    }

    pub fn sign(&self, statement: Statement) -> SignedHead {
        statement.sign(&self.0)
    }

    /// Signs what is no head; the bytes begin with a label of their own.
    pub fn sign_labelled(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let mut signature = [0; SIGNATURE_BYTES];
        signature.copy_from_slice(self.0.sign(bytes).as_ref());
        signature
    }

    pub fn public(&self) -> PublicKey {
        public_of(&self.0)
    }
}

/// The public key of a data folder that may be in use by a running server.
pub fn public_head_key(folder: &Path) -> Result<PublicKey, KeyError> {
    let path = folder.join("keys").join(NAME);
    let pem = std::fs::read_to_string(&path)?;
    let pair = ed25519::pair_of(&pem).ok_or(KeyError::Damaged(path))?;
    Ok(public_of(&pair))
}

fn public_of(pair: &Ed25519KeyPair) -> PublicKey {
    let mut key = PublicKey::default();
    key.copy_from_slice(pair.public_key().as_ref());
    key
}
