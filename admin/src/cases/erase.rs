//! A case whose years of keeping are over: its values, its files and the key that sealed them go.
//! What stays is that there was one: number, moments, the state, and the entry in the trail.

use admin_core::{case::Effects, rulebook::Rulebook};
use protocol::id::{AssetId, CaseId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::files;
use crate::{Admin, ledgers, problem::Refused, store::table::asset_entry};

/// The case as it stays.
pub(super) fn emptied(effects: &mut Effects) {
    let case = &mut effects.case;
    case.values.clear();
    case.approvals.clear();
    // Who took which step was a part of what is over.
    let last = case.done.pop();
    case.done = last.into_iter().collect();
}

/// Takes away what lies beside the row, after that was stored.
pub(super) async fn rest(
    txn: &DatabaseTransaction,
    admin: &Admin,
    id: CaseId,
    lines_of: &[AssetId],
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    files::forget_of(txn, admin, id).await?;
    for thing in lines_of {
        lines(txn, *thing, rulebook).await?;
    }
    Ok(admin.keys().destroy_case_key(id).await?)
}

/// The lines of a thing with which nothing more is done. Its number stays taken.
async fn lines(
    txn: &DatabaseTransaction,
    thing: AssetId,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let asset = ledgers::find(txn, thing).await?;
    let is_over = asset.is_some_and(|asset| {
        let ledger = rulebook.ledgers.get(&asset.kind);
        ledger.is_some_and(|ledger| ledger.kind.last.contains(&asset.state))
    });
    if is_over {
        asset_entry::Entity::delete_many()
            .filter(asset_entry::Column::Asset.eq(thing.0))
            .exec(txn)
            .await?;
    }
    Ok(())
}
