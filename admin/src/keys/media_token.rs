//! The key pair of media tokens: signaling signs, a media node only checks.

use std::{fs, io};

use aws_lc_rs::{
    encoding::AsDer,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::KeyError;
use crate::folder::{Folder, private_file, private_folder};

/// Ed25519 keys as PEM (PKCS#8 and SubjectPublicKeyInfo).
pub struct MediaTokenKeys {
    pub private_pem: String,
    pub public_pem: String,
}

/// Reads `keys/media-token.pem`, or makes it; losing it only ends running media sessions.
pub fn media_token_keys(folder: &Folder) -> Result<MediaTokenKeys, KeyError> {
    let keys = folder.path().join("keys");
    let path = keys.join("media-token.pem");
    let private_pem = match fs::read_to_string(&path) {
        Ok(pem) => pem,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Err(_) => {
            private_folder(&keys)?;
            let pem = make_private();
            private_file(&path, pem.as_bytes())?;
            pem
        }
    };
    let public_pem = public_of(&private_pem).ok_or(KeyError::Damaged(path))?;
    Ok(MediaTokenKeys {
        private_pem,
        public_pem,
    })
}

fn make_private() -> String {
    let pair = Ed25519KeyPair::generate().expect("the system has a random generator");
    let der = pair.to_pkcs8v1().expect("a fresh key can be written down");
    pem("PRIVATE KEY", der.as_ref())
}

fn public_of(private_pem: &str) -> Option<String> {
    let body: String = private_pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let der = BASE64_STANDARD.decode(body).ok()?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).ok()?;
    let public = pair.public_key().as_der().ok()?;
    Some(pem("PUBLIC KEY", public.as_ref()))
}

/// RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}
