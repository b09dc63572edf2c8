//! What the system notices of a film by itself is told in a case: nobody registered for it, or its
//! bytes are not what came in.

use std::collections::BTreeMap;

use admin_core::{footage::Quarantine, rulebook::workflow::Event};
use protocol::id::{AssetId, UnitId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::Films;
use crate::{
    Admin,
    cases::{by_event, store},
    problem::Refused,
    store::table::rulebook_case::{self, Column},
};

/// Begins the case, unless one about the film is open.
pub(super) async fn tell(
    txn: &DatabaseTransaction,
    admin: &Admin,
    films: &Films,
    terms: &Quarantine,
    unit: UnitId,
    film: AssetId,
) -> Result<(), Refused> {
    let open = rulebook_case::Entity::find()
        .filter(store::is_about(&film.to_string()))
        .filter(Column::Workflow.eq(&terms.workflow))
        .filter(Column::Closed.eq(false))
        .one(txn)
        .await?;
    if open.is_some() {
        return Ok(());
    }
    let values = BTreeMap::from([
        (terms.film.clone(), json!(film)),
        (terms.reason.clone(), json!(terms.is)),
    ]);
    let noticed = (Event::Noticed, &values);
    let workflow = (&*films.rulebook, terms.workflow.as_str());
    by_event::begin(txn, admin, workflow, unit, noticed).await?;
    Ok(())
}
