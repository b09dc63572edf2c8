//! A person's factors in the store.

use protocol::{
    id::{AccountId, CredentialId},
    sign_in::{CredentialKind, CredentialLine},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, prelude::Uuid, sea_query::Expr,
};
use webauthn_rs::prelude::Passkey;

use crate::{
    limits::{CREDENTIALS_LISTED, EARLIER_PASSWORDS},
    random,
    store::table::credential::{self as table, Column},
};

const PASSWORD: &str = "password";
const FINGERPRINT: &str = "webauthn";
/// A password that was changed; nobody signs in with it.
const EARLIER: &str = "earlier_password";

/// A fingerprint's row and key, and the key as it is stored.
pub struct Fingerprint {
    pub id: Uuid,
    pub key: Passkey,
    pub stored: String,
}

/// The fingerprints that a person may use now.
pub async fn fingerprints(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Fingerprint>, DbErr> {
    let rows = table::Entity::find()
        .filter(Column::Account.eq(account))
        .filter(Column::Kind.eq(FINGERPRINT))
        .filter(Column::RevokedMs.is_null())
        .order_by_asc(Column::RegisteredMs)
        .all(db)
        .await?;
    rows.into_iter().map(fingerprint_of).collect()
}

/// The row of the password that a person has.
pub async fn password(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<table::Model>, DbErr> {
    table::Entity::find()
        .filter(Column::Account.eq(account))
        .filter(Column::Kind.eq(PASSWORD))
        .filter(Column::RevokedMs.is_null())
        .one(db)
        .await
}

/// Enters a fingerprint. An authenticator that was entered before is refused by the table.
pub async fn add_fingerprint(
    txn: &impl ConnectionTrait,
    account: AccountId,
    key: &Passkey,
    name: &str,
    now: UnixMs,
) -> Result<CredentialId, DbErr> {
    let secret = serde_json::to_string(key).map_err(|error| DbErr::Custom(error.to_string()))?;
    let id = CredentialId::new(now, random::id());
    let row = table::ActiveModel {
        credential_id: Set(Some(key.cred_id().as_slice().to_vec())),
        name: Set(name.to_owned()),
        ..row_of(id, account, FINGERPRINT, secret, now)
    };
    table::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

/// Sets a password: a new row, or a change of the one there is.
pub async fn set_password(
    txn: &impl ConnectionTrait,
    account: AccountId,
    hash: &str,
    now: UnixMs,
) -> Result<CredentialId, DbErr> {
    if let Some(known) = password(txn, account.0).await? {
        keep_earlier(txn, account, &known, now).await?;
        table::Entity::update_many()
            .col_expr(Column::Secret, Expr::value(hash))
            .col_expr(Column::ChangedMs, Expr::value(now.0))
            .filter(Column::Id.eq(known.id))
            .exec(txn)
            .await?;
        return Ok(CredentialId(known.id));
    }
    let id = CredentialId::new(now, random::id());
    let row = row_of(id, account, PASSWORD, hash.to_owned(), now);
    table::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

/// A password that is changed stays known for a while, so that it is not used again.
async fn keep_earlier(
    txn: &impl ConnectionTrait,
    account: AccountId,
    was: &table::Model,
    now: UnixMs,
) -> Result<(), DbErr> {
    let id = CredentialId::new(now, random::id());
    let row = table::ActiveModel {
        revoked_ms: Set(Some(now.0)),
        ..row_of(id, account, EARLIER, was.secret.clone(), now)
    };
    table::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    let kept = earlier_rows(account.0, EARLIER_PASSWORDS).all(txn).await?;
    table::Entity::delete_many()
        .filter(Column::Account.eq(account.0))
        .filter(Column::Kind.eq(EARLIER))
        .filter(Column::Id.is_not_in(kept.into_iter().map(|row| row.id)))
        .exec(txn)
        .await
        .map(drop)
}

/// The hashes of the present password and of some before it, newest first.
pub async fn earlier(
    db: &impl ConnectionTrait,
    account: Uuid,
    count: u64,
) -> Result<Vec<String>, DbErr> {
    let present = password(db, account).await?;
    let earlier = earlier_rows(account, count.min(EARLIER_PASSWORDS))
        .all(db)
        .await?;
    let rows = present.into_iter().chain(earlier);
    Ok(rows.map(|row| row.secret).collect())
}

fn earlier_rows(account: Uuid, count: u64) -> Select<table::Entity> {
    table::Entity::find()
        .filter(Column::Account.eq(account))
        .filter(Column::Kind.eq(EARLIER))
        .order_by_desc(Column::RegisteredMs)
        .order_by_desc(Column::Id)
        .limit(count)
}

/// Notes the use of a factor, and what its secret becomes: a key's counter goes on. False where
/// the factor was revoked, changed or used since its secret was read: of two proofs at once that
/// tell the same count one is a copy's.
pub async fn used(
    txn: &impl ConnectionTrait,
    id: Uuid,
    (was, becomes): (&str, &str),
    now: UnixMs,
) -> Result<bool, DbErr> {
    let used = table::Entity::update_many()
        .col_expr(Column::LastUsedMs, Expr::value(now.0))
        .col_expr(Column::Secret, Expr::value(becomes))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedMs.is_null())
        .filter(Column::Secret.eq(was))
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Ends one factor of a person; false where there is none that runs.
pub async fn revoke(
    txn: &impl ConnectionTrait,
    account: AccountId,
    id: CredentialId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let revoked = table::Entity::update_many()
        .col_expr(Column::RevokedMs, Expr::value(now.0))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Account.eq(account.0))
        .filter(Column::RevokedMs.is_null())
        .exec(txn)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// A person's factors, revoked ones too, newest first.
pub async fn lines(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<CredentialLine>, DbErr> {
    let rows = table::Entity::find()
        .filter(Column::Account.eq(account.0))
        .filter(Column::Kind.ne(EARLIER))
        .order_by_desc(Column::RegisteredMs)
        .limit(CREDENTIALS_LISTED)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(line_of).collect())
}

fn row_of(
    id: CredentialId,
    account: AccountId,
    kind: &str,
    secret: String,
    now: UnixMs,
) -> table::ActiveModel {
    table::ActiveModel {
        id: Set(id.0),
        account: Set(account.0),
        kind: Set(kind.to_owned()),
        secret: Set(secret),
        credential_id: Set(None),
        name: Set(String::new()),
        registered_ms: Set(now.0),
        changed_ms: Set(None),
        revoked_ms: Set(None),
        last_used_ms: Set(None),
    }
}

fn line_of(row: table::Model) -> CredentialLine {
    CredentialLine {
        id: CredentialId(row.id),
        kind: if row.kind == PASSWORD {
            CredentialKind::Password
        } else {
            CredentialKind::Biometric
        },
        name: row.name,
        registered: UnixMs(row.registered_ms),
        changed: row.changed_ms.map(UnixMs),
        revoked: row.revoked_ms.map(UnixMs),
        last_used: row.last_used_ms.map(UnixMs),
    }
}

fn fingerprint_of(row: table::Model) -> Result<Fingerprint, DbErr> {
    let key = serde_json::from_str(&row.secret);
    let key =
        key.map_err(|_| DbErr::Custom(format!("the key of credential {} cannot be read", row.id)))?;
    Ok(Fingerprint {
        id: row.id,
        key,
        stored: row.secret,
    })
}
