//! Enrolled browsers: reception terminals [受理端末] and management terminals [管理端末]. A right is
//! a post and a terminal kind (VR-6, VR-8); the kind of a session is that of the key it proved.

use admin_core::action::{terminal_code, terminal_of};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use http::StatusCode;
use jiff::civil::Date;
use protocol::{
    id::{AccountId, TerminalId, UnitId},
    person::TerminalKind,
    sign_in::{TerminalLine, TerminalProof},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::Expr,
};

use crate::{
    ledgers,
    limits::TERMINALS_LISTED,
    problem::Refused,
    random,
    rulebooks::Rules,
    sign_in::ceremony::decode,
    store::table::terminal::{self as table, Column},
    units::Units,
};

/// An uncompressed point of P-256.
pub type PublicKey = [u8; 65];

/// A terminal that was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub id: TerminalId,
    pub kind: TerminalKind,
    pub unit: UnitId,
}

/// A browser to be enrolled.
#[derive(Clone, Copy, Debug)]
pub struct NewTerminal<'a> {
    pub kind: TerminalKind,
    pub unit: UnitId,
    pub name: &'a str,
    pub public_key: PublicKey,
    pub enrolled_by: Option<AccountId>,
}

/// The key in a request.
pub fn read_key(text: &str) -> Result<PublicKey, Refused> {
    let key: Option<PublicKey> = decode(text);
    // The uncompressed form begins with a four.
    key.filter(|key| key[0] == 4).ok_or_else(|| {
        Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "public_key_unusable",
            "端末の鍵を読み取れません。",
            "The terminal's key cannot be read.",
        )
        .clause("VR-8.1a")
    })
}

/// Refuses the name of a thing that never becomes a terminal: its number, or one of its attributes.
pub async fn is_no_such_thing(
    db: &impl ConnectionTrait,
    rules: &Rules,
    today: Date,
    name: &str,
) -> Result<(), Refused> {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let name = plain(name);
    for rulebook in rules.on(today) {
        for ledger in rulebook.ledgers.values() {
            let kind = &ledger.kind;
            let Some(clause) = &kind.never_terminal else {
                continue;
            };
            let known = ledgers::names_of(db, &kind.word).await?;
            let is_thing = |known: String| {
                let shorter = known.chars().count().min(name.chars().count());
                shorter >= THING_NAME_CHARS && (name.contains(&known) || known.contains(&name))
            };
            if known.iter().map(|known| plain(known)).any(is_thing) {
                return Err(Refused::new(
                    StatusCode::CONFLICT,
                    "thing_never_terminal",
                    "この機器は、警察情報システムに接続できない機器として管理簿に載っているため、端末として登録できません。",
                    "The ledger has this as a thing that is never connected, so it cannot become a terminal.",
                )
                .clause(clause));
            }
        }
    }
    Ok(())
}

/// A shorter number or attribute says nothing of a thing.
const THING_NAME_CHARS: usize = 6;

pub async fn enrol(
    txn: &impl ConnectionTrait,
    new: NewTerminal<'_>,
    now: UnixMs,
) -> Result<TerminalId, Refused> {
    let enrolled = table::Entity::find()
        .filter(Column::Unit.eq(new.unit.0))
        .filter(Column::RevokedMs.is_null())
        .count(txn)
        .await?;
    if enrolled >= TERMINALS_LISTED {
        return Err(too_many());
    }
    let id = TerminalId::new(now, random::id());
    let row = table::ActiveModel {
        id: Set(id.0),
        kind: Set(terminal_code(new.kind).to_owned()),
        unit: Set(new.unit.0),
        name: Set(new.name.to_owned()),
        public_key: Set(new.public_key.to_vec()),
        enrolled_ms: Set(now.0),
        enrolled_by: Set(new.enrolled_by.map(|person| person.0)),
        last_used_ms: Set(None),
        revoked_ms: Set(None),
    };
    let inserted = table::Entity::insert(row).exec_without_returning(txn).await;
    match inserted.map_err(|error| (error.sql_err(), error)) {
        Ok(_) => Ok(id),
        Err((Some(SqlErr::UniqueConstraintViolation(_)), _)) => Err(enrolled_before()),
        Err((_, error)) => Err(error.into()),
    }
}

