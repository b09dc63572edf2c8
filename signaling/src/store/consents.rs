//! The words that callers agreed to and officers acknowledged, as they were shown.

use aws_lc_rs::digest::{SHA256, digest};
use protocol::caller::ConsentTexts;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use super::{
    table::consent_text,
    words::{json, of_json},
};
use admin::problem::Refused;
use serde::Serialize;

/// By what the words are found.
pub fn hash(texts: &impl Serialize) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, json(texts).as_bytes()).as_ref());
    hash
}

/// Keeps the words, once.
pub async fn keep(txn: &impl ConnectionTrait, texts: &impl Serialize) -> Result<(), DbErr> {
    let row = consent_text::ActiveModel {
        hash: Set(hash(texts).to_vec()),
        body: Set(json(texts)),
    };
    let once = OnConflict::column(consent_text::Column::Hash)
        .do_nothing()
        .to_owned();
    consent_text::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

pub async fn find(
    db: &impl ConnectionTrait,
    hash: &[u8; 32],
) -> Result<Option<ConsentTexts>, Refused> {
    let row = consent_text::Entity::find_by_id(hash.to_vec())
        .one(db)
        .await?;
    row.map(|row| of_json(row.body)).transpose()
}
