//! A fingerprint reader in software: it makes keys, signs, counts, and says whether it saw the
//! finger. What it sends is what a browser's `toJSON()` gives.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};

use super::ORIGIN;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

pub struct Reader {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    pub counter: u32,
    /// False: somebody touched it, and it did not look whose finger that was.
    pub verifies: bool,
}

impl Reader {
    pub fn new() -> Self {
        Self::with_id_of(32)
    }

    /// One that gives its keys ids of so many bytes.
    pub fn with_id_of(bytes: usize) -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: admin::random::bytes::<64>()[..bytes].to_vec(),
            counter: 0,
            verifies: true,
        }
    }

    /// The same key in another device, as a copy has it.
    pub fn id(&self) -> String {
        BASE64.encode(&self.id)
    }

    /// `navigator.credentials.create`
    pub fn create(&mut self, options: &Value) -> Value {
        let client = client_data("webauthn.create", options);
        let mut data = self.authenticator_data(&options["rp"]["id"], WITH_KEY);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        let mut object = vec![0xa3];
        text(&mut object, "fmt");
        text(&mut object, "none");
        text(&mut object, "attStmt");
        object.push(0xa0);
        text(&mut object, "authData");
        bytes(&mut object, &data);
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "attestationObject": BASE64.encode(object),
                "clientDataJSON": BASE64.encode(client),
                "transports": ["internal"],
            },
        })
    }

    /// `navigator.credentials.get`
    pub fn get(&mut self, options: &Value) -> Value {
        let client = client_data("webauthn.get", options);
        let data = self.authenticator_data(&options["rpId"], 0);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &client).as_ref());
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": BASE64.encode(data),
                "clientDataJSON": BASE64.encode(client),
                "signature": BASE64.encode(signature.as_ref()),
                "userHandle": null,
            },
        })
    }

    fn authenticator_data(&mut self, rp_id: &Value, more: u8) -> Vec<u8> {
        self.counter += 1;
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, rp_id.as_str().unwrap().as_bytes())
            .as_ref()
            .to_vec();
        data.push(PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// ES256 on P-256, as RFC 9053 writes it.
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        bytes(&mut key, &point[1..33]);
        key.push(0x22);
        bytes(&mut key, &point[33..65]);
        key
    }
}

fn client_data(kind: &str, options: &Value) -> Vec<u8> {
    json!({
        "type": kind,
        "challenge": options["challenge"],
        "origin": ORIGIN,
        "crossOrigin": false,
    })
    .to_string()
    .into_bytes()
}

fn text(cbor: &mut Vec<u8>, text: &str) {
    cbor.push(0x60 | text.len() as u8);
    cbor.extend(text.as_bytes());
}

fn bytes(cbor: &mut Vec<u8>, bytes: &[u8]) {
    match u8::try_from(bytes.len()) {
        Ok(length) => cbor.extend([0x58, length]),
        Err(_) => {
            cbor.push(0x59);
            cbor.extend((bytes.len() as u16).to_be_bytes());
        }
    }
    cbor.extend(bytes);
}
