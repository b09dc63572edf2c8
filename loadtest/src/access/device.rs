//! The key a phone or a terminal keeps: P-256, signatures as WebCrypto makes them.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use protocol::caller::DeviceProof;

pub struct Device(EcdsaKeyPair);

impl Device {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(EcdsaKeyPair::generate(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
        )?))
    }

    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }

    pub fn sign(&self, challenge: &str) -> anyhow::Result<String> {
        let signature = self.0.sign(&SystemRandom::new(), challenge.as_bytes())?;
        Ok(URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    pub fn prove(&self, challenge: &str) -> anyhow::Result<DeviceProof> {
        Ok(DeviceProof {
            public_key: self.public_key(),
            challenge: challenge.to_owned(),
            signature: self.sign(challenge)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_proof_verifies_with_its_own_key_and_challenge_only() {
        let proof = Device::new().unwrap().prove("abc").unwrap();
        let key = URL_SAFE_NO_PAD.decode(&proof.public_key).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(&proof.signature).unwrap();
        assert_eq!((key.len(), key[0], signature.len()), (65, 4, 64));
        let verifier = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        assert!(verifier.verify(b"abc", &signature).is_ok());
        assert!(verifier.verify(b"abd", &signature).is_err());
    }
}
