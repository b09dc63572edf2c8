//! How a phone proves that it is the one that started: a key it cannot give away, or a cookie.

use admin::{keys::HmacKey, random};
use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, header};
use protocol::{caller::DeviceProof, time::UnixMs};
use sea_orm::prelude::Uuid;
use signaling_core::Refusal;

use crate::limits::CHALLENGE_MS;

const COOKIE: &str = "__Host-genba-device";
const NONCE_BYTES: usize = 16;
const CHALLENGE_BYTES: usize = NONCE_BYTES + 8 + 32;
/// An uncompressed point of P-256.
const POINT_BYTES: usize = 65;
const SIGNATURE_BYTES: usize = 64;

/// A challenge that was answered rightly; it must be spent, so that an answer cannot be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub nonce: [u8; NONCE_BYTES],
    pub expires: UnixMs,
    pub key_hash: [u8; 32],
}

/// A challenge for one link or sheet; nothing is stored until it is answered.
pub fn challenge(keys: &HmacKey, of: Uuid, now: UnixMs) -> String {
    let nonce: [u8; NONCE_BYTES] = random::bytes();
    let expires = now.plus_ms(CHALLENGE_MS);
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&expires.0.to_be_bytes());
    let tag = keys.sign(&signed_part(of, &bytes));
    bytes.extend_from_slice(&tag);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Checks that the challenge is ours, for this link or sheet, in time, and signed by the key.
pub fn check_proof(
    keys: &HmacKey,
    of: Uuid,
    proof: &DeviceProof,
    now: UnixMs,
) -> Result<Answered, Refusal> {
    let bytes: [u8; CHALLENGE_BYTES] = decode(&proof.challenge)?;
    let (signed, tag) = bytes.split_at(NONCE_BYTES + 8);
    if !keys.is_signed(&signed_part(of, signed), tag) {
        return Err(Refusal::DeviceProofInvalid);
    }
    let (nonce, expires) = signed.split_at(NONCE_BYTES);
    let expires = UnixMs(i64::from_be_bytes(array(expires)?));
    if now >= expires {
        return Err(Refusal::DeviceProofInvalid);
    }
    let point: [u8; POINT_BYTES] = decode(&proof.public_key)?;
    let signature: [u8; SIGNATURE_BYTES] = decode(&proof.signature)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(proof.challenge.as_bytes(), &signature)
        .map_err(|_| Refusal::DeviceProofInvalid)?;
    Ok(Answered {
        nonce: array(nonce)?,
        expires,
        key_hash: sha256(&point),
    })
}

/// What is kept of a public key; nothing for text that is none.
pub fn key_hash(public_key: &str) -> Option<[u8; 32]> {
    let point: [u8; POINT_BYTES] = decode(public_key).ok()?;
    Some(sha256(&point))
}

/// The cookie of a phone that cannot keep a key, if it came.
pub fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE && value.len() == 43).then_some(value))
}

pub fn new_cookie(secret: &str, max_age_s: i64) -> Option<HeaderValue> {
    let text = format!(
        "{COOKIE}={secret}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite=Strict"
    );
    HeaderValue::from_str(&text).ok()
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

fn signed_part(of: Uuid, bytes: &[u8]) -> Vec<u8> {
    let mut part = of.as_bytes().to_vec();
    part.extend_from_slice(bytes);
    part
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N], Refusal> {
    // Longer text is not even decoded.
    if text.len() > N * 2 {
        return Err(Refusal::DeviceProofInvalid);
    }
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Refusal::DeviceProofInvalid)?;
    array(&bytes)
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Refusal> {
    bytes.try_into().map_err(|_| Refusal::DeviceProofInvalid)
}
