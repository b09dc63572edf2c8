//! Units, accounts, appointments and credentials in the store.

use admin_core::action::{post_code, post_of};
use protocol::{
    id::{AccountId, UnitId},
    person::Post,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, prelude::Uuid, sea_query::Expr,
};

use crate::{
    random,
    store::table::{account, appointment, credential, unit},
};

const PASSWORD: &str = "password";

/// What a unit is; stored as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// The National Police Agency, root of the tree.
    Npa,
    /// A prefectural headquarters.
    Headquarters,
}

impl UnitKind {
    fn code(self) -> &'static str {
        match self {
            Self::Npa => "npa",
            Self::Headquarters => "headquarters",
        }
    }
}

/// A person to be entered.
pub struct NewAccount<'a> {
    pub user_id: &'a str,
    pub name: &'a str,
    pub unit: UnitId,
    pub post: Post,
    /// From [`crate::passwords::hash`].
    pub password_hash: String,
}

/// An account with its present post.
pub struct Holder {
    pub account: account::Model,
    pub appointment: appointment::Model,
    pub post: Post,
}

pub async fn make_unit(
    txn: &impl ConnectionTrait,
    kind: UnitKind,
    name: &str,
    parent: Option<UnitId>,
    now: UnixMs,
) -> Result<UnitId, DbErr> {
    let id = UnitId::new(now, random::id());
    let row = unit::ActiveModel {
        id: Set(id.0),
        kind: Set(kind.code().to_owned()),
        name: Set(name.to_owned()),
        parent: Set(parent.map(|parent| parent.0)),
    };
    unit::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

/// The unit at the top, whose chain takes what belongs to no other.
pub async fn root_unit(db: &impl ConnectionTrait) -> Result<Option<UnitId>, DbErr> {
    let root = unit::Entity::find()
        .filter(unit::Column::Parent.is_null())
        .one(db)
        .await?;
    Ok(root.map(|unit| UnitId(unit.id)))
}

pub async fn unit_by_id(
    db: &impl ConnectionTrait,
    id: UnitId,
) -> Result<Option<unit::Model>, DbErr> {
    unit::Entity::find_by_id(id.0).one(db).await
}

/// Enters a person with a post and a password. A user id that was ever given is refused by the
/// table.
pub async fn make_account(
    txn: &impl ConnectionTrait,
    new: NewAccount<'_>,
    now: UnixMs,
) -> Result<AccountId, DbErr> {
    let id = AccountId::new(now, random::id());
    let row = account::ActiveModel {
        id: Set(id.0),
        user_id: Set(user_id_as_stored(new.user_id)),
        name: Set(new.name.to_owned()),
        made_ms: Set(now.0),
    };
    account::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    appoint(txn, id, new.unit, new.post, now).await?;
    let secret = credential::ActiveModel {
        id: Set(AccountId::new(now, random::id()).0),
        account: Set(id.0),
        kind: Set(PASSWORD.to_owned()),
        secret: Set(new.password_hash),
        registered_ms: Set(now.0),
        changed_ms: Set(None),
        revoked_ms: Set(None),
    };
    credential::Entity::insert(secret)
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

async fn appoint(
    txn: &impl ConnectionTrait,
    account: AccountId,
    unit: UnitId,
    post: Post,
    from: UnixMs,
) -> Result<(), DbErr> {
    let row = appointment::ActiveModel {
        id: Set(AccountId::new(from, random::id()).0),
        account: Set(account.0),
        unit: Set(unit.0),
        post: Set(post_code(post).to_owned()),
        from_ms: Set(from.0),
        to_ms: Set(None),
        appointed_by: Set(None),
    };
    appointment::Entity::insert(row)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

/// A user id is typed in any case and with stray spaces.
pub fn user_id_as_stored(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// The account of a user id, if it holds a post now.
pub async fn holder_by_user_id(
    db: &impl ConnectionTrait,
    user_id: &str,
    now: UnixMs,
) -> Result<Option<Holder>, DbErr> {
    let by_user_id = account::Column::UserId.eq(user_id_as_stored(user_id));
    let Some(account) = account::Entity::find().filter(by_user_id).one(db).await? else {
        return Ok(None);
    };
    let running = Condition::any()
        .add(appointment::Column::ToMs.is_null())
        .add(appointment::Column::ToMs.gt(now.0));
    let appointment = appointment::Entity::find()
        .filter(appointment::Column::Account.eq(account.id))
        .filter(appointment::Column::FromMs.lte(now.0))
        .filter(running)
        .order_by_desc(appointment::Column::FromMs)
        .one(db)
        .await?;
    Ok(appointment.and_then(|appointment| {
        let post = post_of(&appointment.post)?;
        Some(Holder {
            account,
            appointment,
            post,
        })
    }))
}

/// The stored hash of an account's password, unless it was revoked.
pub async fn password_hash(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<String>, DbErr> {
    let row = credential::Entity::find()
        .filter(credential::Column::Account.eq(account))
        .filter(credential::Column::Kind.eq(PASSWORD))
        .filter(credential::Column::RevokedMs.is_null())
        .one(db)
        .await?;
    Ok(row.map(|row| row.secret))
}

/// Revokes every credential of an account; its row and user id stay (VR-3.2b).
pub async fn revoke_credentials(
    txn: &impl ConnectionTrait,
    account: AccountId,
    now: UnixMs,
) -> Result<(), DbErr> {
    credential::Entity::update_many()
        .col_expr(credential::Column::RevokedMs, Expr::value(now.0))
        .filter(credential::Column::Account.eq(account.0))
        .filter(credential::Column::RevokedMs.is_null())
        .exec(txn)
        .await
        .map(drop)
}
