//! The link of a report with its phones, from and to its rows.

use admin::problem::Refused;
use protocol::{
    id::{DeviceId, LinkId, ReportId},
    report::Delivery,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, prelude::Uuid,
};
use signaling_core::{
    access_code::{AccessCode, CodeState},
    consent::Agreed,
    link::{Device, Link, LinkState},
    report::Report,
    rules::Rules,
};

use super::{
    table::{link, link_token, report_device},
    words::{json, of_json, of_word, word},
};

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

/// Enters the link of a new report; an officer's has no token and its phone from the start.
pub(super) async fn insert(
    txn: &impl ConnectionTrait,
    report: &Report,
    token_hash: Option<&[u8]>,
) -> Result<(), DbErr> {
    let mut link = link_row(&report.link);
    link.report = Set(report.id.0);
    link.rules = Set(json(&report.link.rules));
    link.max_devices = Set(count(report.link.rules.max_devices));
    link.uses = Set(count(report.link.uses));
    link::Entity::insert(link)
        .exec_without_returning(txn)
        .await?;
    if let Some(token_hash) = token_hash {
        insert_token(txn, report, token_hash).await?;
    }
    for device in &report.link.devices {
        let row = device_row(report.id, device);
        report_device::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// Writes what changed of a link. Uses are counted by `promises`, never written here.
pub(super) async fn save(
    txn: &impl ConnectionTrait,
    report: ReportId,
    before: &Link,
    after: &Link,
) -> Result<(), DbErr> {
    if before == after {
        return Ok(());
    }
    link_row(after).update(txn).await?;
    save_devices(txn, report, before, after).await
}

pub(super) async fn of_report(db: &impl ConnectionTrait, report: Uuid) -> Result<Link, Refused> {
    let row = link::Entity::find()
        .filter(link::Column::Report.eq(report))
        .one(db)
        .await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the link of a report".to_owned()))?;
    let devices = report_device::Entity::find()
        .filter(report_device::Column::Report.eq(report))
        .order_by_asc(report_device::Column::BoundMs)
        .all(db)
        .await?;
    link_of(row, devices)
}

fn link_of(row: link::Model, devices: Vec<report_device::Model>) -> Result<Link, Refused> {
    let rules: Rules = of_json(&row.rules)?;
    Ok(Link {
        id: LinkId(row.id),
        state: link_state_of(&row.state)?,
        rules,
        delivery: Delivery {
            state: of_word(&row.delivery_state)?,
            reason: row.delivery_reason.as_deref().map(of_word).transpose()?,
            sends: number(row.sends),
            sends_max: rules.sends_max,
            sent_ms: UnixMs(row.sent_ms),
        },
        receipt_due: row.receipt_due_ms.map(UnixMs),
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

/// What a link's row holds besides its report, its figures and its count of uses.
fn link_row(link: &Link) -> link::ActiveModel {
    link::ActiveModel {
        id: Set(link.id.0),
        state: Set(link_state_word(link.state).to_owned()),
        delivery_state: Set(word(&link.delivery.state)),
        delivery_reason: Set(link.delivery.reason.as_ref().map(word)),
        receipt_due_ms: Set(link.receipt_due.map(|at| at.0)),
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
        let row = device_row(report, device);
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

fn device_row(report: ReportId, device: &Device) -> report_device::ActiveModel {
    report_device::ActiveModel {
        id: Set(device.id.0),
        report: Set(report.0),
        key_hash: Set(device.key_hash.to_vec()),
        bound_ms: Set(device.bound_at.0),
        is_active: Set(device.is_active),
        consent_language: Set(word(&device.agreed.language)),
        consent_version: Set(device.agreed.version.clone()),
        consent_text: Set(Some(device.agreed.text_hash.to_vec())),
    }
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