/// The terminal whose key signed the challenge. A key that is not enrolled, or no longer, is
/// refused: a browser must not believe that it is a terminal.
pub async fn proven(
    db: &impl ConnectionTrait,
    proof: &TerminalProof,
    challenge: &str,
) -> Result<Terminal, Refused> {
    let key = read_key(&proof.public_key)?;
    let signature: [u8; 64] = decode(&proof.signature).ok_or_else(not_enrolled)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
        .verify(challenge.as_bytes(), &signature)
        .map_err(|_| not_enrolled())?;
    let row = table::Entity::find()
        .filter(Column::PublicKey.eq(key.to_vec()))
        .filter(Column::RevokedMs.is_null())
        .one(db)
        .await?;
    row.and_then(|row| terminal_of_row(&row))
        .ok_or_else(not_enrolled)
}

/// Notes the use; false where it was revoked since it was proven.
pub async fn used(
    txn: &impl ConnectionTrait,
    terminal: TerminalId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let used = table::Entity::update_many()
        .col_expr(Column::LastUsedMs, Expr::value(now.0))
        .filter(Column::Id.eq(terminal.0))
        .filter(Column::RevokedMs.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// True where it was enrolled until now. Its row and key stay: a revoked key never comes back.
pub async fn revoke(
    txn: &impl ConnectionTrait,
    terminal: TerminalId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let revoked = table::Entity::update_many()
        .col_expr(Column::RevokedMs, Expr::value(now.0))
        .filter(Column::Id.eq(terminal.0))
        .filter(Column::RevokedMs.is_null())
        .exec(txn)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Whether it was not revoked.
pub async fn is_enrolled(db: &impl ConnectionTrait, terminal: TerminalId) -> Result<bool, DbErr> {
    let row = table::Entity::find_by_id(terminal.0).one(db).await?;
    Ok(row.is_some_and(|row| row.revoked_ms.is_none()))
}

/// The unit of a terminal.
pub async fn unit_of(
    db: &impl ConnectionTrait,
    terminal: TerminalId,
) -> Result<Option<UnitId>, DbErr> {
    let row = table::Entity::find_by_id(terminal.0).one(db).await?;
    Ok(row.map(|row| UnitId(row.unit)))
}

/// The register of some units, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    ids: &[UnitId],
    units: &Units,
) -> Result<Vec<TerminalLine>, DbErr> {
    let rows = table::Entity::find()
        .filter(Column::Unit.is_in(ids.iter().map(|unit| unit.0)))
        .order_by_desc(Column::EnrolledMs)
        .limit(TERMINALS_LISTED)
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(|row| line_of(row, units)).collect())
}

/// One line of the register.
pub async fn line(
    db: &impl ConnectionTrait,
    terminal: TerminalId,
    units: &Units,
) -> Result<Option<TerminalLine>, DbErr> {
    let row = table::Entity::find_by_id(terminal.0).one(db).await?;
    Ok(row.and_then(|row| line_of(&row, units)))
}

fn line_of(row: &table::Model, units: &Units) -> Option<TerminalLine> {
    Some(TerminalLine {
        id: TerminalId(row.id),
        kind: terminal_of(&row.kind)?,
        unit: UnitId(row.unit),
        unit_name: units.name(UnitId(row.unit)).to_owned(),
        name: row.name.clone(),
        enrolled: UnixMs(row.enrolled_ms),
        last_used: row.last_used_ms.map(UnixMs),
        revoked: row.revoked_ms.map(UnixMs),
    })
}

fn terminal_of_row(row: &table::Model) -> Option<Terminal> {
    Some(Terminal {
        id: TerminalId(row.id),
        kind: terminal_of(&row.kind)?,
        unit: UnitId(row.unit),
    })
}

pub fn not_enrolled() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "terminal_not_enrolled",
        "この端末は登録されていないか、登録が抹消されています。システム管理者に連絡してください。",
        "This terminal is not enrolled, or no longer. Ask the system manager.",
    )
    .clause("VR-8.1a")
}

pub fn of_other_unit() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "terminal_of_other_unit",
        "この端末は別の所属の端末です。自分の所属の端末でサインインしてください。",
        "This terminal belongs to another unit. Sign in at one of your own.",
    )
    .clause("VR-8.1a")
}

fn enrolled_before() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "terminal_enrolled",
        "この端末の鍵は既に登録されています。",
        "This terminal's key is enrolled already.",
    )
    .clause("VR-8.1a")
}

fn too_many() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "too_many_terminals",
        "この所属の端末が多すぎます。使わない端末の登録を抹消してください。",
        "The unit has too many terminals. Revoke some that are not used.",
    )
    .clause("VR-8.1a")
}
