//! One-time codes that somebody hands over: the first way in for a person, and for a browser.

use aws_lc_rs::digest::{SHA256, digest};
use protocol::{
    id::{AccountId, UnitId},
    person::TerminalKind,
    sign_in::OneTimeCode,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::Expr,
};

use crate::{limits::TYPED_CODE_BYTES, random, store::table::one_time_code as table};
use admin_core::action::terminal_code;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A person's first factor.
    Registration(AccountId),
    /// A browser becomes a terminal.
    Enrolment(TerminalKind),
}

/// A code to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    pub purpose: Purpose,
    pub unit: UnitId,
    /// The terminal's inventory label.
    pub name: &'a str,
    /// Nobody where two persons made it at the server.
    pub made_by: Option<AccountId>,
    pub life_ms: i64,
}

/// Makes a code. A person has one at a time: an older one becomes void.
pub async fn make(
    txn: &impl ConnectionTrait,
    new: NewCode<'_>,
    now: UnixMs,
) -> Result<OneTimeCode, DbErr> {
    if let Purpose::Registration(account) = new.purpose {
        void(txn, account, now).await?;
    }
    let code = random::readable();
    let expires = now.plus_ms(new.life_ms);
    let (account, terminal) = match new.purpose {
        Purpose::Registration(account) => (Some(account.0), None),
        Purpose::Enrolment(kind) => (None, Some(terminal_code(kind).to_owned())),
    };
    let row = table::ActiveModel {
        id: Set(AccountId::new(now, random::id()).0),
        code_hash: Set(hash_of(&code)),
        purpose: Set(word(new.purpose).to_owned()),
        account: Set(account),
        terminal: Set(terminal),
        unit: Set(new.unit.0),
        name: Set(new.name.to_owned()),
        made_by: Set(new.made_by.map(|person| person.0)),
        made_ms: Set(now.0),
        expires_ms: Set(expires.0),
        spent_ms: Set(None),
    };
    table::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(OneTimeCode { code, expires })
}

/// A person's codes become void.
pub async fn void(
    txn: &impl ConnectionTrait,
    account: AccountId,
    now: UnixMs,
) -> Result<(), DbErr> {
    table::Entity::update_many()
        .col_expr(table::Column::SpentMs, Expr::value(now.0))
        .filter(table::Column::Account.eq(account.0))
        .filter(table::Column::SpentMs.is_null())
        .exec(txn)
        .await
        .map(drop)
}

/// The person's code that was typed, if it is still good.
pub async fn registration(
    db: &impl ConnectionTrait,
    typed: &str,
    account: Uuid,
    now: UnixMs,
) -> Result<Option<Uuid>, DbErr> {
    let row = table::Entity::find()
        .filter(table::Column::CodeHash.eq(hash_of(typed)))
        .filter(table::Column::Account.eq(account))
        .filter(table::Column::SpentMs.is_null())
        .filter(table::Column::ExpiresMs.gt(now.0))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Spends a code by its id; true for one of all who try.
pub async fn spend(txn: &impl ConnectionTrait, id: Uuid, now: UnixMs) -> Result<bool, DbErr> {
    let spent = table::Entity::update_many()
        .col_expr(table::Column::SpentMs, Expr::value(now.0))
        .filter(table::Column::Id.eq(id))
        .filter(table::Column::SpentMs.is_null())
        .filter(table::Column::ExpiresMs.gt(now.0))
        .exec(txn)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Spends the enrolment code that was typed.
pub async fn spend_enrolment(
    txn: &impl ConnectionTrait,
    typed: &str,
    now: UnixMs,
) -> Result<Option<table::Model>, DbErr> {
    let spent = table::Entity::update_many()
        .col_expr(table::Column::SpentMs, Expr::value(now.0))
        .filter(table::Column::CodeHash.eq(hash_of(typed)))
        .filter(table::Column::Terminal.is_not_null())
        .filter(table::Column::SpentMs.is_null())
        .filter(table::Column::ExpiresMs.gt(now.0))
        .exec_with_returning(txn)
        .await?;
    Ok(spent.into_iter().next())
}

fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Registration(_) => "registration",
        Purpose::Enrolment(_) => "enrolment",
    }
}

/// Typed in any case, with or without its hyphens. 79 random bits need no slow hash.
fn hash_of(typed: &str) -> Vec<u8> {
    let code: String = typed
        .chars()
        .take(TYPED_CODE_BYTES)
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    digest(&SHA256, code.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        let code = hash_of("abcd-efgh-2345-6789");
        for typed in [
            "ABCD EFGH 2345 6789",
            "abcdefgh23456789",
            " abcd-efgh-2345-6789 ",
        ] {
            assert_eq!(hash_of(typed), code, "{typed}");
        }
        assert_ne!(hash_of("abcd-efgh-2345-678"), code);
    }
}
