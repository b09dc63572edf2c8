//! Sessions live in the store; the browser holds a token, the store its hash.

use admin_core::action::{terminal_code, terminal_of};
use aws_lc_rs::digest::{SHA256, digest};
use protocol::{
    id::{AccountId, TerminalId},
    person::TerminalKind,
    sign_in::Duty,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, IntoCondition},
};

use crate::{
    accounts::Holder,
    credentials::password_until,
    designations,
    limits::{SESSION_MS, SWEEP_ROWS},
    posts, random,
    sign_in::proof::{BIOMETRIC, PASSWORD},
    signed_in::SignedIn,
    store::table::{account, session, unit},
};

/// A session's id; it appears in events, never its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub Uuid);

/// Told when a session ends or is locked, so that its sockets close and its pictures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnded {
    pub session: SessionId,
    pub account: AccountId,
    pub standing: Standing,
}

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Runs,
    /// Nothing but unlocking and signing out.
    Locked,
    /// Signed out, revoked or expired.
    Over,
}

/// How a session is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    pub terminal: TerminalKind,
    pub terminal_id: Option<TerminalId>,
    /// The word of the factor that was given.
    pub factor: &'static str,
    pub duty: Option<Duty>,
    /// Untouched for so long it locks.
    pub idle_ms: i64,
}

impl Opening {
    /// A session at a terminal of a kind that a fingerprint opened, with the longest time to lock.
    pub fn at(terminal: TerminalKind) -> Self {
        Self {
            terminal,
            terminal_id: None,
            factor: BIOMETRIC,
            duty: None,
            idle_ms: SESSION_MS,
        }
    }
}

/// Opens a session and returns the token for the cookie.
pub async fn open(
    txn: &impl ConnectionTrait,
    holder: &Holder,
    opening: Opening,
    now: UnixMs,
) -> Result<String, DbErr> {
    let token = random::token();
    let row = session::ActiveModel {
        id: Set(AccountId::new(now, random::id()).0),
        token_hash: Set(hash_of(&token)),
        account: Set(holder.account.id),
        terminal: Set(terminal_code(opening.terminal).to_owned()),
        terminal_id: Set(opening.terminal_id.map(|terminal| terminal.0)),
        factor: Set(opening.factor.to_owned()),
        duty: Set(opening.duty.map(duty_word).map(str::to_owned)),
        opened_ms: Set(now.0),
        expires_ms: Set(now.0 + SESSION_MS),
        ended_ms: Set(None),
        locked_ms: Set(None),
        proved_ms: Set(now.0),
        touched_ms: Set(now.0),
        idle_ms: Set(opening.idle_ms),
    };
    session::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(token)
}

/// The person behind a token, if the session runs or is locked and a post is held today.
pub async fn find(
    db: &impl ConnectionTrait,
    token: &str,
    now: UnixMs,
) -> Result<Option<SignedIn>, DbErr> {
    let by_hash = session::Column::TokenHash.eq(hash_of(token));
    match session::Entity::find().filter(by_hash).one(db).await? {
        Some(row) if runs(db, &row, now).await? => person_of(db, row, now).await,
        _ => Ok(None),
    }
}

/// How a session stands, as the store says: it is over when its person holds no post any more.
pub async fn standing(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: UnixMs,
) -> Result<Standing, DbErr> {
    Ok(match person(db, id, now).await? {
        Some(person) if person.locked => Standing::Locked,
        Some(_) => Standing::Runs,
        None => Standing::Over,
    })
}

/// The person of a session as of now, locked or not.
pub async fn person(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: UnixMs,
) -> Result<Option<SignedIn>, DbErr> {
    match session::Entity::find_by_id(id.0).one(db).await? {
        Some(row) if runs(db, &row, now).await? => person_of(db, row, now).await,
        _ => Ok(None),
    }
}

/// A session that a password opened ends with the password's permission.
async fn runs(db: &impl ConnectionTrait, row: &session::Model, now: UnixMs) -> Result<bool, DbErr> {
    if row.ended_ms.is_some() || now.0 >= row.expires_ms {
        return Ok(false);
    }
    if row.factor != PASSWORD {
        return Ok(true);
    }
    let until = password_until(db, AccountId(row.account), posts::today(now)).await?;
    Ok(until.is_some())
}

