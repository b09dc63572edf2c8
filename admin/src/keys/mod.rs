//! Keys: one master key file, one data key for each report, keys for signing.

mod ed25519;
mod file;
mod head;
mod media_token;
mod report;

use std::{io, path::PathBuf};

use admin_core::seal::{KEY_BYTES, SealError, SealKey};
use aws_lc_rs::{hkdf, hmac};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use crate::{
    folder::Folder,
    store::{Db, table::key_check},
};

pub use head::{HeadKey, public_head_key};
pub use media_token::{MediaTokenKeys, media_token_keys};
pub use report::{DataKey, NewFileKey, delete_file_key, delete_report_key};

/// Why a key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {0} is missing; bring it back from its backup, nothing opens without it")]
    Missing(PathBuf),
    #[error("the key file {0} is damaged")]
    Damaged(PathBuf),
    #[error("the key file does not belong to this database")]
    Foreign,
    #[error("the report has no key; it was destroyed with the report's data, or never made")]
    Destroyed,
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("the key folder cannot be used: {0}")]
    File(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<KeyError> for crate::problem::Refused {
    fn from(error: KeyError) -> Self {
        Self::internal(error)
    }
}

/// The master key and what is derived from it. Its bytes are never given out.
pub struct KeyRing {
    wrapping: SealKey,
    derivation: hkdf::Prk,
    heads: HeadKey,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing")
    }
}

impl KeyRing {
    /// Reads `keys/master.key`, or makes it in a new folder. An old folder without its key file
    /// is refused: a fresh key would make everything sealed before unreadable without a word.
    pub fn open(folder: &Folder) -> Result<Self, KeyError> {
        let master = file::master_key(folder)?;
        Ok(Self::from_master(&master, HeadKey::open(folder)?))
    }

    fn from_master(master: &[u8; KEY_BYTES], heads: HeadKey) -> Self {
        let derivation = hkdf::Salt::new(hkdf::HKDF_SHA256, b"genba master key 1").extract(master);
        let mut wrapping = [0; KEY_BYTES];
        derive(&derivation, "wrap report keys", &mut wrapping);
        Self {
            wrapping: SealKey::new(&wrapping),
            derivation,
            heads,
        }
    }

    /// The key that signs heads of the trail.
    pub fn heads(&self) -> &HeadKey {
        &self.heads
    }

    /// A key for signing short-lived tokens of one purpose, the same at every start.
    pub fn hmac_key(&self, purpose: &str) -> HmacKey {
        let mut bytes = [0; KEY_BYTES];
        derive(&self.derivation, purpose, &mut bytes);
        HmacKey(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    /// Makes sure that this key file and this store belong together.
    pub async fn check(&self, db: &Db) -> Result<(), KeyError> {
        let proof = self.hmac_key("key check").sign(b"genba").to_vec();
        match key_check::Entity::find_by_id("master").one(&**db).await? {
            Some(row) if row.proof == proof => Ok(()),
            Some(_) => Err(KeyError::Foreign),
            None => {
                let row = key_check::ActiveModel {
                    name: Set("master".into()),
                    proof: Set(proof),
                };
                key_check::Entity::insert(row)
                    .exec_without_returning(&**db)
                    .await?;
                Ok(())
            }
        }
    }

    fn wrapping(&self) -> &SealKey {
        &self.wrapping
    }
}

/// Signs and checks with HMAC-SHA-256; checking takes the same time for every wrong tag.
pub struct HmacKey(hmac::Key);

impl HmacKey {
    pub fn sign(&self, data: &[u8]) -> [u8; 32] {
        let mut tag = [0; 32];
        tag.copy_from_slice(hmac::sign(&self.0, data).as_ref());
        tag
    }

    pub fn is_signed(&self, data: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.0, data, tag).is_ok()
    }
}

fn derive(prk: &hkdf::Prk, purpose: &str, key: &mut [u8; KEY_BYTES]) {
    prk.expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key))
        .expect("32 bytes are within HKDF's limit");
}
