//! A report as the core knows it, from and to its rows.

use std::collections::BTreeMap;

use admin::{cases, problem::Refused};
use protocol::{
    id::{AccountId, CaseId, DeviceId, LinkId, ReportId, UnitId, WebrtcSessionId},
    report::{Delivery, FunnelStep, ReportState, Stuck},
    supervision::Staff,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};
use signaling_core::{
    access_code::{AccessCode, CodeState},
    consent::Agreed,
    link::{Device, Link, LinkState},
    report::{Ending, Report},
    rules::Rules,
};

use super::{
    instructions,
    notes::Confirmed,
    table::{link, link_token, report, report_device, report_funnel, report_instruction},
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

/// The report behind a link's token.
pub async fn of_token(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
) -> Result<Option<(ReportId, LinkId)>, DbErr> {
    let row = link_token::Entity::find_by_id(token_hash.to_vec())
        .one(db)
        .await?;
    Ok(row.map(|row| (ReportId(row.report), LinkId(row.link))))
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

/// Enters a further token of a report's link.
pub async fn insert_token(
    txn: &impl ConnectionTrait,
    report: &Report,
    token_hash: &[u8],
) -> Result<(), DbErr> {
    let row = link_token::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        link: Set(report.link.id.0),
        report: Set(report.id.0),
    };
    link_token::Entity::insert(row)
        .exec_without_returning(txn)
        .await
        .map(drop)
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
    token_hash: &[u8],
) -> Result<(), DbErr> {
    let Loaded { row, report, .. } = new;
    report::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(txn)
        .await?;
    let mut link = link_row(&report.link);
    link.id = Set(report.link.id.0);
    link.report = Set(report.id.0);
    link.rules = Set(json(&report.link.rules));
    link.max_devices = Set(count(report.link.rules.max_devices));
    link.uses = Set(0);
    link::Entity::insert(link)
        .exec_without_returning(txn)
        .await?;
    insert_token(txn, report, token_hash).await?;
    insert_funnel(txn, report, &BTreeMap::new()).await
}

/// Writes what changed between two states. Uses are counted by `promises`, never written here.
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
    if before.link != after.link {
        let mut link = link_row(&after.link);
        link.id = Set(after.link.id.0);
        link.update(txn).await?;
        save_devices(txn, after.id, &before.link, &after.link).await?;
    }
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
        ..row.clone()
    }
}

