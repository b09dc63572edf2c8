//! Keys: one root key, a key for each day of deletion, one data key for each report, case and
//! file, keys for signing.
//!
//! Data keys lie in a store of their own. What is done in both stores is done in this order: a key
//! is made before the rows that it seals, and put under a later day before a deadline moves; a key
//! is destroyed before its rows say so. A stop in between leaves a key without an owner, which is
//! swept, or a row without a key, which counts as destroyed.

mod days;
mod ed25519;
mod head;
mod import;
mod media_token;
mod report;
mod root;
mod store;

use std::{io, path::PathBuf};

use admin_core::seal::{KEY_BYTES, SealError};
use aws_lc_rs::{hkdf, hmac};
use protocol::id::UnitId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use crate::{
    folder::Folder,
    store::{Db, StoreError, table::key_check},
};
use root::FileRoot;
use store::KeyStore;

pub use head::{HeadKey, public_head_key};
pub use media_token::{MediaTokenKeys, media_token_keys};
pub use report::{DataKey, NewFileKey};
pub use root::Root;
pub use store::table;

/// Why a key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{0} is missing; bring it back, nothing opens without it")]
    Missing(PathBuf),
    #[error("the key file {0} is damaged")]
    Damaged(PathBuf),
    #[error("the root key does not belong to this database")]
    Foreign,
    #[error("the key store {0} does not belong to this database; bring back its own")]
    ForeignStore(PathBuf),
    #[error("there is no key; it was destroyed with its owner's data, or never made")]
    Destroyed,
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("the key folder cannot be used: {0}")]
    File(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<KeyError> for crate::problem::Refused {
    fn from(error: KeyError) -> Self {
        Self::internal(error)
    }
}

/// The keys of a data folder. The root key's bytes are never given out.
pub struct KeyRing {
    heads: HeadKey,
    store: KeyStore,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing")
    }
}

/// The lines of the main database that say which keys belong to it.
const ROOT: &str = "master";
const STORE: &str = "keys";

impl KeyRing {
    /// Opens the keys of a folder, or makes them for a new database. A database whose root key or
    /// key store is missing or another's is refused: with new ones everything sealed before would
    /// be unreadable without a word.
    pub async fn open(folder: &Folder, main: &Db) -> Result<Self, KeyError> {
        let known = check_of(&**main, ROOT).await?;
        let root = FileRoot::open(folder, known.is_some())?;
        let proof = HmacKey::new(&root.derive("key check"))
            .sign(b"genba")
            .to_vec();
        agree(main, ROOT, known, proof)
            .await?
            .ok_or(KeyError::Foreign)?;
        let keys = folder.path().join("keys");
        let known = check_of(&**main, STORE).await?;
        if known.is_some() && !KeyStore::is_there(&keys) {
            return Err(KeyError::Missing(keys.join("keys.sqlite")));
        }
        let store = KeyStore::open(&keys, Box::new(root)).await?;
        import::move_keys(&store, main).await?;
        let agreed = agree(main, STORE, known, store.id().await?).await?;
        agreed.ok_or_else(|| KeyError::ForeignStore(keys.join("keys.sqlite")))?;
        Ok(Self {
            heads: HeadKey::open(folder)?,
            store,
        })
    }

    /// The key that signs heads of the trail.
    pub fn heads(&self) -> &HeadKey {
        &self.heads
    }

    /// The key with which the cameras of a unit lock their films, the same at every start.
    pub fn package_key(&self, unit: UnitId) -> [u8; KEY_BYTES] {
        let purpose = format!("camera packages of unit {unit}");
        self.store.root().derive(&purpose)
    }

    /// A key for signing short-lived tokens of one purpose, the same at every start.
    pub fn hmac_key(&self, purpose: &str) -> HmacKey {
        HmacKey::new(&self.store.root().derive(purpose))
    }
}

async fn check_of(main: &impl ConnectionTrait, name: &str) -> Result<Option<Vec<u8>>, DbErr> {
    let row = key_check::Entity::find_by_id(name).one(main).await?;
    Ok(row.map(|row| row.proof))
}

/// Notes what belongs to a database, or compares; nothing where it is another's.
async fn agree(
    main: &Db,
    name: &str,
    known: Option<Vec<u8>>,
    proof: Vec<u8>,
) -> Result<Option<()>, DbErr> {
    if let Some(known) = known {
        return Ok((known == proof).then_some(()));
    }
    let row = key_check::ActiveModel {
        name: Set(name.to_owned()),
        proof: Set(proof),
    };
    key_check::Entity::insert(row)
        .exec_without_returning(&**main)
        .await?;
    Ok(Some(()))
}

/// Signs and checks with HMAC-SHA-256; checking takes the same time for every wrong tag.
pub struct HmacKey(hmac::Key);

impl HmacKey {
    fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

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
