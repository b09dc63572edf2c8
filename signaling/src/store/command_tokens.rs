//! Tokens of command systems.

use protocol::{
    command::CommandToken,
    id::{AccountId, CommandTokenId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::table::command_token::{ActiveModel, Column, Entity, Model};
use crate::limits::COMMAND_TOKENS_MAX;

pub struct NewToken<'a> {
    pub id: CommandTokenId,
    pub unit: UnitId,
    pub name: &'a str,
    pub hash: [u8; 32],
    pub by: AccountId,
}

/// False: the headquarters has as many as it may.
pub async fn insert(
    txn: &impl ConnectionTrait,
    new: &NewToken<'_>,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let there = Entity::find()
        .filter(Column::Unit.eq(new.unit.0))
        .filter(Column::RevokedMs.is_null())
        .count(txn)
        .await?;
    if there >= COMMAND_TOKENS_MAX {
        return Ok(false);
    }
    let row = ActiveModel {
        id: Set(new.id.0),
        unit: Set(new.unit.0),
        name: Set(new.name.to_owned()),
        token_hash: Set(new.hash.to_vec()),
        made_by: Set(new.by.0),
        made_ms: Set(now.0),
        revoked_ms: Set(None),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(true)
}

/// Those that are good, the oldest first.
pub async fn of_unit(db: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<CommandToken>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::RevokedMs.is_null())
        .order_by_asc(Column::Id)
        .limit(COMMAND_TOKENS_MAX)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| CommandToken {
            id: CommandTokenId(row.id),
            name: row.name,
            made_ms: UnixMs(row.made_ms),
            token: None,
        })
        .collect())
}

/// The token behind a hash, if it is still good.
pub async fn of_hash(db: &impl ConnectionTrait, hash: &[u8]) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TokenHash.eq(hash.to_vec()))
        .filter(Column::RevokedMs.is_null())
        .one(db)
        .await
}

/// False: the headquarters has no such token, or no longer.
pub async fn revoke(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    id: CommandTokenId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedMs, Expr::value(now.0))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::RevokedMs.is_null())
        .exec(txn)
        .await?;
    Ok(revoked.rows_affected == 1)
}