async fn complete(db: &impl ConnectionTrait, mut row: report::Model) -> Result<Loaded, Refused> {
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
    let link = link::Entity::find()
        .filter(link::Column::Report.eq(row.id))
        .one(db)
        .await?;
    let link = link.ok_or_else(|| DbErr::RecordNotFound("the link of a report".to_owned()))?;
    let devices = report_device::Entity::find()
        .filter(report_device::Column::Report.eq(row.id))
        .order_by_asc(report_device::Column::BoundMs)
        .all(db)
        .await?;
    let funnel = report_funnel::Entity::find()
        .filter(report_funnel::Column::Report.eq(row.id))
        .all(db)
        .await?;
    let report = Report {
        id: ReportId(row.id),
        headquarters: UnitId(row.headquarters),
        state: of_word(&row.state)?,
        link: link_of(link, devices)?,
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
    Ok(Loaded {
        row,
        report,
        instructions,
        measures_closed,
    })
}

/// When a case of the rule engine was closed, if it was.
async fn closed(db: &impl ConnectionTrait, case: CaseId) -> Result<Option<UnixMs>, DbErr> {
    let row = cases::store::find_row(db, case).await?;
    let row = row.filter(|row| row.closed);
    Ok(row.map(|row| UnixMs(row.changed_ms)))
}

fn link_of(row: link::Model, devices: Vec<report_device::Model>) -> Result<Link, Refused> {
    let rules: Rules = of_json(&row.rules)?;
    Ok(Link {
        id: LinkId(row.id),
        state: link_state_of(&row.state)?,
        rules,
        delivery: Delivery {
            state: of_word(&row.delivery_state)?,
            sends: number(row.sends),
            sends_max: rules.sends_max,
            sent_ms: UnixMs(row.sent_ms),
        },
        opening_deadline: UnixMs(row.opening_deadline_ms),
        session_cap: row.session_cap_ms.map(UnixMs),
        is_warned: row.is_warned,
        is_prolonged: row.is_prolonged,
        code: code_of(&row)?,
        uses: number(row.uses),
        readmissions: number(row.readmissions),
        resumptions: number(row.resumptions),
        devices: devices
            .into_iter()
            .map(device_of)
            .collect::<Result<_, _>>()?,
    })
}

fn code_of(row: &link::Model) -> Result<Option<AccessCode>, Refused> {
    let (Some(stored), Some(state)) = (&row.code_hash, &row.code_state) else {
        return Ok(None);
    };
    let states = [CodeState::Issued, CodeState::Used, CodeState::Locked];
    let state = states
        .into_iter()
        .find(|known| code_state_word(*known) == state)
        .ok_or_else(|| Refused::internal("the state of an access code is damaged"))?;
    Ok(Some(AccessCode {
        hash: hash(stored)?,
        attempts_left: number(row.code_attempts_left.unwrap_or(0)),
        state,
    }))
}

fn device_of(row: report_device::Model) -> Result<Device, Refused> {
    Ok(Device {
        id: DeviceId(row.id),
        key_hash: hash(&row.key_hash)?,
        bound_at: UnixMs(row.bound_ms),
        is_active: row.is_active,
        agreed: Agreed {
            language: of_word(&row.consent_language)?,
            version: row.consent_version,
            text_hash: row
                .consent_text
                .as_deref()
                .map(hash)
                .transpose()?
                .unwrap_or_default(),
        },
    })
}

fn hash(stored: &[u8]) -> Result<[u8; 32], Refused> {
    stored
        .try_into()
        .map_err(|_| Refused::internal("a hash is damaged"))
}

/// What a link's row holds besides its ids and its count of uses.
fn link_row(link: &Link) -> link::ActiveModel {
    link::ActiveModel {
        state: Set(link_state_word(link.state).to_owned()),
        delivery_state: Set(word(&link.delivery.state)),
        sends: Set(count(link.delivery.sends)),
        sent_ms: Set(link.delivery.sent_ms.0),
        is_warned: Set(link.is_warned),
        is_prolonged: Set(link.is_prolonged),
        code_hash: Set(link.code.map(|code| code.hash.to_vec())),
        code_attempts_left: Set(link.code.map(|code| count(code.attempts_left))),
        code_state: Set(link.code.map(|code| code_state_word(code.state).to_owned())),
        opening_deadline_ms: Set(link.opening_deadline.0),
        session_cap_ms: Set(link.session_cap.map(|at| at.0)),
        readmissions: Set(count(link.readmissions)),
        resumptions: Set(count(link.resumptions)),
        ..Default::default()
    }
}

async fn save_devices(
    txn: &impl ConnectionTrait,
    report: ReportId,
    before: &Link,
    after: &Link,
) -> Result<(), DbErr> {
    for device in &after.devices {
        let known = before.devices.iter().find(|known| known.id == device.id);
        if known == Some(device) {
            continue;
        }
        let row = report_device::ActiveModel {
            id: Set(device.id.0),
            report: Set(report.0),
            key_hash: Set(device.key_hash.to_vec()),
            bound_ms: Set(device.bound_at.0),
            is_active: Set(device.is_active),
            consent_language: Set(word(&device.agreed.language)),
            consent_version: Set(device.agreed.version.clone()),
            consent_text: Set(Some(device.agreed.text_hash.to_vec())),
        };
        match known {
            Some(_) => drop(row.update(txn).await?),
            None => drop(
                report_device::Entity::insert(row)
                    .exec_without_returning(txn)
                    .await?,
            ),
        }
    }
    Ok(())
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

fn link_state_word(state: LinkState) -> &'static str {
    match state {
        LinkState::Issued => "issued",
        LinkState::InUse => "in_use",
        LinkState::Consumed => "consumed",
        LinkState::Expired => "expired",
        LinkState::Destroyed => "destroyed",
        LinkState::Abandoned => "abandoned",
    }
}

fn code_state_word(state: CodeState) -> &'static str {
    match state {
        CodeState::Issued => "issued",
        CodeState::Used => "used",
        CodeState::Locked => "locked",
    }
}

fn link_state_of(word: &str) -> Result<LinkState, Refused> {
    [
        LinkState::Issued,
        LinkState::InUse,
        LinkState::Consumed,
        LinkState::Expired,
        LinkState::Destroyed,
        LinkState::Abandoned,
    ]
    .into_iter()
    .find(|state| link_state_word(*state) == word)
    .ok_or_else(|| Refused::internal("a link's state is damaged"))
}

/// Counts are far below the limit of the column.
fn count(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

fn number(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}
