//! Who handles the open reports, and what other headquarters offer.

use admin::problem::Refused;
use protocol::{
    id::{AccountId, ReportId, UnitId},
    supervision::Pass,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};
use signaling_core::desk::Desk;

use super::{table::report, words::of_json};
use crate::limits::{OPEN_REPORTS_MAX, PASSES_LISTED};

/// Who handles an open report.
#[derive(Clone, Debug)]
pub struct Handled {
    pub report: ReportId,
    pub headquarters: UnitId,
    pub handler: AccountId,
    pub desk: Desk,
}

/// The handlers of all open reports.
pub async fn handled(db: &impl ConnectionTrait) -> Result<Vec<Handled>, Refused> {
    let rows: Vec<(Uuid, Uuid, Uuid, String)> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .column(report::Column::Headquarters)
        .column(report::Column::Operator)
        .column(report::Column::Desk)
        .filter(report::Column::NextDeadlineMs.is_not_null())
        .limit(OPEN_REPORTS_MAX)
        .into_tuple()
        .all(db)
        .await?;
    let handled = rows.into_iter().map(|(id, headquarters, handler, desk)| {
        Ok(Handled {
            report: ReportId(id),
            headquarters: UnitId(headquarters),
            handler: AccountId(handler),
            desk: of_json(desk)?,
        })
    });
    handled.collect()
}

/// The open reports of a headquarters that are shown to officers.
pub async fn shown(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
) -> Result<Vec<ReportId>, Refused> {
    let all = handled(db).await?.into_iter();
    let own = all.filter(|one| one.headquarters == headquarters && one.desk.shown.is_some());
    Ok(own.map(|one| one.report).collect())
}

/// What is offered to a headquarters, the oldest first.
pub async fn passes(db: &impl ConnectionTrait, to: UnitId) -> Result<Vec<Pass>, Refused> {
    let rows: Vec<String> = report::Entity::find()
        .select_only()
        .column(report::Column::Desk)
        .filter(report::Column::PassTo.eq(to.0))
        .order_by_asc(report::Column::CreatedMs)
        .limit(PASSES_LISTED)
        .into_tuple()
        .all(db)
        .await?;
    let desks = rows.into_iter().map(of_json::<Desk>);
    desks
        .filter_map(|desk| desk.map(|desk| desk.pass).transpose())
        .collect()
}
