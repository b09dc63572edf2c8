//! The key at the root of all others: in a file here, in a hardware module elsewhere.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use admin_core::seal::{KEY_BYTES, SealError, SealKey};
use aws_lc_rs::hkdf;

use super::{KeyError, derive};
use crate::{
    folder::{Folder, private_file, private_folder},
    random,
};

/// What is asked of the root key. Its bytes are in no question and no answer, so that a hardware
/// module can stand behind it; questions block for as long as that takes.
pub trait Root: Send + Sync {
    /// Wraps the key of a day.
    fn wrap(&self, aad: &[u8], key: &[u8; KEY_BYTES]) -> Result<Vec<u8>, SealError>;

    fn unwrap(&self, aad: &[u8], wrapped: &[u8]) -> Result<[u8; KEY_BYTES], SealError>;

    /// A key for one purpose, the same at every start.
    fn derive(&self, purpose: &str) -> [u8; KEY_BYTES];
}

/// Says where the root key lies, for a folder that is mounted from elsewhere.
const PLACE: &str = "GENBA_ROOT_KEY_FILE";

/// A root key in a file of 32 bytes.
pub struct FileRoot {
    derivation: hkdf::Prk,
    wrapping: SealKey,
}

impl FileRoot {
    /// Reads the key, or makes it where nothing is sealed yet. A fresh key would make everything
    /// sealed before unreadable without a word.
    pub(super) fn open(folder: &Folder, is_known: bool) -> Result<Self, KeyError> {
        let own = || folder.path().join("keys").join("master.key");
        let path = env::var_os(PLACE).map_or_else(own, PathBuf::from);
        Ok(Self::of(&read_or_make(&path, is_known)?))
    }

    fn of(root: &[u8; KEY_BYTES]) -> Self {
        let derivation = hkdf::Salt::new(hkdf::HKDF_SHA256, b"genba master key 1").extract(root);
        let mut wrapping = [0; KEY_BYTES];
        derive(&derivation, "wrap day keys", &mut wrapping);
        Self {
            wrapping: SealKey::new(&wrapping),
            derivation,
        }
    }
}

impl Root for FileRoot {
    fn wrap(&self, aad: &[u8], key: &[u8; KEY_BYTES]) -> Result<Vec<u8>, SealError> {
        Ok(self.wrapping.seal(random::bytes(), aad, key))
    }

    fn unwrap(&self, aad: &[u8], wrapped: &[u8]) -> Result<[u8; KEY_BYTES], SealError> {
        let key = self.wrapping.open(aad, wrapped)?;
        key.try_into().map_err(|_| SealError::Malformed)
    }

    fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let mut key = [0; KEY_BYTES];
        derive(&self.derivation, purpose, &mut key);
        key
    }
}

fn read_or_make(path: &Path, is_known: bool) -> Result<[u8; KEY_BYTES], KeyError> {
    match fs::read(path) {
        Ok(bytes) => bytes
            .try_into()
            .map_err(|_| KeyError::Damaged(path.to_owned())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Err(_) if is_known => Err(KeyError::Missing(path.to_owned())),
        Err(_) => {
            if let Some(folder) = path.parent() {
                private_folder(folder)?;
            }
            let key = random::bytes();
            private_file(path, &key)?;
            Ok(key)
        }
    }
}
