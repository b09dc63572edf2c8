//! What of the trail goes with an export: the entries that say how far its journals go and what
//! came in on their day, the entries after each up to the next signed head, and that head. Nothing
//! else of a unit's trail leaves.

use std::collections::BTreeMap;

use admin_core::trail::audit::Record;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use crate::{
    limits::PROOF_ENTRIES,
    store::table::{signed_leaf, trail_entry},
    trail::{self, heads, line},
};

/// Lines of JSON, entries before the heads that cover them, for entries by unit and number. One that
/// no head covers yet has none.
pub async fn lines(db: &impl ConnectionTrait, notes: &[(Uuid, i64)]) -> Result<String, DbErr> {
    let (mut entries, mut covering) = (BTreeMap::new(), BTreeMap::new());
    for (unit, seq) in notes {
        let leaf = signed_leaf::Entity::find()
            .filter(signed_leaf::Column::Unit.eq(*unit))
            .filter(signed_leaf::Column::Seq.gte(*seq))
            .order_by_asc(signed_leaf::Column::Seq)
            .one(db)
            .await?;
        let Some(leaf) = leaf else { continue };
        let rows = trail_entry::Entity::find()
            .filter(trail_entry::Column::Unit.eq(*unit))
            .filter(trail_entry::Column::Seq.between(*seq, leaf.seq))
            .order_by_asc(trail_entry::Column::Seq)
            .limit(PROOF_ENTRIES)
            .all(db)
            .await?;
        entries.extend(rows.into_iter().map(|row| ((row.unit, row.seq), row)));
        if let Some(head) = heads::with_leaves(db, leaf.number).await? {
            covering.insert(leaf.number, head);
        }
    }
    let entries = entries.into_values().map(trail::record_of);
    let heads = covering.into_values();
    let heads = heads.map(|(head, leaves)| Record::Head(head, leaves));
    let lines = entries.chain(heads).map(line::write);
    Ok(lines.map(|line| line + "\n").collect())
}
