//! Things and their ledgers in the store. What is allowed is the core's to say; here it is loaded,
//! asked and stored, an act together with its deadlines and its entry in the trail.

pub mod list;

use admin_core::{
    asset::{self, Asset, Context, DeadlineChange, Effects, Entry, Kind, NewAsset, Order, Refusal},
    trail::Subject,
};
use http::StatusCode;
use protocol::{
    admin::label::Label,
    id::{AssetId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, sea_query::Expr,
};

use crate::{
    deadlines::{self, DeadlineError},
    footage,
    problem::Refused,
    store::{
        StoreError,
        table::{asset as row, asset_entry},
    },
    trail::{self, Act, Action, Actor},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("there is no such thing")]
    NotFound,
    /// Somebody else acted in the same moment.
    #[error("the thing was changed meanwhile")]
    Changed,
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<LedgerError> for Refused {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused(refusal) => {
                let code = refusal.code;
                let status = if code.is_incomplete() {
                    StatusCode::UNPROCESSABLE_ENTITY
                } else {
                    StatusCode::CONFLICT
                };
                Self::new(status, code.code(), code.message_ja(), code.message_en())
                    .clause(&refusal.clause)
            }
            LedgerError::NotFound => Self::new(
                StatusCode::NOT_FOUND,
                "asset_not_found",
                "この物は管理簿にありません。",
                "The ledger has no such thing.",
            ),
            LedgerError::Changed => Self::new(
                StatusCode::CONFLICT,
                "asset_changed",
                "ほかの人が同時に操作しました。内容を確かめて、もう一度行ってください。",
                "Somebody else acted at the same time. Look again and repeat it.",
            ),
            LedgerError::Store(error) => error.into(),
            LedgerError::Deadline(error) => Self::internal(error),
            LedgerError::Database(error) => error.into(),
        }
    }
}

/// Takes a new thing into the ledger of its unit.
pub async fn register(
    txn: &impl ConnectionTrait,
    kind: &Kind,
    new: NewAsset,
    order: &Order,
    known: Known<'_>,
    now: UnixMs,
) -> Result<Effects, LedgerError> {
    let taken = is_number_taken(txn, kind, &new).await?;
    let context = Context {
        deadlines: &[],
        approved: known.approved,
        rulebook: known.rulebook,
    };
    let effects = asset::register(kind, new, order, taken, &context, now)?;
    row::Entity::insert(row_of(&effects.asset))
        .exec_without_returning(txn)
        .await?;
    finish(txn, &effects, 1, now).await?;
    Ok(effects)
}

/// What only the caller knows: approved cases and the rulebook's version.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub approved: &'a [String],
    pub rulebook: &'a str,
}

/// Does an act to a thing.
pub async fn act(
    txn: &impl ConnectionTrait,
    kind: &Kind,
    id: AssetId,
    order: &Order,
    known: Known<'_>,
    now: UnixMs,
) -> Result<Effects, LedgerError> {
    let before = find(txn, id).await?.ok_or(LedgerError::NotFound)?;
    let running = deadlines::running(txn, &Subject::Asset(id).into()).await?;
    let context = Context {
        deadlines: &running,
        approved: known.approved,
        rulebook: known.rulebook,
    };
    let effects = asset::decide(kind, &before, order, &context, now)?;
    change(txn, &before, &effects.asset).await?;
    let lines = asset_entry::Entity::find()
        .filter(asset_entry::Column::Asset.eq(id.0))
        .count(txn)
        .await?;
    let seq = i64::try_from(lines).unwrap_or(i64::MAX).saturating_add(1);
    finish(txn, &effects, seq, now).await?;
    Ok(effects)
}

pub async fn find(db: &impl ConnectionTrait, id: AssetId) -> Result<Option<Asset>, LedgerError> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(asset_of).transpose()?)
}

async fn is_number_taken(
    db: &impl ConnectionTrait,
    kind: &Kind,
    new: &NewAsset,
) -> Result<bool, DbErr> {
    let found = row::Entity::find()
        .filter(row::Column::Unit.eq(new.unit.0))
        .filter(row::Column::Kind.eq(&kind.word))
        .filter(row::Column::Number.eq(new.number.trim()))
        .one(db)
        .await?;
    Ok(found.is_some())
}

async fn finish(
    txn: &impl ConnectionTrait,
    effects: &Effects,
    seq: i64,
    now: UnixMs,
) -> Result<(), LedgerError> {
    let entry = &effects.entry;
    asset_entry::Entity::insert(entry_row(entry, seq))
        .exec_without_returning(txn)
        .await?;
    for change in &effects.deadlines {
        follow(txn, change, now).await?;
    }
    let act = Act::new(
        effects.asset.unit,
        now,
        match entry.by {
            footage::SYSTEM => Actor::System,
            by => Actor::Account(by),
        },
        Action::KeepLedger,
    )
    .about(Subject::Asset(entry.asset))
    .about(Subject::Word(entry.act.code()))
    .clause(entry.clause.clone());
    trail::append(txn, &act).await?;
    Ok(())
}

