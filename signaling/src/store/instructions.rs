//! What the manager directed, and who took note of it.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{AccountId, MessageId, ReportId},
    supervision::{Acknowledged, Instruction, Staff},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{
    table::report_instruction,
    words::{of_word, word},
};
use crate::limits::INSTRUCTIONS_LISTED;

pub fn row(key: &DataKey, instruction: &Instruction) -> report_instruction::Model {
    let by = instruction.by.as_ref();
    report_instruction::Model {
        id: instruction.id.0,
        report: key.report().0,
        at_ms: instruction.at_ms.0,
        given_by: by.map(|by| by.account.0),
        given_by_name: by.map(|by| by.name.clone()),
        given_to: instruction.to.account.0,
        given_to_name: instruction.to.name.clone(),
        kind: word(&instruction.kind),
        words: key.seal(&purpose(instruction.id), instruction.words.as_bytes()),
        acknowledged_ms: None,
        acknowledged_by: None,
        acknowledged_by_name: None,
    }
}

pub async fn insert(
    txn: &impl ConnectionTrait,
    row: report_instruction::Model,
) -> Result<(), DbErr> {
    report_instruction::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await
        .map(drop)
}

/// Those of a report that nobody has acknowledged, oldest first.
pub async fn open(
    db: &impl ConnectionTrait,
    report: sea_orm::prelude::Uuid,
) -> Result<Vec<report_instruction::Model>, DbErr> {
    report_instruction::Entity::find()
        .filter(report_instruction::Column::Report.eq(report))
        .filter(report_instruction::Column::AcknowledgedMs.is_null())
        .order_by_asc(report_instruction::Column::AtMs)
        .order_by_asc(report_instruction::Column::Id)
        .limit(INSTRUCTIONS_LISTED)
        .all(db)
        .await
}

pub async fn all(
    db: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
) -> Result<Vec<Instruction>, Refused> {
    let rows = report_instruction::Entity::find()
        .filter(report_instruction::Column::Report.eq(report.0))
        .order_by_asc(report_instruction::Column::AtMs)
        .order_by_asc(report_instruction::Column::Id)
        .limit(INSTRUCTIONS_LISTED)
        .all(db)
        .await?;
    rows.iter().map(|row| view(row, key)).collect()
}

/// Notes who took note, once. False: somebody did before.
pub async fn acknowledge(
    txn: &impl ConnectionTrait,
    id: MessageId,
    by: &Staff,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let noted = report_instruction::Entity::update_many()
        .col_expr(
            report_instruction::Column::AcknowledgedBy,
            Expr::value(by.account.0),
        )
        .col_expr(
            report_instruction::Column::AcknowledgedByName,
            Expr::value(by.name.clone()),
        )
        .col_expr(
            report_instruction::Column::AcknowledgedMs,
            Expr::value(now.0),
        )
        .filter(report_instruction::Column::Id.eq(id.0))
        .filter(report_instruction::Column::AcknowledgedMs.is_null())
        .exec(txn)
        .await?;
    Ok(noted.rows_affected == 1)
}

pub fn view(row: &report_instruction::Model, key: &DataKey) -> Result<Instruction, Refused> {
    let id = MessageId(row.id);
    let words = key
        .open(&purpose(id), &row.words)
        .map_err(Refused::internal)?;
    Ok(Instruction {
        id,
        at_ms: UnixMs(row.at_ms),
        by: staff(row.given_by, row.given_by_name.as_ref()),
        to: Staff {
            account: AccountId(row.given_to),
            name: row.given_to_name.clone(),
        },
        kind: of_word(&row.kind)?,
        words: String::from_utf8(words).map_err(Refused::internal)?,
        acknowledged: row.acknowledged_ms.and_then(|at| {
            Some(Acknowledged {
                by: staff(row.acknowledged_by, row.acknowledged_by_name.as_ref())?,
                at_ms: UnixMs(at),
            })
        }),
    })
}

fn staff(account: Option<sea_orm::prelude::Uuid>, name: Option<&String>) -> Option<Staff> {
    Some(Staff {
        account: AccountId(account?),
        name: name?.clone(),
    })
}

fn purpose(id: MessageId) -> String {
    format!("instruction {id}")
}
