//! A report as the core knows it, from and to its rows.

use std::collections::BTreeMap;

use admin::{cases, core::calendar::japan, keys::DataKey, problem::Refused};
use protocol::{
    id::{AccountId, CaseId, ReportId, UnitId, WebrtcSessionId},
    report::{FunnelStep, ReportState, Stuck},
    request::Channel,
    supervision::Staff,
    text::Language,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};
use signaling_core::report::{Ending, Report};

use super::{
    facts, instructions, links,
    notes::Confirmed,
    promises, staff_sessions,
    table::{report, report_funnel, report_instruction},
    words::{json, of_json, of_word, word},
};
use crate::{
    limits::{DEADLINES_AT_ONCE, OPEN_REPORTS_LISTED, OPEN_REPORTS_MAX, REPORTS_LISTED},
    request_case,
};

/// A report with its row; the row holds what no decision asks for.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub row: report::Model,
    pub report: Report,
    /// What nobody has acknowledged yet.
    pub instructions: Vec<report_instruction::Model>,
    /// When the measures after a mis-send were closed.
    pub measures_closed: Option<UnixMs>,
    /// When an officer's use has to be reported (VR-5.1.2).
    pub use_due: Option<UnixMs>,
}

/// Loads one report. Within a transaction its row stays locked until the end.
pub async fn load(db: &impl ConnectionTrait, id: ReportId) -> Result<Option<Loaded>, Refused> {
    let Some(row) = report::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    complete(db, row).await.map(Some)
}

/// Every open report of a headquarters and the newest of those that are over, the newest first.
pub async fn newest(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
) -> Result<Vec<Loaded>, Refused> {
    let own = || {
        report::Entity::find()
            .filter(report::Column::Headquarters.eq(headquarters.0))
            .order_by_desc(report::Column::CreatedMs)
            .order_by_desc(report::Column::Id)
    };
    let mut rows = own()
        .filter(report::Column::NextDeadlineMs.is_not_null())
        .limit(OPEN_REPORTS_LISTED)
        .all(db)
        .await?;
    let over = own()
        .filter(report::Column::NextDeadlineMs.is_null())
        .limit(REPORTS_LISTED)
        .all(db)
        .await?;
    rows.extend(over);
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_ms, row.id)));
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(complete(db, row).await?);
    }
    Ok(all)
}

/// The report that a request's case led to.
pub async fn of_request(
    db: &impl ConnectionTrait,
    case: CaseId,
) -> Result<Option<ReportId>, DbErr> {
    let row = report::Entity::find()
        .filter(report::Column::RequestCase.eq(case.0))
        .one(db)
        .await?;
    Ok(row.map(|row| ReportId(row.id)))
}

/// Reports that are not over: only they have a deadline.
pub async fn open(db: &impl ConnectionTrait) -> Result<Vec<ReportId>, DbErr> {
    let ids: Vec<Uuid> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::NextDeadlineMs.is_not_null())
        .limit(OPEN_REPORTS_MAX)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ReportId).collect())
}

/// Reports that somebody films for at this moment, held ones too, and who handles each.
pub async fn running(db: &impl ConnectionTrait) -> Result<Vec<(ReportId, AccountId)>, DbErr> {
    let states = [
        ReportState::Connecting,
        ReportState::Live,
        ReportState::Interrupted,
    ];
    let rows: Vec<(Uuid, Uuid)> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .column(report::Column::Operator)
        .filter(report::Column::NextDeadlineMs.is_not_null())
        .filter(report::Column::State.is_in(states.map(|state| word(&state))))
        .limit(OPEN_REPORTS_MAX)
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, handler)| (ReportId(id), AccountId(handler)))
        .collect())
}

