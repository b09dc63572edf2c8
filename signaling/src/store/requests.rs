//! Prepared requests. A row opens only with the confirm token, of which it holds the hash.

use admin::{
    core::seal::{SealKey, value_aad},
    keys::HmacKey,
    problem::Refused,
    random,
};
use aws_lc_rs::digest::{SHA256, digest};
use protocol::id::{AccountId, CaseId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use signaling_core::request::PreparedRequest;

use super::{
    table::prepared_request,
    words::{json, of_json},
};

/// What waits for its comparison: the destination, and the case of what was confirmed.
#[derive(Serialize, Deserialize)]
pub struct Waiting {
    pub request: PreparedRequest,
    pub case: CaseId,
}

/// The confirm token's two halves of use: finding the row and opening it.
pub struct ConfirmToken {
    pub hash: Vec<u8>,
    key: SealKey,
}

impl ConfirmToken {
    pub fn of(text: &str, keys: &HmacKey) -> Self {
        Self {
            hash: digest(&SHA256, text.as_bytes()).as_ref().to_vec(),
            key: SealKey::new(&keys.sign(text.as_bytes())),
        }
    }
}

pub async fn insert(
    txn: &impl ConnectionTrait,
    token: &ConfirmToken,
    waiting: &Waiting,
) -> Result<(), Refused> {
    let aad = value_aad("prepared request", &token.hash);
    let row = prepared_request::ActiveModel {
        token_hash: Set(token.hash.clone()),
        account: Set(waiting.request.by.0),
        expires_ms: Set(waiting.request.expires.0),
        sealed: Set(token
            .key
            .seal(random::bytes(), &aad, json(waiting).as_bytes())),
    };
    prepared_request::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// What this person prepared under the token.
pub async fn find(
    db: &impl ConnectionTrait,
    token: &ConfirmToken,
    by: AccountId,
) -> Result<Option<Waiting>, Refused> {
    let row = prepared_request::Entity::find_by_id(token.hash.clone())
        .one(db)
        .await?;
    let Some(row) = row.filter(|row| row.account == by.0) else {
        return Ok(None);
    };
    let aad = value_aad("prepared request", &token.hash);
    let plain = token
        .key
        .open(&aad, &row.sealed)
        .map_err(Refused::internal)?;
    of_json(plain).map(Some)
}
