//! The trail in the store: each act is appended inside the transaction that does it.

pub mod check;
pub mod heads;
pub mod line;
pub mod purge;
pub mod search;
pub mod stream;
pub mod words;

use admin_core::calendar::Month;
use admin_core::trail::{
    Entry, Hash, Head,
    anchor::Anchor,
    audit::{Audit, Finding, Record},
};
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    limits::TRAIL_PAGE,
    store::table::{trail_anchor, trail_entry, trail_head},
};

pub use admin_core::{
    action::Action,
    trail::{Act, Actor, Subject},
};

/// Why a chain does not hold, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    #[error("{0}")]
    Broken(Finding),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Appends one act to its unit's chain and returns its number.
pub async fn append(txn: &impl ConnectionTrait, act: &Act) -> Result<i64, DbErr> {
    // Counting the head up locks its row until the transaction ends, so that two acts of one unit
    // cannot take the same number on any database.
    let head = take_head(txn, act.unit).await?;
    let entry = act.entry_after(&head);
    let (seq, hash) = (entry.seq, entry.hash());
    trail_entry::Entity::insert(row_of(entry, hash))
        .exec_without_returning(txn)
        .await?;
    trail_head::Entity::update_many()
        .col_expr(trail_head::Column::Hash, Expr::value(hash.to_vec()))
        .filter(trail_head::Column::Unit.eq(act.unit.0))
        .exec(txn)
        .await?;
    Ok(seq)
}

/// Checks a unit's whole chain by itself: what signed heads say of it is not asked. Where it ends
/// comes back.
pub async fn verify(db: &impl ConnectionTrait, unit: UnitId) -> Result<Head, TrailError> {
    let mut audit = Audit::new(Vec::new(), []);
    let mut end = Head::EMPTY;
    stream::read(db, |record| {
        match &record {
            Record::Head(..) => return Ok(()),
            Record::End(of, head) if *of == unit => end = *head,
            _ => {}
        }
        audit.take(&record);
        Ok::<_, DbErr>(())
    })
    .await?;
    let report = audit.finish();
    let mut findings = report.findings.kept().iter();
    match findings.find(|finding| finding.unit() == Some(unit)) {
        Some(finding) => Err(TrailError::Broken(*finding)),
        None => Ok(end),
    }
}

/// The entries after number `seq`, oldest first; at most one page.
pub async fn page_after(
    db: &impl ConnectionTrait,
    unit: UnitId,
    seq: i64,
) -> Result<Vec<trail_entry::Model>, DbErr> {
    trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .filter(trail_entry::Column::Seq.gt(seq))
        .order_by_asc(trail_entry::Column::Seq)
        .limit(TRAIL_PAGE)
        .all(db)
        .await
}

/// Counts the head up and returns it as it was before.
async fn take_head(txn: &impl ConnectionTrait, unit: UnitId) -> Result<Head, DbErr> {
    let taken = trail_head::Entity::update_many()
        .col_expr(
            trail_head::Column::Seq,
            Expr::col(trail_head::Column::Seq).add(1),
        )
        .filter(trail_head::Column::Unit.eq(unit.0))
        .exec_with_returning(txn)
        .await?;
    if let Some(row) = taken.into_iter().next() {
        return Ok(Head {
            seq: row.seq - 1,
            hash: hash_of(&row.hash),
        });
    }
    let first = trail_head::ActiveModel {
        unit: Set(unit.0),
        seq: Set(1),
        hash: Set(Head::EMPTY.hash.to_vec()),
        signed_seq: Set(0),
    };
    trail_head::Entity::insert(first)
        .exec_without_returning(txn)
        .await?;
    Ok(Head::EMPTY)
}

fn row_of(entry: Entry, hash: Hash) -> trail_entry::ActiveModel {
    trail_entry::ActiveModel {
        unit: Set(entry.unit.0),
        seq: Set(entry.seq),
        prev_hash: Set(entry.prev_hash.to_vec()),
        at_ms: Set(entry.at.0),
        actor: Set(entry.actor),
        post: Set(entry.post),
        terminal: Set(entry.terminal),
        action: Set(entry.action),
        subjects: Set(entry.subjects),
        clause: Set(entry.clause),
        result: Set(entry.result),
        hash: Set(hash.to_vec()),
    }
}

/// A stored entry as the audit takes it.
pub(crate) fn record_of(row: trail_entry::Model) -> Record {
    let hash = hash_of(&row.hash);
    Record::Entry(entry_of(row), hash)
}

fn entry_of(row: trail_entry::Model) -> Entry {
    Entry {
        unit: UnitId(row.unit),
        seq: row.seq,
        prev_hash: hash_of(&row.prev_hash),
        at: UnixMs(row.at_ms),
        actor: row.actor,
        post: row.post,
        terminal: row.terminal,
        action: row.action,
        subjects: row.subjects,
        clause: row.clause,
        result: row.result,
    }
}

fn anchor_of(row: trail_anchor::Model) -> Anchor {
    Anchor {
        unit: UnitId(row.unit),
        // A month that was made unreadable no longer fits its anchor's hash.
        month: row.month.parse().unwrap_or_else(|_| Month::of(UnixMs(0))),
        first_seq: row.first_seq,
        last_seq: row.last_seq,
        closing: hash_of(&row.closing),
        prev: hash_of(&row.prev),
    }
}

/// A stored hash of another length is no hash of ours; as zeros it fails the check.
fn hash_of(bytes: &[u8]) -> Hash {
    bytes.try_into().unwrap_or_default()
}