/// The next deadlines, the earliest first.
pub async fn deadlines(db: &impl ConnectionTrait) -> Result<Vec<(ReportId, UnixMs)>, DbErr> {
    let next: Vec<(Uuid, i64)> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .column(report::Column::NextDeadlineMs)
        .filter(report::Column::NextDeadlineMs.is_not_null())
        .order_by_asc(report::Column::NextDeadlineMs)
        .limit(DEADLINES_AT_ONCE)
        .into_tuple()
        .all(db)
        .await?;
    let next = next.into_iter();
    Ok(next.map(|(id, at)| (ReportId(id), UnixMs(at))).collect())
}

/// Enters a new report with its link.
pub async fn insert(
    txn: &impl ConnectionTrait,
    new: &Loaded,
    token_hash: Option<&[u8]>,
) -> Result<(), Refused> {
    let Loaded { row, report, .. } = new;
    report::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(txn)
        .await?;
    links::insert(txn, report, token_hash).await?;
    insert_funnel(txn, report, &BTreeMap::new()).await?;
    facts::write(txn, row, report, None).await
}

/// The number that people say: the day, and how many there were before.
pub async fn next_number(
    txn: &impl ConnectionTrait,
    headquarters: UnitId,
    now: UnixMs,
) -> Result<String, DbErr> {
    let day = japan::day_of(now);
    let count = promises::next_number(txn, headquarters, &day.to_string()).await?;
    Ok(format!("{:02}{:02}-{count:03}", day.month(), day.day()))
}

/// Where another report has the channel that its link went by.
pub const STAFF_CHANNEL: &str = "staff";

/// How the link went out; nothing went out to an officer.
pub fn channel(row: &report::Model) -> Result<Option<Channel>, Refused> {
    if row.channel == STAFF_CHANNEL {
        return Ok(None);
    }
    Ok(Some(of_word(&row.channel)?))
}

/// What a new report's row begins with.
pub struct New<'a> {
    pub number: String,
    pub check_word: u32,
    pub channel: String,
    pub language: Language,
    pub destination: &'a str,
    pub note: &'a str,
}

pub fn new_row(report: &Report, key: &DataKey, new: New<'_>, now: UnixMs) -> report::Model {
    let row = report::Model {
        id: report.id.0,
        headquarters: report.headquarters.0,
        number: new.number,
        operator: report.handler.account.0,
        operator_name: report.handler.name.clone(),
        check_word: new.check_word.cast_signed(),
        created_ms: now.0,
        state: String::new(),
        destination: key.seal("destination", new.destination.as_bytes()),
        note: key.seal("note", new.note.as_bytes()),
        case_number: None,
        report_after_due_ms: None,
        phone: None,
        stuck_obstacle: None,
        stuck_ms: None,
        publisher: None,
        live_since_ms: None,
        ended_ms: None,
        end_reason: None,
        totals: String::new(),
        last_point: None,
        last_picture: None,
        next_deadline_ms: None,
        channel: new.channel,
        language: word(&new.language),
        risks: json(&[(); 0]),
        request_case: None,
        prolong_reason: None,
        spoken_consent_ms: None,
        desk: String::new(),
        confirmed: None,
        notes: None,
        pass_to: None,
        exercise: String::new(),
    };
    row_after(&row, report)
}

/// Writes what changed between two states.
pub async fn save(
    txn: &impl ConnectionTrait,
    row: &report::Model,
    before: &Report,
    after: &Report,
) -> Result<(), DbErr> {
    row_after(row, after)
        .into_active_model()
        .reset_all()
        .update(txn)
        .await?;
    links::save(txn, after.id, &before.link, &after.link).await?;
    insert_funnel(txn, after, &before.funnel).await
}

