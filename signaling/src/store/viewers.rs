//! Who watched from when to when (D4).

use std::collections::BTreeSet;

use protocol::{
    id::{AccountId, ReportId, WebrtcSessionId},
    supervision::{Staff, Watching},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use signaling_core::staff::show;

use super::table::report_viewer;
use crate::limits::VIEWERS_LISTED;

/// A view that began. False: it was noted before.
pub async fn begin(
    txn: &impl ConnectionTrait,
    report: ReportId,
    session: WebrtcSessionId,
    subject: &str,
    staff: &Staff,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let row = report_viewer::ActiveModel {
        session: Set(session.0),
        report: Set(report.0),
        subject: Set(subject.to_owned()),
        account: Set(staff.account.0),
        name: Set(staff.name.clone()),
        from_ms: Set(now.0),
        until_ms: Set(None),
    };
    let once = OnConflict::column(report_viewer::Column::Session)
        .do_nothing()
        .to_owned();
    let inserted = report_viewer::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(inserted == 1)
}

/// A view that is over. False: it was closed before, or never began here.
pub async fn end(
    txn: &impl ConnectionTrait,
    session: WebrtcSessionId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let closed = report_viewer::Entity::update_many()
        .col_expr(report_viewer::Column::UntilMs, Expr::value(now.0))
        .filter(report_viewer::Column::Session.eq(session.0))
        .filter(report_viewer::Column::UntilMs.is_null())
        .exec(txn)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// The report is over, and with it every view.
pub async fn end_all(
    txn: &impl ConnectionTrait,
    report: ReportId,
    now: UnixMs,
) -> Result<(), DbErr> {
    report_viewer::Entity::update_many()
        .col_expr(report_viewer::Column::UntilMs, Expr::value(now.0))
        .filter(report_viewer::Column::Report.eq(report.0))
        .filter(report_viewer::Column::UntilMs.is_null())
        .exec(txn)
        .await
        .map(drop)
}

/// Whoever watched or still does, as the media node knows them.
pub async fn subjects(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<BTreeSet<String>, DbErr> {
    let subjects: Vec<String> = report_viewer::Entity::find()
        .select_only()
        .column(report_viewer::Column::Subject)
        .distinct()
        .filter(report_viewer::Column::Report.eq(report.0))
        .limit(VIEWERS_LISTED)
        .into_tuple()
        .all(db)
        .await?;
    Ok(subjects.into_iter().collect())
}

pub async fn all(db: &impl ConnectionTrait, report: ReportId) -> Result<Vec<Watching>, DbErr> {
    let rows = report_viewer::Entity::find()
        .filter(report_viewer::Column::Report.eq(report.0))
        .order_by_asc(report_viewer::Column::FromMs)
        .limit(VIEWERS_LISTED)
        .all(db)
        .await?;
    let watching = rows.into_iter().map(|row| Watching {
        officer: show::session_of(&row.subject).is_some(),
        staff: Staff {
            account: AccountId(row.account),
            name: row.name,
        },
        from_ms: UnixMs(row.from_ms),
        until_ms: row.until_ms.map(UnixMs),
    });
    Ok(watching.collect())
}
