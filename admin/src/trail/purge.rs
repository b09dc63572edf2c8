//! Entries go after their years; an anchor and a proof stay (IS-13.3, O-47).

use admin_core::{
    limits::TRAIL_YEARS,
    trail::anchor::{Anchor, Purge, Purging},
};
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::{anchor_of, append, entry_of, hash_of, page_after};
use crate::{
    limits::PURGE_AT_ONCE,
    store::{
        Db, StoreError,
        table::{trail_anchor, trail_entry, trail_head},
    },
};

/// Purges every unit's chain; how many entries went. `now` must be a believed time.
pub async fn purge_all(db: &Db, now: UnixMs) -> Result<i64, StoreError> {
    let heads = trail_head::Entity::find().all(&**db).await?;
    let mut gone = 0;
    for head in heads {
        gone += purge_unit(db, &head, now).await?;
    }
    Ok(gone)
}

/// The newest anchor of a unit.
pub async fn last_anchor(db: &impl ConnectionTrait, unit: UnitId) -> Result<Option<Anchor>, DbErr> {
    let row = trail_anchor::Entity::find()
        .filter(trail_anchor::Column::Unit.eq(unit.0))
        .order_by_desc(trail_anchor::Column::LastSeq)
        .one(db)
        .await?;
    Ok(row.map(anchor_of))
}

/// One bounded step; the next look takes the next.
async fn purge_unit(db: &Db, head: &trail_head::Model, now: UnixMs) -> Result<i64, StoreError> {
    let unit = UnitId(head.unit);
    let Some(purge) = plan(&**db, unit, head.signed_seq, now).await? else {
        return Ok(0);
    };
    db.write(async |txn| {
        trail_entry::Entity::delete_many()
            .filter(trail_entry::Column::Unit.eq(unit.0))
            .filter(trail_entry::Column::Seq.lte(purge.last.last_seq))
            .exec(txn)
            .await?;
        for anchor in &purge.anchors {
            store(txn, anchor).await?;
        }
        append(txn, &purge.proof(now)).await?;
        Ok(purge.count())
    })
    .await
}

async fn plan(
    db: &impl ConnectionTrait,
    unit: UnitId,
    covered_seq: i64,
    now: UnixMs,
) -> Result<Option<Purge>, DbErr> {
    let last = last_anchor(db, unit).await?;
    let mut purging = Purging::new(last, covered_seq, TRAIL_YEARS, now);
    let (mut seq, mut taken) = (last.map_or(0, |anchor| anchor.last_seq), 0);
    'pages: while taken < PURGE_AT_ONCE {
        let page = page_after(db, unit, seq).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let hash = hash_of(&row.hash);
            let entry = entry_of(row);
            seq = entry.seq;
            if taken >= PURGE_AT_ONCE || !purging.take(&entry, hash) {
                break 'pages;
            }
            taken += 1;
        }
    }
    Ok(purging.finish())
}

async fn store(txn: &impl ConnectionTrait, anchor: &Anchor) -> Result<(), DbErr> {
    use trail_anchor::Column::{Closing, FirstSeq, LastSeq, Month, Prev, Unit};
    let row = trail_anchor::ActiveModel {
        unit: Set(anchor.unit.0),
        month: Set(anchor.month.to_string()),
        first_seq: Set(anchor.first_seq),
        last_seq: Set(anchor.last_seq),
        closing: Set(anchor.closing.to_vec()),
        prev: Set(anchor.prev.to_vec()),
    };
    let grown = OnConflict::columns([Unit, Month])
        .update_columns([FirstSeq, LastSeq, Closing, Prev])
        .to_owned();
    trail_anchor::Entity::insert(row)
        .on_conflict(grown)
        .exec_without_returning(txn)
        .await
        .map(drop)
}