/// Sessions that ended or were locked since a moment, some at a time in the order of their ids.
pub async fn ended_since(
    db: &impl ConnectionTrait,
    since: UnixMs,
    after: Option<SessionId>,
) -> Result<Vec<SessionEnded>, DbErr> {
    let ended = session::Column::EndedMs.gte(since.0);
    let rows = session::Entity::find()
        .filter(ended.or(session::Column::LockedMs.gte(since.0)))
        .filter(session::Column::Id.gt(after.map_or(Uuid::nil(), |session| session.0)))
        .order_by_asc(session::Column::Id)
        .limit(SWEEP_ROWS)
        .all(db)
        .await?;
    let standing = |row: &session::Model| match row.ended_ms {
        Some(_) => Standing::Over,
        None => Standing::Locked,
    };
    Ok(rows.iter().map(|row| told(row, standing(row))).collect())
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

/// Ends every session of some people.
pub async fn end_of(
    txn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = AccountId>,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    let mut ended = Vec::new();
    for person in people {
        ended.extend(end_all(txn, person, now).await?);
    }
    Ok(ended)
}

/// Ends every session of an account and returns them.
pub async fn end_all(
    txn: &impl ConnectionTrait,
    account: AccountId,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    end_where(txn, session::Column::Account.eq(account.0), now).await
}

/// Ends every session of an account but one.
pub async fn end_others(
    txn: &impl ConnectionTrait,
    account: AccountId,
    kept: SessionId,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    let others = session::Column::Account
        .eq(account.0)
        .and(session::Column::Id.ne(kept.0));
    end_where(txn, others, now).await
}

/// Ends every session that was opened at a terminal.
pub async fn end_at_terminal(
    txn: &impl ConnectionTrait,
    terminal: TerminalId,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    end_where(txn, session::Column::TerminalId.eq(terminal.0), now).await
}

async fn end_where(
    txn: &impl ConnectionTrait,
    which: impl IntoCondition,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedMs, Expr::value(now.0))
        .filter(which)
        .filter(session::Column::EndedMs.is_null())
        .exec_with_returning(txn)
        .await?;
    Ok(ended.iter().map(|row| told(row, Standing::Over)).collect())
}

pub(crate) fn told(row: &session::Model, standing: Standing) -> SessionEnded {
    SessionEnded {
        session: SessionId(row.id),
        account: AccountId(row.account),
        standing,
    }
}

fn duty_word(duty: Duty) -> &'static str {
    match duty {
        Duty::RegisterFactor => "register_factor",
        Duty::ChangePassword => "change_password",
        Duty::Acknowledge => "acknowledge",
    }
}

fn duty_of(word: &str) -> Option<Duty> {
    [
        Duty::RegisterFactor,
        Duty::ChangePassword,
        Duty::Acknowledge,
    ]
    .into_iter()
    .find(|duty| duty_word(*duty) == word)
}

/// What the session has to do first from now on.
pub async fn set_duty(
    txn: &impl ConnectionTrait,
    id: SessionId,
    duty: Option<Duty>,
) -> Result<(), DbErr> {
    let duty = duty.map(duty_word).map(str::to_owned);
    session::Entity::update_many()
        .col_expr(session::Column::Duty, Expr::value(duty))
        .filter(session::Column::Id.eq(id.0))
        .exec(txn)
        .await
        .map(drop)
}

async fn person_of(
    db: &impl ConnectionTrait,
    session: session::Model,
    now: UnixMs,
) -> Result<Option<SignedIn>, DbErr> {
    let account = account::Entity::find_by_id(session.account).one(db).await?;
    let Some(account) = account.filter(|account| account.revoked_ms.is_none()) else {
        return Ok(None);
    };
    let Some(terminal) = terminal_of(&session.terminal) else {
        return Ok(None);
    };
    let person = AccountId(account.id);
    let held = posts::held_by(db, person, posts::today(now)).await?;
    let held = designations::counting(db, person, held, terminal, now).await?;
    let Some(post) = held.first().map(|held| held.post.clone()) else {
        return Ok(None);
    };
    let Some(unit) = unit::Entity::find_by_id(post.unit.0).one(db).await? else {
        return Ok(None);
    };
    Ok(Some(SignedIn {
        account: AccountId(account.id),
        user_id: account.user_id,
        name: account.name,
        unit: post.unit,
        unit_name: unit.name,
        post,
        posts: held,
        terminal,
        session: SessionId(session.id),
        terminal_id: session.terminal_id.map(TerminalId),
        locked: session.locked_ms.is_some(),
        duty: session.duty.as_deref().and_then(duty_of),
        proved: UnixMs(session.proved_ms),
    }))
}

fn hash_of(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}
