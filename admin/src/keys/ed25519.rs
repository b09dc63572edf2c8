//! Ed25519 keys as files of the key folder, in PEM (PKCS#8 and SubjectPublicKeyInfo, RFC 7468).

use std::{fs, io};

use aws_lc_rs::{
    encoding::AsDer,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::KeyError;
use crate::folder::{Folder, private_file, private_folder};

/// Reads a private key, or makes it where there is none.
pub(super) fn read_or_make(
    folder: &Folder,
    name: &str,
) -> Result<(String, Ed25519KeyPair), KeyError> {
    let keys = folder.path().join("keys");
    let path = keys.join(name);
    let pem = match fs::read_to_string(&path) {
        Ok(pem) => pem,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Err(_) => {
            private_folder(&keys)?;
            let pem = make_private();
            private_file(&path, pem.as_bytes())?;
            pem
        }
    };
    let pair = pair_of(&pem).ok_or(KeyError::Damaged(path))?;
    Ok((pem, pair))
}

/// The key pair of a private PEM.
pub(super) fn pair_of(private_pem: &str) -> Option<Ed25519KeyPair> {
    let body: String = private_pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let der = BASE64_STANDARD.decode(body).ok()?;
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).ok()
}

pub(super) fn public_pem(pair: &Ed25519KeyPair) -> Option<String> {
    let public = pair.public_key().as_der().ok()?;
    Some(pem("PUBLIC KEY", public.as_ref()))
}

fn make_private() -> String {
    let pair = Ed25519KeyPair::generate().expect("the system has a random generator");
    let der = pair.to_pkcs8v1().expect("a fresh key can be written down");
    pem("PRIVATE KEY", der.as_ref())
}

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
