//! Facts of reports for statistics: written with each report, read in pages.

use admin::problem::Refused;
use protocol::{id::UnitId, report::Obstacle, time::UnixMs, upload::FileKind};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, prelude::Uuid, sea_query::OnConflict,
};
use signaling_core::{
    report::Report,
    statistics::{Fact, FileCounts, Known, Origin},
};

use super::{
    notes::Confirmed,
    reports,
    table::{report, report_fact, report_file},
    words::{json, of_json, of_word},
};
use crate::limits::FACTS_AT_ONCE;

/// Writes what statistics keep of a report, in the transaction of what changed it.
pub async fn write(
    txn: &impl ConnectionTrait,
    row: &report::Model,
    report: &Report,
    stuck_before: Option<Obstacle>,
) -> Result<(), Refused> {
    let known = report_fact::Entity::find_by_id(row.id).one(txn).await?;
    let before: Option<Fact> = match &known {
        Some(known) => Some(of_json(&known.fact)?),
        None => None,
    };
    let risks: Vec<_> = of_json(&row.risks)?;
    let facts = Known {
        origin: match report.desk.staff {
            Some(_) => Origin::Staff,
            None => Origin::Caller,
        },
        channel: reports::channel(row)?,
        risks: &risks,
        is_reported: Confirmed::of(row)?.reported,
        files: files(txn, report).await?,
        before: before.as_ref(),
        stuck_before,
    };
    let Some(fact) = Fact::of(report, &facts) else {
        return Ok(());
    };
    let headquarters = report.headquarters.0;
    let same = known.is_some_and(|known| known.headquarters == headquarters);
    if same && before.as_ref() == Some(&fact) {
        return Ok(());
    }
    let new = report_fact::ActiveModel {
        report: Set(row.id),
        headquarters: Set(headquarters),
        sent_ms: Set(row.created_ms),
        fact: Set(json(&fact)),
    };
    let columns = [report_fact::Column::Headquarters, report_fact::Column::Fact];
    let newer = OnConflict::column(report_fact::Column::Report)
        .update_columns(columns)
        .to_owned();
    report_fact::Entity::insert(new)
        .on_conflict(newer)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Files that arrived whole, by their kind.
async fn files(txn: &impl ConnectionTrait, report: &Report) -> Result<FileCounts, Refused> {
    if report.totals.files == 0 {
        return Ok(FileCounts::default());
    }
    let counted: Vec<(String, i64)> = report_file::Entity::find()
        .select_only()
        .column(report_file::Column::Kind)
        .column_as(report_file::Column::Id.count(), "files")
        .filter(report_file::Column::Report.eq(report.id.0))
        .filter(report_file::Column::State.not_like("{\"kind\":\"receiving\"%"))
        .group_by(report_file::Column::Kind)
        .into_tuple()
        .all(txn)
        .await?;
    let mut counts = FileCounts::default();
    for (kind, files) in counted {
        let files = u32::try_from(files).unwrap_or(0);
        match of_word(&kind)? {
            FileKind::FirstPicture | FileKind::Still => counts.stills += files,
            FileKind::Picture => counts.pictures += files,
            FileKind::Film => counts.films += files,
            // The live video itself, in time or late.
            FileKind::Recording | FileKind::Late => {}
        }
    }
    Ok(counts)
}

/// A fact with what it is counted by.
pub struct Counted {
    pub headquarters: UnitId,
    pub sent: UnixMs,
    pub fact: Fact,
}

/// Where the next page of facts begins.
#[derive(Clone, Copy)]
pub struct Place(i64, Uuid);

/// One page of the facts of some time, of one headquarters or of all; and where the next begins.
pub async fn page(
    db: &impl ConnectionTrait,
    (from, until): (UnixMs, UnixMs),
    headquarters: Option<UnitId>,
    after: Option<Place>,
) -> Result<(Vec<Counted>, Option<Place>), Refused> {
    use report_fact::Column;
    let mut asked = report_fact::Entity::find()
        .filter(Column::SentMs.gte(from.0))
        .filter(Column::SentMs.lt(until.0))
        .order_by_asc(Column::SentMs)
        .order_by_asc(Column::Report)
        .limit(FACTS_AT_ONCE);
    if let Some(unit) = headquarters {
        asked = asked.filter(Column::Headquarters.eq(unit.0));
    }
    if let Some(Place(sent_ms, report)) = after {
        let later = Column::SentMs.gt(sent_ms);
        let beside = Condition::all()
            .add(Column::SentMs.eq(sent_ms))
            .add(Column::Report.gt(report));
        asked = asked.filter(Condition::any().add(later).add(beside));
    }
    let rows = asked.all(db).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|rows| rows == FACTS_AT_ONCE);
    let next = rows.last().filter(|_| is_full);
    let next = next.map(|row| Place(row.sent_ms, row.report));
    let counted = rows.into_iter().map(|row| {
        Ok(Counted {
            headquarters: UnitId(row.headquarters),
            sent: UnixMs(row.sent_ms),
            fact: of_json(&row.fact)?,
        })
    });
    Ok((counted.collect::<Result<_, Refused>>()?, next))
}
