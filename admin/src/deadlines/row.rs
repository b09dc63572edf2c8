//! A deadline as a row.

use admin_core::deadline::{Basis, Consequence, Deadline, NotNow, State, Terms};
use protocol::{
    id::{DeadlineId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::Expr,
};

use super::DeadlineError;
use crate::store::table::deadline;

/// Changes the state of a row that is still as it was read.
pub(super) async fn change(
    txn: &impl ConnectionTrait,
    from: &Deadline,
    to: &Deadline,
) -> Result<(), DeadlineError> {
    let (state, state_ms, by) = words_of(to.state);
    let changed = deadline::Entity::update_many()
        .col_expr(deadline::Column::State, Expr::value(state))
        .col_expr(deadline::Column::StateMs, Expr::value(state_ms))
        .col_expr(deadline::Column::SupersededBy, Expr::value(by))
        .filter(deadline::Column::Id.eq(from.id.0))
        .filter(deadline::Column::State.eq(words_of(from.state).0))
        .exec(txn)
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(NotNow::Over.into())
    }
}

pub(super) const OPEN: &str = "open";
pub(super) const STRUCK: &str = "struck";

fn words_of(state: State) -> (&'static str, Option<i64>, Option<Uuid>) {
    match state {
        State::Open => (OPEN, None, None),
        State::Struck { at } => (STRUCK, Some(at.0), None),
        State::Met { at } => ("met", Some(at.0), None),
        State::Cancelled { at } => ("cancelled", Some(at.0), None),
        State::Superseded { at, by } => ("superseded", Some(at.0), Some(by.0)),
    }
}

fn state_of(row: &deadline::Model) -> Option<State> {
    let at = row.state_ms.map(UnixMs);
    Some(match row.state.as_str() {
        OPEN => State::Open,
        STRUCK => State::Struck { at: at? },
        "met" => State::Met { at: at? },
        "cancelled" => State::Cancelled { at: at? },
        "superseded" => State::Superseded {
            at: at?,
            by: DeadlineId(row.superseded_by?),
        },
        _ => return None,
    })
}

pub(super) async fn insert(
    txn: &impl ConnectionTrait,
    deadline: &Deadline,
) -> Result<(), DeadlineError> {
    let terms = &deadline.terms;
    let (state, state_ms, superseded_by) = words_of(deadline.state);
    let row = deadline::ActiveModel {
        id: Set(deadline.id.0),
        unit: Set(terms.unit.0),
        subject: Set(terms.subject.as_str().to_owned()),
        duty: Set(terms.duty.clone()),
        rule: Set(json(&terms.rule)),
        clause: Set(terms.basis.clause.clone()),
        rulebook: Set(terms.basis.rulebook.clone()),
        event: Set(terms.event.clone()),
        consequence: Set(terms.consequence.code().to_owned()),
        holder: Set(terms.holder.clone()),
        repeats: Set(terms.repeats),
        started_ms: Set(deadline.started_at.0),
        due_ms: Set(deadline.due_at.0),
        look_ms: Set(deadline.due_at.0),
        state: Set(state.to_owned()),
        state_ms: Set(state_ms),
        superseded_by: Set(superseded_by),
    };
    deadline::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

pub(super) fn deadline_of(row: deadline::Model) -> Result<Deadline, DeadlineError> {
    let unreadable = || DeadlineError::Unreadable(row.id);
    Ok(Deadline {
        id: DeadlineId(row.id),
        state: state_of(&row).ok_or_else(unreadable)?,
        started_at: UnixMs(row.started_ms),
        due_at: UnixMs(row.due_ms),
        terms: Terms {
            unit: UnitId(row.unit),
            subject: row.subject.parse().map_err(|_| unreadable())?,
            rule: serde_json::from_str(&row.rule).map_err(|_| unreadable())?,
            consequence: Consequence::of(&row.consequence).ok_or_else(unreadable)?,
            duty: row.duty,
            basis: Basis {
                clause: row.clause,
                rulebook: row.rulebook,
            },
            event: row.event,
            holder: row.holder,
            repeats: row.repeats,
        },
    })
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("rules and hours can be written")
}
