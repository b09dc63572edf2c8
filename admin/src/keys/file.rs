//! The master key's file.

use std::{fs, io};

use admin_core::seal::KEY_BYTES;

use super::KeyError;
use crate::{
    folder::{Folder, private_file, private_folder},
    random,
};

pub(super) fn master_key(folder: &Folder) -> Result<[u8; KEY_BYTES], KeyError> {
    let keys = folder.path().join("keys");
    let path = keys.join("master.key");
    match fs::read(&path) {
        Ok(bytes) => bytes.try_into().map_err(|_| KeyError::Damaged(path)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Err(_) if folder.path().join("genba.sqlite").exists() => Err(KeyError::Missing(path)),
        Err(_) => {
            private_folder(&keys)?;
            let key = random::bytes();
            private_file(&path, &key)?;
            Ok(key)
        }
    }
}
