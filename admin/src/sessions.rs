//! Sessions live in the store; the browser holds a token, the store its hash.

use admin_core::action::{post_of, terminal_code, terminal_of};
use aws_lc_rs::digest::{SHA256, digest};
use protocol::{
    id::{AccountId, UnitId},
    person::TerminalKind,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::Expr,
};

use crate::{
    accounts::Holder,
    limits::SESSION_MS,
    random,
    signed_in::SignedIn,
    store::table::{account, appointment, session, unit},
};

/// A session's id; it appears in events, never its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub Uuid);

/// Told when a session ends, so that its sockets close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnded {
    pub session: SessionId,
    pub account: AccountId,
}

/// Opens a session and returns the token for the cookie.
pub async fn open(
    txn: &impl ConnectionTrait,
    holder: &Holder,
    terminal: TerminalKind,
    now: UnixMs,
) -> Result<String, DbErr> {
    let token = random::token();
    let row = session::ActiveModel {
        id: Set(AccountId::new(now, random::id()).0),
        token_hash: Set(hash_of(&token)),
        account: Set(holder.account.id),
        appointment: Set(holder.appointment.id),
        terminal: Set(terminal_code(terminal).to_owned()),
        opened_ms: Set(now.0),
        expires_ms: Set(now.0 + SESSION_MS),
        ended_ms: Set(None),
    };
    session::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(token)
}

/// The person behind a token, if the session runs and the post is still held.
pub async fn find(
    db: &impl ConnectionTrait,
    token: &str,
    now: UnixMs,
) -> Result<Option<SignedIn>, DbErr> {
    let by_hash = session::Column::TokenHash.eq(hash_of(token));
    match session::Entity::find().filter(by_hash).one(db).await? {
        Some(row) if runs(&row, now) => person_of(db, row, now).await,
        _ => Ok(None),
    }
}

/// True as long as a session has neither ended nor expired.
pub async fn is_running(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let row = session::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.is_some_and(|row| runs(&row, now)))
}

/// Ends one session.
pub async fn end(txn: &impl ConnectionTrait, id: SessionId, now: UnixMs) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedMs, Expr::value(now.0))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::EndedMs.is_null())
        .exec(txn)
        .await
        .map(drop)
}

/// Ends every session of an account and returns them.
pub async fn end_all(
    txn: &impl ConnectionTrait,
    account: AccountId,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedMs, Expr::value(now.0))
        .filter(session::Column::Account.eq(account.0))
        .filter(session::Column::EndedMs.is_null())
        .exec_with_returning(txn)
        .await?;
    let told = ended.into_iter().map(|row| SessionEnded {
        session: SessionId(row.id),
        account,
    });
    Ok(told.collect())
}

fn runs(row: &session::Model, now: UnixMs) -> bool {
    row.ended_ms.is_none() && now.0 < row.expires_ms
}

async fn person_of(
    db: &impl ConnectionTrait,
    session: session::Model,
    now: UnixMs,
) -> Result<Option<SignedIn>, DbErr> {
    let account = account::Entity::find_by_id(session.account).one(db).await?;
    let appointment = appointment::Entity::find_by_id(session.appointment)
        .one(db)
        .await?;
    let (Some(account), Some(appointment)) = (account, appointment) else {
        return Ok(None);
    };
    if appointment.to_ms.is_some_and(|to_ms| to_ms <= now.0) {
        return Ok(None);
    }
    let unit = unit::Entity::find_by_id(appointment.unit).one(db).await?;
    let words = (
        unit,
        post_of(&appointment.post),
        terminal_of(&session.terminal),
    );
    let (Some(unit), Some(post), Some(terminal)) = words else {
        return Ok(None);
    };
    Ok(Some(SignedIn {
        account: AccountId(account.id),
        user_id: account.user_id,
        name: account.name,
        unit: UnitId(unit.id),
        unit_name: unit.name,
        post,
        terminal,
        session: SessionId(session.id),
    }))
}

fn hash_of(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}
