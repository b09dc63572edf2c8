//! Accounts and credentials in the store.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    admin::label::PersonRef,
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::Expr,
};

use crate::{
    posts::{self, Held},
    random,
    store::table::{account, credential},
};

/// An account with the posts that it holds today; there is at least one.
#[derive(Clone, Debug)]
pub struct Holder {
    pub account: account::Model,
    pub posts: Vec<Held>,
}

impl Holder {
    /// The unit of the first post.
    pub fn unit(&self) -> UnitId {
        self.posts
            .first()
            .map_or(UnitId(Uuid::nil()), |held| held.post.unit)
    }

    /// The kind of the first post.
    pub fn post(&self) -> &str {
        self.posts.first().map_or("", |held| &held.post.kind)
    }
}

/// Enters a person. A user id that was ever given is refused by the table (VR-3.2b). The first way
/// in is a registration code.
pub async fn make_account(
    txn: &impl ConnectionTrait,
    user_id: &str,
    name: &str,
    now: UnixMs,
) -> Result<AccountId, DbErr> {
    let id = AccountId::new(now, random::id());
    let row = account::ActiveModel {
        id: Set(id.0),
        user_id: Set(user_id_as_stored(user_id)),
        name: Set(name.to_owned()),
        made_ms: Set(now.0),
        revoked_ms: Set(None),
    };
    account::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

pub async fn find(
    db: &impl ConnectionTrait,
    id: AccountId,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id.0).one(db).await
}

pub async fn by_user_id(
    db: &impl ConnectionTrait,
    user_id: &str,
) -> Result<Option<account::Model>, DbErr> {
    let by_user_id = account::Column::UserId.eq(user_id_as_stored(user_id));
    account::Entity::find().filter(by_user_id).one(db).await
}

/// The names of some accounts, for lists.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, PersonRef>, DbErr> {
    let ids: BTreeSet<_> = ids.into_iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let person = |row: account::Model| {
        let id = AccountId(row.id);
        let (user_id, name) = (row.user_id, row.name);
        (id, PersonRef { id, user_id, name })
    };
    Ok(rows.into_iter().map(person).collect())
}

/// A user id is typed in any case and with stray spaces.
pub fn user_id_as_stored(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// The account of a user id, if it holds a post today.
pub async fn holder_by_user_id(
    db: &impl ConnectionTrait,
    user_id: &str,
    now: UnixMs,
) -> Result<Option<Holder>, DbErr> {
    let account = by_user_id(db, user_id).await?;
    let Some(account) = account.filter(|account| account.revoked_ms.is_none()) else {
        return Ok(None);
    };
    let posts = posts::held_by(db, AccountId(account.id), posts::today(now)).await?;
    Ok((!posts.is_empty()).then_some(Holder { account, posts }))
}

/// Revokes every credential of an account; its row and user id stay (VR-3.2b).
pub async fn revoke_credentials(
    txn: &impl ConnectionTrait,
    account: AccountId,
    now: UnixMs,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::RevokedMs, Expr::value(now.0))
        .filter(account::Column::Id.eq(account.0))
        .filter(account::Column::RevokedMs.is_null())
        .exec(txn)
        .await?;
    credential::Entity::update_many()
        .col_expr(credential::Column::RevokedMs, Expr::value(now.0))
        .filter(credential::Column::Account.eq(account.0))
        .filter(credential::Column::RevokedMs.is_null())
        .exec(txn)
        .await
        .map(drop)
}