async fn follow(
    txn: &impl ConnectionTrait,
    change: &DeadlineChange,
    now: UnixMs,
) -> Result<(), DeadlineError> {
    match change {
        DeadlineChange::Open { terms, started_at } => {
            deadlines::open(txn, terms.clone(), *started_at, now)
                .await
                .map(drop)
        }
        DeadlineChange::Restart {
            old,
            terms,
            started_at,
        } => deadlines::restart(txn, old, terms.clone(), *started_at, now)
            .await
            .map(drop),
        DeadlineChange::Meet(deadline) => deadlines::meet(txn, deadline, now).await,
        DeadlineChange::Cancel(deadline) => deadlines::cancel(txn, deadline, now).await,
    }
}

/// Changes a row that is still as it was read.
async fn change(
    txn: &impl ConnectionTrait,
    before: &Asset,
    after: &Asset,
) -> Result<(), LedgerError> {
    let changed = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(after.state.clone()))
        .col_expr(row::Column::Held, Expr::value(i64::from(after.held)))
        .col_expr(row::Column::GivenOut, Expr::value(i64::from(after.out)))
        .filter(row::Column::Id.eq(before.id.0))
        .filter(row::Column::State.eq(&before.state))
        .filter(row::Column::Held.eq(i64::from(before.held)))
        .filter(row::Column::GivenOut.eq(i64::from(before.out)))
        .exec(txn)
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(LedgerError::Changed)
    }
}

fn row_of(asset: &Asset) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(asset.id.0),
        unit: Set(asset.unit.0),
        kind: Set(asset.kind.clone()),
        number: Set(asset.number.clone()),
        state: Set(asset.state.clone()),
        class: Set(asset.class.clone()),
        attributes: Set(serde_json::to_string(&asset.attributes).expect("texts can be written")),
        held: Set(asset.held.into()),
        given_out: Set(asset.out.into()),
    }
}

fn asset_of(row: row::Model) -> Result<Asset, DbErr> {
    let id = row.id;
    let pieces = |n: i64| u32::try_from(n).map_err(|_| unreadable(id));
    Ok(Asset {
        id: AssetId(row.id),
        unit: UnitId(row.unit),
        attributes: serde_json::from_str(&row.attributes).map_err(|_| unreadable(id))?,
        held: pieces(row.held)?,
        out: pieces(row.given_out)?,
        kind: row.kind,
        number: row.number,
        state: row.state,
        class: row.class,
    })
}

fn unreadable(id: sea_orm::prelude::Uuid) -> DbErr {
    DbErr::Custom(format!("the row of asset {id} cannot be read"))
}

fn entry_row(entry: &Entry, seq: i64) -> asset_entry::ActiveModel {
    asset_entry::ActiveModel {
        asset: Set(entry.asset.0),
        seq: Set(seq),
        act: Set(entry.act.code().to_owned()),
        quantity: Set(entry.quantity.into()),
        by_account: Set(entry.by.0),
        confirmed_by: Set(entry.confirmed_by.map(|person| person.0)),
        witness: Set(entry.witness.map(|person| person.0)),
        method: Set(entry.method.clone()),
        place: Set(entry.place.as_ref().map(|place| place.name.clone())),
        place_lockable: Set(entry.place.as_ref().map(|place| place.lockable)),
        due_back_ms: Set(entry.due_back.map(|at| at.0)),
        by_case: Set(entry.case.map(|case| case.0)),
        state: Set(entry.state.clone()),
        clause: Set(entry.clause.clone()),
        at_ms: Set(entry.at.0),
    }
}

/// What an act is called.
pub fn act_label(act: asset::Act) -> Label {
    let (ja, en) = match act {
        asset::Act::In => ("受入れ", "Take in"),
        asset::Act::Out => ("払出し・持出し", "Take out"),
        asset::Act::Return => ("返却", "Return"),
        asset::Act::Inspect => ("点検", "Inspect"),
        asset::Act::Custody => ("保管替え", "Change of custody"),
        asset::Act::Write => ("データの保存", "Save on it"),
        asset::Act::Wipe => ("消去", "Wipe"),
        asset::Act::Retire => ("不要の決定", "No longer needed"),
        asset::Act::Dispose => ("廃棄・処分", "Dispose"),
        asset::Act::Lose => ("亡失", "Lost"),
        asset::Act::Find => ("発見", "Found"),
    };
    Label {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}
