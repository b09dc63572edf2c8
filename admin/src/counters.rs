//! Numbers that run on within a unit, a series and a year: of cases, of things, of letters.

use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    posts,
    store::table::case_number::{ActiveModel, Column, Entity},
};

/// A number that was given once.
pub struct Next {
    /// The series with its year.
    series: String,
    pub number: i64,
}

impl Next {
    /// `IS-2026-000001`.
    pub fn in_words(&self) -> String {
        format!("{}-{:06}", self.series, self.number)
    }
}

/// Counts up; the row is locked until the transaction ends.
pub async fn next(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    series: &str,
    now: UnixMs,
) -> Result<Next, DbErr> {
    let series = format!("{series}-{}", posts::today(now).year());
    let first = ActiveModel {
        unit: Set(unit.0),
        series: Set(series.clone()),
        last: Set(0),
    };
    let there = OnConflict::columns([Column::Unit, Column::Series])
        .do_nothing()
        .to_owned();
    Entity::insert(first)
        .on_conflict(there)
        .exec_without_returning(txn)
        .await?;
    let counted = Entity::update_many()
        .col_expr(Column::Last, Expr::col(Column::Last).add(1))
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::Series.eq(&series))
        .exec_with_returning(txn)
        .await?;
    let number = counted.first().map_or(1, |row| row.last);
    Ok(Next { series, number })
}
