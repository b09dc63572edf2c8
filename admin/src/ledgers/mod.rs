//! Things and their ledgers in the store. What is allowed is the core's to say; here it is loaded,
//! asked and stored, an act together with its deadlines and its entry in the trail.

pub mod exported;
pub mod list;

use admin_core::{
    asset::{
        self, Around, Asset, Context, DeadlineChange, Effects, Entry, Kind, NewAsset, Order,
        Refusal, RefusalCode,
    },
    post::unit::UnitTree,
    rulebook::Rulebook,
    trail::Subject,
};
use http::StatusCode;
use jiff::civil::Date;
use protocol::{
    admin::label::Label,
    id::{AssetId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::{
    deadlines::{self, DeadlineError},
    documents::document_of,
    footage,
    limits::LEDGER_NAMES,
    posts,
    problem::{Refused, status_of},
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
                let status = status_of(code.class());
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
    let taken = is_number_taken(txn, kind, new.unit, &new.number).await?;
    let context = Context {
        deadlines: &[],
        approved: known.approved,
        rulebook: known.rulebook,
        around: known.around,
    };
    let effects = asset::register(kind, new, order, taken, &context, now)?;
    row::Entity::insert(row_of(&effects.asset, kind))
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
    pub around: &'a Around,
}

/// What the tables of a rulebook ask about a unit.
pub async fn around(
    db: &impl ConnectionTrait,
    rulebook: &Rulebook,
    units: &UnitTree,
    unit: UnitId,
    today: Date,
) -> Result<Around, DbErr> {
    let parameters = rulebook.parameters.keys();
    let listed = parameters.filter(|parameter| rulebook.lists(parameter, unit, units));
    let posts = posts::of_units(db, &[unit], today).await?.into_iter();
    let own = posts
        .filter(|held| held.post.document == rulebook.document.code && held.post.is_held(today));
    Ok(Around {
        listed: listed.cloned().collect(),
        held: own.map(|held| held.post.kind).collect(),
    })
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
        around: known.around,
    };
    let effects = asset::decide(kind, &before, order, &context, now)?;
    let moves = effects.asset.unit != before.unit && !kind.everywhere;
    if moves && is_number_taken(txn, kind, effects.asset.unit, &before.number).await? {
        let (code, clause) = (RefusalCode::NumberTaken, kind.clause.clone());
        return Err(Refusal { code, clause }.into());
    }
    change(txn, &before, &effects.asset).await?;
    let last = asset_entry::Entity::find()
        .filter(asset_entry::Column::Asset.eq(id.0))
        .order_by_desc(asset_entry::Column::Seq)
        .one(txn)
        .await?;
    let seq = last.map_or(1, |last| last.seq.saturating_add(1));
    finish(txn, &effects, seq, now).await?;
    Ok(effects)
}

pub async fn find(db: &impl ConnectionTrait, id: AssetId) -> Result<Option<Asset>, LedgerError> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(asset_of).transpose()?)
}

/// The numbers and attributes by which the things of a kind are known.
pub async fn names_of(db: &impl ConnectionTrait, kind: &str) -> Result<Vec<String>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::Kind.eq(kind))
        .limit(LEDGER_NAMES)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let asset = asset_of(row)?;
        found.push(asset.number);
        found.extend(asset.attributes.into_values());
    }
    Ok(found)
}

async fn is_number_taken(
    db: &impl ConnectionTrait,
    kind: &Kind,
    unit: UnitId,
    number: &str,
) -> Result<bool, DbErr> {
    let same = row::Entity::find()
        .filter(of_document(document_of(&kind.clause)))
        .filter(row::Column::Kind.eq(&kind.word))
        .filter(row::Column::Number.eq(number.trim()));
    let found = match kind.everywhere {
        true => same,
        false => same.filter(row::Column::Unit.eq(unit.0)),
    };
    Ok(found.one(db).await?.is_some())
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
        .col_expr(row::Column::Unit, Expr::value(after.unit.0))
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

/// The things of a document. Those from before there were several belong to none by name.
fn of_document(document: &str) -> Expr {
    row::Column::Document.is_in([document, ""])
}

fn row_of(asset: &Asset, kind: &Kind) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(asset.id.0),
        unit: Set(asset.unit.0),
        document: Set(document_of(&kind.clause).to_owned()),
        kind: Set(asset.kind.clone()),
        number: Set(asset.number.clone()),
        state: Set(asset.state.clone()),
        class: Set(asset.class.clone()),
        attributes: Set(serde_json::to_string(&asset.attributes).expect("texts can be written")),
        held: Set(asset.held.into()),
        given_out: Set(asset.out.into()),
        parent: Set(asset.parent.map(|parent| parent.0)),
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
        parent: row.parent.map(AssetId),
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
        remarks: Set(entry.remarks.clone()),
    }
}

/// What an act is called.
pub fn act_label(act: asset::Act) -> Label {
    let (ja, en) = match act {
        asset::Act::In => ("受入れ", "Take in"),
        asset::Act::Out => ("払出し・持出し", "Take out"),
        asset::Act::Return => ("返却", "Return"),
        asset::Act::Lend => ("貸出し", "Lend"),
        asset::Act::HandBack => ("借用物の返却", "Hand back"),
        asset::Act::TakeBack => ("返却の受入れ", "Accept it back"),
        asset::Act::Use => ("使用開始", "Put to use"),
        asset::Act::Inspect => ("点検", "Inspect"),
        asset::Act::Custody => ("保管替え", "Change of custody"),
        asset::Act::Write => ("データの保存", "Save on it"),
        asset::Act::Wipe => ("消去", "Wipe"),
        asset::Act::Retire => ("不要の決定", "No longer needed"),
        asset::Act::Dispose => ("廃棄・処分", "Dispose"),
        asset::Act::Give => ("交付・返還", "Hand over or give back"),
        asset::Act::Copy => ("複写", "Copy"),
        asset::Act::Note => ("その他の記載", "Note"),
        asset::Act::Lose => ("亡失", "Lost"),
        asset::Act::Find => ("発見", "Found"),
    };
    Label {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}