/// The row of a report in its new state.
pub fn row_after(row: &report::Model, report: &Report) -> report::Model {
    report::Model {
        state: word(&report.state),
        phone: report.phone.as_ref().map(json),
        stuck_obstacle: report.stuck.map(|stuck| word(&stuck.obstacle)),
        stuck_ms: report.stuck.map(|stuck| stuck.at_ms.0),
        publisher: report.publisher.map(|session| session.0),
        live_since_ms: report.live_since.map(|at| at.0),
        ended_ms: report.ended.map(|ending| ending.at.0),
        end_reason: report.ended.map(|ending| word(&ending.reason)),
        totals: json(&report.totals),
        next_deadline_ms: report.next_deadline().map(|at| at.0),
        headquarters: report.headquarters.0,
        operator: report.handler.account.0,
        operator_name: report.handler.name.clone(),
        desk: json(&report.desk),
        pass_to: report.desk.pass.as_ref().map(|pass| pass.to.unit.0),
        exercise: word(&report.exercise),
        ..row.clone()
    }
}

pub(super) async fn complete(
    db: &impl ConnectionTrait,
    mut row: report::Model,
) -> Result<Loaded, Refused> {
    // The duty may have been done at the task list of whoever holds it.
    if let (Some(case), Some(_)) = (row.request_case, row.report_after_due_ms) {
        let due = request_case::report_after_due(db, CaseId(case)).await?;
        row.report_after_due_ms = due.map(|due| due.0);
        let mut confirmed = Confirmed::of(&row)?;
        if due.is_none() && !confirmed.is_told() {
            confirmed.reported_after = request_case::reported_at(db, CaseId(case)).await?;
            row.confirmed = Some(confirmed.text());
        }
    }
    let funnel = report_funnel::Entity::find()
        .filter(report_funnel::Column::Report.eq(row.id))
        .all(db)
        .await?;
    let report = Report {
        id: ReportId(row.id),
        headquarters: UnitId(row.headquarters),
        state: of_word(&row.state)?,
        exercise: of_word(&row.exercise)?,
        link: links::of_report(db, row.id).await?,
        handler: Staff {
            account: AccountId(row.operator),
            name: row.operator_name.clone(),
        },
        desk: of_json(&row.desk)?,
        funnel: funnel
            .into_iter()
            .map(|row| Ok((of_word::<FunnelStep>(&row.step)?, UnixMs(row.at_ms))))
            .collect::<Result<_, Refused>>()?,
        stuck: match (&row.stuck_obstacle, row.stuck_ms) {
            (Some(obstacle), Some(at)) => Some(Stuck {
                obstacle: of_word(obstacle)?,
                at_ms: UnixMs(at),
            }),
            _ => None,
        },
        phone: row.phone.as_ref().map(of_json).transpose()?,
        publisher: row.publisher.map(WebrtcSessionId),
        live_since: row.live_since_ms.map(UnixMs),
        ended: match (row.ended_ms, &row.end_reason) {
            (Some(at), Some(reason)) => Some(Ending {
                at: UnixMs(at),
                reason: of_word(reason)?,
            }),
            _ => None,
        },
        totals: of_json(&row.totals)?,
    };
    let instructions = instructions::open(db, row.id).await?;
    let measures_closed = match report.desk.mis_send {
        Some(mis_send) => closed(db, mis_send.case).await?,
        None => None,
    };
    let use_due = match report.desk.staff {
        Some(_) => staff_sessions::use_due(db, report.id).await?,
        None => None,
    };
    Ok(Loaded {
        row,
        report,
        instructions,
        measures_closed,
        use_due,
    })
}

/// When a case of the rule engine was closed, if it was.
async fn closed(db: &impl ConnectionTrait, case: CaseId) -> Result<Option<UnixMs>, DbErr> {
    let row = cases::store::find_row(db, case).await?;
    let row = row.filter(|row| row.closed);
    Ok(row.map(|row| UnixMs(row.changed_ms)))
}

async fn insert_funnel(
    txn: &impl ConnectionTrait,
    report: &Report,
    before: &BTreeMap<FunnelStep, UnixMs>,
) -> Result<(), DbErr> {
    for (step, at) in report
        .funnel
        .iter()
        .filter(|(step, _)| !before.contains_key(step))
    {
        let row = report_funnel::ActiveModel {
            report: Set(report.id.0),
            step: Set(word(step)),
            at_ms: Set(at.0),
        };
        report_funnel::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}
