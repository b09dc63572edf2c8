//! Reports that a database brought back from a backup shows as running, or as kept, and whose key
//! was destroyed since: they end here, so that their deletion can be carried out again.

use std::collections::BTreeSet;

use admin::{
    core::trail::SubjectCode,
    store::table::deadline,
    trail::{self, Action, Actor, Subject},
};
use protocol::{id::ReportId, report::EndReason};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};
use signaling_core::{Command, Decision, decide};

use super::{DUTY, begin};
use crate::{
    Signaling,
    failure::Failure,
    limits::REPORTS_AT_ONCE,
    store::{reports, table::report, viewers},
};

/// Before any deletion is carried out again. How many ended.
pub async fn end_keyless(signaling: &Signaling) -> Result<usize, Failure> {
    let (admin, mut ended, mut last) = (signaling.admin(), 0, Uuid::nil());
    loop {
        let page: Vec<Uuid> = report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .filter(report::Column::Id.gt(last))
            .order_by_asc(report::Column::Id)
            .limit(REPORTS_AT_ONCE)
            .into_tuple()
            .all(&**admin.db())
            .await?;
        let Some(end) = page.last() else {
            return Ok(ended);
        };
        last = *end;
        let gone = admin.keys().without_key(&page).await?;
        for id in without_deadline(&**admin.db(), gone).await? {
            end_one(signaling, id).await?;
            ended += 1;
        }
    }
}

/// Those that have, and had, no day of erasure.
async fn without_deadline(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<ReportId>, DbErr> {
    let subject = |id: &Uuid| SubjectCode::from(Subject::Report(ReportId(*id)));
    let subjects = ids.iter().map(|id| subject(id).to_string());
    let known: Vec<String> = deadline::Entity::find()
        .select_only()
        .column(deadline::Column::Subject)
        .filter(deadline::Column::Duty.eq(DUTY))
        .filter(deadline::Column::Subject.is_in(subjects))
        .into_tuple()
        .all(db)
        .await?;
    let known: BTreeSet<_> = known.into_iter().collect();
    let new = ids
        .into_iter()
        .filter(|id| !known.contains(subject(id).as_str()));
    Ok(new.map(ReportId).collect())
}

async fn end_one(signaling: &Signaling, id: ReportId) -> Result<(), Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let write = admin.db().begin_write().await?;
    let Some(loaded) = reports::load(&*write, id).await? else {
        return Ok(());
    };
    let before = loaded.report;
    let mut after = before.clone();
    if !before.state.is_over() {
        let command = Command::OperatorEnds {
            reason: Some(EndReason::Technical),
        };
        let Decision { report, .. } = decide(&before, command, now)?;
        after = report;
        reports::save(&*write, &loaded.row, &before, &after).await?;
        viewers::end_all(&*write, id, now).await?;
        let act = trail::Act::new(after.headquarters, now, Actor::System, Action::ExpireReport)
            .about(Subject::Report(id))
            .about(Subject::Word("key_destroyed"));
        trail::append(&*write, &act).await?;
    }
    begin(&write, signaling, &after, now).await?;
    write.commit().await?;
    Ok(())
}
