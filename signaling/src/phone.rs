//! A phone by what it proved or by its cookie.

use admin::random;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use protocol::caller::DeviceProof;
use sea_orm::{ConnectionTrait, prelude::Uuid};
use serde::Serialize;
use signaling_core::Refusal;

use crate::{
    Signaling,
    device::{self, Answered, sha256},
    failure::Failure,
    store::promises,
};

pub struct Phone {
    pub key_hash: [u8; 32],
    answered: Option<Answered>,
    cookie: Option<String>,
    is_new: bool,
}

impl Phone {
    /// The challenge has to be ours, for this link or sheet.
    pub fn of(
        signaling: &Signaling,
        of: Uuid,
        headers: &HeaderMap,
        proof: Option<&DeviceProof>,
    ) -> Result<Self, Refusal> {
        if let Some(proof) = proof {
            let now = signaling.admin().now();
            let answered = device::check_proof(signaling.challenge_keys(), of, proof, now)?;
            return Ok(Self {
                key_hash: answered.key_hash,
                answered: Some(answered),
                cookie: None,
                is_new: false,
            });
        }
        let known = device::cookie_of(headers);
        let secret = known.map_or_else(random::token, str::to_owned);
        Ok(Self {
            key_hash: sha256(secret.as_bytes()),
            answered: None,
            cookie: Some(secret),
            is_new: known.is_none(),
        })
    }

    /// Spends the challenge, so that an answer cannot be replayed.
    pub async fn spend(&self, txn: &impl ConnectionTrait) -> Result<(), Failure> {
        let Some(answered) = &self.answered else {
            return Ok(());
        };
        if promises::spend_challenge(txn, &answered.nonce, answered.expires).await? {
            return Ok(());
        }
        Err(Refusal::DeviceProofInvalid.into())
    }

    /// The answer, with a cookie for a phone that has none yet.
    pub fn answer(&self, body: impl Serialize, max_age_s: i64) -> Response {
        let secret = self.cookie.as_deref().filter(|_| self.is_new);
        with_cookie(Json(body).into_response(), secret, max_age_s)
    }

    /// The answer, with the cookie again: it has to last as long as a registration.
    pub fn answer_lasting(&self, body: impl Serialize, max_age_s: i64) -> Response {
        with_cookie(
            Json(body).into_response(),
            self.cookie.as_deref(),
            max_age_s,
        )
    }
}

fn with_cookie(mut response: Response, secret: Option<&str>, max_age_s: i64) -> Response {
    if let Some(value) = secret.and_then(|secret| device::new_cookie(secret, max_age_s)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
