//! The stored trail as the audit reads it: anchors, then heads in their order, each after the
//! entries it covers, then what no head covers yet.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use admin_core::trail::{
    Head,
    audit::Record,
    signed_head::{Leaf, SignedHead},
};
use protocol::id::UnitId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait,
    IsolationLevel, QueryFilter, QueryOrder, QuerySelect, TransactionOptions, TransactionTrait,
    prelude::Uuid,
};

use super::{anchor_of, entry_of, hash_of, heads};
use crate::{
    limits::{STREAM_PAGE, STREAM_ROWS},
    store::table::{trail_anchor, trail_entry, trail_head},
};

/// Reads everything as it is at one moment, also while others write.
pub async fn read_snapshot<E: From<DbErr>>(
    db: &DatabaseConnection,
    take: impl FnMut(Record) -> Result<(), E>,
) -> Result<(), E> {
    let isolation_level = match db.get_database_backend() {
        // A read transaction of SQLite sees one moment by itself.
        DbBackend::Sqlite => None,
        _ => Some(IsolationLevel::RepeatableRead),
    };
    let options = TransactionOptions {
        isolation_level,
        ..TransactionOptions::default()
    };
    let txn = db.begin_with_options(options).await?;
    read(&txn, take).await?;
    txn.commit().await?;
    Ok(())
}

/// Reads everything, giving record by record to `take`.
pub async fn read<E: From<DbErr>>(
    db: &impl ConnectionTrait,
    mut take: impl FnMut(Record) -> Result<(), E>,
) -> Result<(), E> {
    let mut chains = Chains::open(db).await?;
    for row in trail_anchor::Entity::find()
        .order_by_asc(trail_anchor::Column::Unit)
        .order_by_asc(trail_anchor::Column::FirstSeq)
        .all(db)
        .await?
    {
        take(Record::Anchor(anchor_of(row)))?;
    }
    let mut number = 0;
    loop {
        let page = heads::page_after(db, number).await?;
        let Some(last) = page.last() else { break };
        let leaves = heads::leaves_between(db, number + 1, last.statement.number).await?;
        number = last.statement.number;
        for (head, leaves) in with_leaves(page, leaves) {
            for leaf in &leaves {
                chains
                    .up_to(db, leaf.unit, leaf.head.seq, &mut take)
                    .await?;
            }
            take(Record::Head(head, leaves))?;
        }
    }
    for unit in chains.units() {
        chains.up_to(db, unit, i64::MAX, &mut take).await?;
    }
    for row in trail_head::Entity::find().all(db).await? {
        let head = Head {
            seq: row.seq,
            hash: hash_of(&row.hash),
        };
        take(Record::End(UnitId(row.unit), head))?;
    }
    Ok(())
}

fn with_leaves(
    heads: Vec<SignedHead>,
    leaves: Vec<(i64, Leaf)>,
) -> impl Iterator<Item = (SignedHead, Vec<Leaf>)> {
    let mut by_number: BTreeMap<i64, Vec<Leaf>> = BTreeMap::new();
    for (number, leaf) in leaves {
        by_number.entry(number).or_default().push(leaf);
    }
    heads.into_iter().map(move |head| {
        let own = by_number.remove(&head.statement.number);
        (head, own.unwrap_or_default())
    })
}

/// Where each unit's chain is read, with the rows read ahead.
struct Chains {
    rows: BTreeMap<UnitId, Chain>,
    page: u64,
}

#[derive(Default)]
struct Chain {
    ahead: VecDeque<trail_entry::Model>,
    after_seq: i64,
    is_over: bool,
}

impl Chains {
    async fn open(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let units: Vec<Uuid> = trail_entry::Entity::find()
            .select_only()
            .column(trail_entry::Column::Unit)
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        // All units together read ahead a bounded number of rows.
        let page = (STREAM_ROWS / units.len().max(1) as u64).clamp(1, STREAM_PAGE);
        let rows = units
            .into_iter()
            .map(|unit| (UnitId(unit), Chain::default()));
        Ok(Self {
            rows: rows.collect(),
            page,
        })
    }

    fn units(&self) -> BTreeSet<UnitId> {
        self.rows.keys().copied().collect()
    }

    async fn up_to<E: From<DbErr>>(
        &mut self,
        db: &impl ConnectionTrait,
        unit: UnitId,
        seq: i64,
        take: &mut impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(chain) = self.rows.get_mut(&unit) else {
            return Ok(());
        };
        loop {
            while let Some(row) = chain.ahead.pop_front_if(|row| row.seq <= seq) {
                let hash = hash_of(&row.hash);
                take(Record::Entry(entry_of(row), hash))?;
            }
            if chain.is_over || !chain.ahead.is_empty() {
                return Ok(());
            }
            let page = trail_entry::Entity::find()
                .filter(trail_entry::Column::Unit.eq(unit.0))
                .filter(trail_entry::Column::Seq.gt(chain.after_seq))
                .order_by_asc(trail_entry::Column::Seq)
                .limit(self.page)
                .all(db)
                .await?;
            chain.is_over = page.is_empty();
            chain.after_seq = page.last().map_or(chain.after_seq, |row| row.seq);
            chain.ahead.extend(page);
        }
    }
}
