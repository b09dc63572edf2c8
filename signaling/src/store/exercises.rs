//! Exercises and what happened in them.

use std::collections::BTreeMap;

use admin::problem::Refused;
use protocol::{
    id::{AccountId, ReportId, UnitId},
    report::Exercise,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, prelude::Uuid,
};
use signaling_core::exercise::Happened;

use super::{
    reports::{Loaded, complete},
    table::{exercise_event, report},
    words::{of_word, word},
};
use crate::limits::{EXERCISE_EVENTS_MAX, EXERCISES_LISTED};

/// Adds to what happened; beyond the bound nothing more is noted.
pub async fn note(
    txn: &impl ConnectionTrait,
    report: ReportId,
    at: UnixMs,
    happened: &[Happened],
) -> Result<(), Refused> {
    use exercise_event::Column;
    if happened.is_empty() {
        return Ok(());
    }
    let noted = exercise_event::Entity::find()
        .filter(Column::Report.eq(report.0))
        .count(txn)
        .await?;
    let left = EXERCISE_EVENTS_MAX.saturating_sub(noted);
    let left = usize::try_from(left).unwrap_or(0);
    for (seq, one) in (noted..).zip(happened.iter().take(left)) {
        let (kind, word) = match one {
            Happened::Stuck(obstacle) => ("stuck", word(obstacle)),
            Happened::Free => ("free", String::new()),
            Happened::Act(act) => ("act", act.clone()),
        };
        let row = exercise_event::ActiveModel {
            report: Set(report.0),
            seq: Set(i32::try_from(seq).unwrap_or(i32::MAX)),
            at_ms: Set(at.0),
            kind: Set(kind.to_owned()),
            word: Set(word),
        };
        exercise_event::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// The newest exercises of a headquarters, or those of one person there.
pub async fn newest(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
    of: Option<AccountId>,
) -> Result<Vec<Loaded>, Refused> {
    let mut asked = report::Entity::find()
        .filter(report::Column::Headquarters.eq(headquarters.0))
        .filter(report::Column::Exercise.ne(word(&Exercise::No)))
        .order_by_desc(report::Column::CreatedMs)
        .limit(EXERCISES_LISTED);
    if let Some(person) = of {
        asked = asked.filter(report::Column::Operator.eq(person.0));
    }
    let mut found = Vec::new();
    for row in asked.all(db).await? {
        found.push(complete(db, row).await?);
    }
    Ok(found)
}

/// What happened in each of these, in order.
pub async fn events(
    db: &impl ConnectionTrait,
    reports: &[Loaded],
) -> Result<BTreeMap<Uuid, Vec<(UnixMs, Happened)>>, Refused> {
    use exercise_event::Column;
    let ids = reports.iter().map(|loaded| loaded.row.id);
    let rows = exercise_event::Entity::find()
        .filter(Column::Report.is_in(ids))
        .order_by_asc(Column::Report)
        .order_by_asc(Column::Seq)
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for row in rows {
        let happened = match row.kind.as_str() {
            "stuck" => Happened::Stuck(of_word(&row.word)?),
            "free" => Happened::Free,
            _ => Happened::Act(row.word),
        };
        let events = found.entry(row.report).or_default();
        events.push((UnixMs(row.at_ms), happened));
    }
    Ok(found)
}
