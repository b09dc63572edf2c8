//! Fingerprints through WebAuthn (VR-2.2): user verification is always required, and a proof is
//! bound to the typed user id: there is no sign-in without one.

use std::time::Duration;

use admin_core::limits::CEREMONY_MS;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        AuthenticationResult, Passkey, PasskeyAuthentication, PasskeyRegistration,
        PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
    },
};

const TIMEOUT: Duration = Duration::from_millis(CEREMONY_MS as u64);

/// This server as authenticators know it.
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
}

/// The origin of the pages is no name that authenticators know.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no origin that sign-in by fingerprint can use: it needs https and a host name")]
pub struct NoRelyingParty(String);

impl RelyingParty {
    /// `origin` is where the pages for terminals are opened, for example `https://genba.example`.
    pub fn new(origin: &str) -> Result<Self, NoRelyingParty> {
        let unusable = || NoRelyingParty(origin.to_owned());
        let url = Url::parse(origin).map_err(|_| unusable())?;
        let id = url.domain().ok_or_else(unusable)?.to_owned();
        let webauthn = WebauthnBuilder::new(&id, &url)
            .and_then(|builder| builder.rp_name("Genba").timeout(TIMEOUT).build())
            .map_err(|_| unusable())?;
        Ok(Self { webauthn, id })
    }

    /// Options for `navigator.credentials.create`, and what to remember. `known` are the
    /// person's own, so that one reader is not entered twice.
    pub(crate) fn begin_registration(
        &self,
        account: Uuid,
        user_id: &str,
        name: &str,
        known: &[Passkey],
    ) -> Result<(Value, PasskeyRegistration), WebauthnError> {
        let known = known.iter().map(|key| key.cred_id().clone()).collect();
        let (options, state) =
            self.webauthn
                .start_passkey_registration(account, user_id, name, Some(known))?;
        let options = serde_json::to_value(options.public_key).unwrap_or_default();
        Ok((with_hint(options), state))
    }

    pub(crate) fn finish_registration(
        &self,
        answer: Value,
        state: &PasskeyRegistration,
    ) -> Option<Passkey> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).ok()?;
        let made = self.webauthn.finish_passkey_registration(&answer, state);
        told(made)
    }

    /// Options for `navigator.credentials.get` of a person who has fingerprints, and what to
    /// remember. Decoys fill the list up.
    pub(crate) fn begin_proof(
        &self,
        keys: &[Passkey],
        mut decoys: Vec<Vec<u8>>,
    ) -> Result<(Value, PasskeyAuthentication), WebauthnError> {
        let (options, state) = self.webauthn.start_passkey_authentication(keys)?;
        decoys.truncate(decoys.len().saturating_sub(keys.len()));
        decoys.extend(keys.iter().map(|key| key.cred_id().to_vec()));
        let options = self.options(&options.public_key.challenge, decoys);
        Ok((options, state))
    }

    /// The same for anybody else.
    pub(crate) fn decoy(&self, challenge: &[u8], decoys: Vec<Vec<u8>>) -> Value {
        self.options(challenge, decoys)
    }

    /// Says yes only to one of the keys that the proof was begun with, after user verification,
    /// with a counter that went on.
    pub(crate) fn finish_proof(
        &self,
        answer: Value,
        state: &PasskeyAuthentication,
    ) -> Option<AuthenticationResult> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).ok()?;
        let proved = told(self.webauthn.finish_passkey_authentication(&answer, state))?;
        proved.user_verified().then_some(proved)
    }

    fn options(&self, challenge: &[u8], mut ids: Vec<Vec<u8>>) -> Value {
        // An order that does not tell which of them is real.
        ids.sort_unstable();
        let allowed: Vec<_> = ids
            .iter()
            .map(|id| json!({ "type": "public-key", "id": BASE64_URL_SAFE_NO_PAD.encode(id) }))
            .collect();
        with_hint(json!({
            "challenge": BASE64_URL_SAFE_NO_PAD.encode(challenge),
            "timeout": CEREMONY_MS,
            "rpId": self.id,
            "allowCredentials": allowed,
            "userVerification": "required",
        }))
    }
}

/// The reader of the terminal itself comes first; another one stays possible.
fn with_hint(mut options: Value) -> Value {
    options["hints"] = json!(["client-device"]);
    options
}

/// Why a proof failed goes to the log, where an administrator looks for it; the person hears only
/// that it did.
fn told<T>(result: Result<T, WebauthnError>) -> Option<T> {
    result
        .inspect_err(|error| tracing::info!(%error, "a proof by fingerprint was refused"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_name_over_https() {
        assert!(RelyingParty::new("https://localhost:8443").is_ok());
        for wrong in ["https://192.0.2.1:8443", "localhost", ""] {
            assert!(RelyingParty::new(wrong).is_err(), "{wrong}");
        }
    }
}
