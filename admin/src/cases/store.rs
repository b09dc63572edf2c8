//! A case as a row. Personal values are sealed with the key of the case; who destroys the key
//! destroys them wherever copies lie.

use std::{collections::BTreeSet, sync::Arc};

use admin_core::{
    case::{
        Approval, Case, Done,
        questions::Other,
        value::{Value, Values},
    },
    deadline::Consequence,
    rulebook::{Rulebook, form::Form},
};
use jiff::civil::Date;
use protocol::{
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
    prelude::Uuid,
    sea_query::{Expr, Query},
};
use serde::{Deserialize, Serialize};

use super::about;
use crate::{
    Admin, counters,
    keys::{DataKey, KeyError, KeyRing},
    limits::CASES_ABOUT,
    problem::Refused,
    store::table::{
        case_about,
        rulebook_case::{self as row, Column},
    },
};

/// What the sealed values are bound to besides the case.
const PURPOSE: &str = "case values";

/// What a row holds as JSON.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    values: Values,
    done: Vec<Done>,
    approvals: Vec<Approval>,
    open: BTreeSet<String>,
}

/// A case with its row.
#[derive(Clone, Debug)]
pub struct Stored {
    pub case: Case,
    pub row: row::Model,
    /// False after its key was destroyed: personal values are gone.
    pub readable: bool,
}

/// The version of the rulebook that a case was opened under.
pub async fn rulebook_of(
    db: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
) -> Result<Arc<Rulebook>, Refused> {
    let version = admin.rules().version(db, &case.document, &case.rulebook);
    let missing = || Refused::internal(format!("the rulebook of case {} is missing", case.id));
    version.await?.ok_or_else(missing)
}

pub async fn find_row(db: &impl ConnectionTrait, id: CaseId) -> Result<Option<row::Model>, DbErr> {
    row::Entity::find_by_id(id.0).one(db).await
}

/// A case with its personal values.
pub async fn open(keys: &KeyRing, row: row::Model) -> Result<Stored, Refused> {
    let mut case = without_personal(&row)?;
    let mut readable = true;
    if let Some(sealed) = &row.sealed {
        match keys.case_key(case.id).await {
            Ok(key) => case.values.extend(unseal(&key, sealed, &row)?),
            Err(KeyError::Destroyed) => readable = false,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Stored {
        case,
        row,
        readable,
    })
}

/// A case without its personal values: enough for lists.
pub fn without_personal(row: &row::Model) -> Result<Case, DbErr> {
    let body = body_of(row)?;
    Ok(Case {
        id: CaseId(row.id),
        document: row.document.clone(),
        rulebook: row.rulebook.clone(),
        workflow: row.workflow.clone(),
        unit: UnitId(row.unit),
        state: row.state.clone(),
        version: u32::try_from(row.version).map_err(|_| unreadable(row))?,
        values: body.values,
        done: body.done,
        approvals: body.approvals,
        open: body.open,
    })
}

/// Stores a case with its first step, and gives it a number and a key.
pub async fn insert(
    txn: &impl ConnectionTrait,
    keys: &KeyRing,
    case: &Case,
    rulebook: &Rulebook,
    now: UnixMs,
) -> Result<row::Model, Refused> {
    let key = keys.make_case_key(case.id, now).await?;
    let number = counters::next(txn, case.unit, &case.document, now).await?;
    let (body, sealed) = parts(case, rulebook, &key)?;
    let row = row::Model {
        id: case.id.0,
        unit: case.unit.0,
        document: case.document.clone(),
        rulebook: case.rulebook.clone(),
        workflow: case.workflow.clone(),
        number: number.in_words(),
        state: case.state.clone(),
        closed: is_closed(case, rulebook),
        version: i64::from(case.version),
        opened_ms: now.0,
        changed_ms: now.0,
        opened_by: case.owner().map(|owner| owner.0),
        body,
        sealed,
    };
    row::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    note_about(txn, case, rulebook).await?;
    Ok(row)
}

/// Stores a case that is still as it was read. False where somebody was faster.
pub async fn update(
    txn: &impl ConnectionTrait,
    keys: &KeyRing,
    before: &Case,
    case: &Case,
    rulebook: &Rulebook,
    now: UnixMs,
) -> Result<bool, Refused> {
    let key = match keys.case_key(case.id).await {
        Ok(key) => key,
        // Values that come after the old ones were destroyed need a key of their own.
        Err(KeyError::Destroyed) => keys.make_case_key(case.id, now).await?,
        Err(error) => return Err(error.into()),
    };
    let (body, sealed) = parts(case, rulebook, &key)?;
    let changed = row::Entity::update_many()
        .col_expr(Column::State, Expr::value(case.state.clone()))
        .col_expr(Column::Closed, Expr::value(is_closed(case, rulebook)))
        .col_expr(Column::Version, Expr::value(i64::from(case.version)))
        .col_expr(Column::ChangedMs, Expr::value(now.0))
        .col_expr(Column::Body, Expr::value(body))
        .col_expr(Column::Sealed, Expr::value(sealed))
        .filter(Column::Id.eq(case.id.0))
        .filter(Column::Version.eq(i64::from(before.version)))
        .exec(txn)
        .await?;
    if changed.rows_affected != 1 {
        return Ok(false);
    }
    note_about(txn, case, rulebook).await?;
    Ok(true)
}

/// Cases of a workflow in a state that are about something, the newest first.
pub async fn in_state(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    state: &str,
    about: &str,
) -> Result<Vec<row::Model>, DbErr> {
    row::Entity::find()
        .filter(is_about(about))
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(workflow))
        .filter(Column::State.eq(state))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await
}

/// Cases of a workflow in these states that are about all that is named, the newest first.
pub async fn fitting(
    db: &impl ConnectionTrait,
    document: &str,
    asked: &Other,
) -> Result<Vec<row::Model>, DbErr> {
    let all = row::Entity::find()
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(&asked.workflow))
        .filter(Column::State.is_in(asked.states.iter().map(String::as_str)));
    let about = asked.about.iter();
    about
        .fold(all, |rows, about| rows.filter(is_about(about)))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await
}

/// A field of cases of a workflow in a state that are about something.
#[derive(Clone, Copy, Debug)]
pub struct NamedIn<'a> {
    pub workflow: &'a str,
    pub state: &'a str,
    pub field: &'a str,
    pub about: &'a str,
}

/// Whether one of a unit names this. The field is not personal.
pub async fn names(
    db: &impl ConnectionTrait,
    document: &str,
    named: NamedIn<'_>,
    unit: UnitId,
    key: &str,
) -> Result<bool, DbErr> {
    let found = in_state(db, document, named.workflow, named.state, named.about).await?;
    for row in found.iter().filter(|row| row.unit == unit.0) {
        let value = body_of(row)?.values.remove(named.field);
        if value.is_some_and(|value| value.keys().iter().any(|named| named == key)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Cases of a workflow in a state in some units, the newest first.
pub async fn of_units(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    states: &[String],
    units: &[UnitId],
) -> Result<Vec<row::Model>, DbErr> {
    in_states(document, workflow, states)
        .filter(Column::Unit.is_in(units.iter().map(|unit| unit.0)))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await
}

/// The units that have cases of a workflow in some states.
pub async fn units_with(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    states: &[String],
) -> Result<Vec<UnitId>, DbErr> {
    let units: Vec<Uuid> = in_states(document, workflow, states)
        .select_only()
        .column(Column::Unit)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(units.into_iter().map(UnitId).collect())
}

fn in_states(document: &str, workflow: &str, states: &[String]) -> Select<row::Entity> {
    row::Entity::find()
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(workflow))
        .filter(Column::State.is_in(states.iter().map(String::as_str)))
}

/// Cases of a workflow in one of these states that are about all of these, the newest first.
pub async fn about_all(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    states: &[String],
    about: &[String],
) -> Result<Vec<row::Model>, DbErr> {
    let about = about.iter().map(|about| is_about(about));
    let fitting = about.fold(row::Entity::find(), |rows, about| rows.filter(about));
    fitting
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(workflow))
        .filter(Column::State.is_in(states.iter().map(String::as_str)))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await
}

/// Open cases of a unit that are about somebody or something, in any document.
pub async fn open_about(
    db: &impl ConnectionTrait,
    unit: UnitId,
    about: &str,
) -> Result<Vec<row::Model>, DbErr> {
    row::Entity::find()
        .filter(is_about(about))
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::Closed.eq(false))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await
}

/// The newest finished case of a workflow that a person began about something.
pub async fn newest_done(
    db: &impl ConnectionTrait,
    (document, workflow): (&str, &str),
    by: AccountId,
    about: &str,
) -> Result<Option<row::Model>, DbErr> {
    row::Entity::find()
        .filter(is_about(about))
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(workflow))
        .filter(Column::OpenedBy.eq(by.0))
        .filter(Column::Closed.eq(true))
        .order_by_desc(Column::Id)
        .one(db)
        .await
}

/// Cases of a workflow in some states in a unit, the newest first.
pub async fn of_unit(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    states: &[String],
    unit: UnitId,
) -> Result<Vec<row::Model>, DbErr> {
    of_units(db, document, workflow, states, &[unit]).await
}

/// The cases that are about something: a condition beside others, so that a bound counts only what
/// fits them all. Every viewing is a case about its unit.
pub fn is_about(about: &str) -> Expr {
    let cases = Query::select()
        .column(case_about::Column::Case)
        .from(case_about::Entity)
        .and_where(case_about::Column::About.eq(about))
        .to_owned();
    Column::Id.in_subquery(cases)
}

/// The day in a field that is not personal.
pub fn day_in(row: &row::Model, field: &str) -> Option<Date> {
    match body_of(row).ok()?.values.get(field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    }
}

/// Whether a field that is not personal holds one of these choices.
pub fn holds_one_of(row: &row::Model, field: &str, is: &[String]) -> bool {
    let body = body_of(row).ok();
    let value = body.as_ref().and_then(|body| body.values.get(field));
    value.is_some_and(|value| value.is_one_of(is.iter().map(String::as_str)))
}

/// The number in a field that is not personal.
pub fn number_in(row: &row::Model, field: &str) -> Option<u64> {
    match body_of(row).ok()?.values.get(field) {
        Some(Value::Number(number)) => u64::try_from(*number).ok(),
        _ => None,
    }
}

/// The text in a field that is not personal.
pub fn text_in(row: &row::Model, field: &str) -> Option<String> {
    match body_of(row).ok()?.values.remove(field) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn body_of(row: &row::Model) -> Result<Body, DbErr> {
    serde_json::from_str(&row.body).map_err(|_| unreadable(row))
}

fn unseal(key: &DataKey, sealed: &[u8], row: &row::Model) -> Result<Values, Refused> {
    let plain = key.open(PURPOSE, sealed).map_err(Refused::internal)?;
    serde_json::from_slice(&plain).map_err(|_| unreadable(row).into())
}

/// What stands open in the row, and what is sealed.
fn parts(
    case: &Case,
    rulebook: &Rulebook,
    key: &DataKey,
) -> Result<(String, Option<Vec<u8>>), Refused> {
    let form = form_of(case, rulebook);
    let is_personal = |field: &str| {
        let found = form.and_then(|form| form.field(field));
        // A field that nobody knows is treated like a personal one.
        found.is_none_or(|field| field.personal)
    };
    let (personal, open): (Values, Values) = case
        .values
        .clone()
        .into_iter()
        .partition(|(field, _)| is_personal(field));
    let body = Body {
        values: open,
        done: case.done.clone(),
        approvals: case.approvals.clone(),
        open: case.open.clone(),
    };
    let body = serde_json::to_string(&body).map_err(Refused::internal)?;
    let sealed = if personal.is_empty() {
        None
    } else {
        let plain = serde_json::to_vec(&personal).map_err(Refused::internal)?;
        Some(key.seal(PURPOSE, &plain))
    };
    Ok((body, sealed))
}

pub(super) fn form_of<'a>(case: &Case, rulebook: &'a Rulebook) -> Option<&'a Form> {
    let workflow = rulebook.workflows.get(&case.workflow)?;
    rulebook.forms.get(&workflow.form.text)
}

/// That its years are not over yet is nothing that somebody still has to see to.
pub(super) fn is_closed(case: &Case, rulebook: &Rulebook) -> bool {
    let mut case = case.clone();
    case.open.retain(|duty| {
        let kind = rulebook.deadlines.get(duty);
        kind.is_none_or(|kind| kind.consequence != Consequence::DeleteWithProof)
    });
    let workflow = rulebook.workflows.get(&case.workflow);
    workflow.is_some_and(|workflow| case.is_closed(workflow))
}

async fn note_about(
    txn: &impl ConnectionTrait,
    case: &Case,
    rulebook: &Rulebook,
) -> Result<(), DbErr> {
    let words = about::words(case, form_of(case, rulebook));
    case_about::Entity::delete_many()
        .filter(case_about::Column::Case.eq(case.id.0))
        .exec(txn)
        .await?;
    let rows = words.into_iter().map(|about| case_about::ActiveModel {
        case: Set(case.id.0),
        about: Set(about),
    });
    case_about::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

fn unreadable(row: &row::Model) -> DbErr {
    DbErr::Custom(format!("the row of case {} cannot be read", row.id))
}
