//! Figures of a unit and of those under it, counted when they are asked for.

use admin_core::{
    case::value::Value,
    rulebook::{
        Rulebook,
        figures::{Figure, Of},
        flaw::Word,
    },
};
use protocol::{
    admin::announcement::{FigureList, FigureView},
    id::UnitId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid,
};

use crate::{
    Admin,
    cases::store,
    limits::FIGURE_PAGE,
    posts::view::label,
    problem::{Refused, not_found_problem},
    store::table::{asset, rulebook_case},
    units::Units,
};

/// All figures of a document for a unit.
pub async fn list(admin: &Admin, document: &str, unit: UnitId) -> Result<FigureList, Refused> {
    let (db, units) = (&**admin.db(), admin.units().await?);
    let rulebook = admin.rules().document_on(document, admin.today());
    let rulebook = rulebook.ok_or_else(not_found_problem)?;
    let mut figures = Vec::new();
    for figure in rulebook.figures.values() {
        figures.push(FigureView {
            code: figure.code.clone(),
            label: label(&figure.label),
            value: value(db, rulebook, figure, unit, &units).await?,
            clause: figure.clause.text.clone(),
        });
    }
    Ok(FigureList {
        unit,
        unit_name: units.name(unit).to_owned(),
        figures,
    })
}

/// One figure as it is now.
pub async fn value(
    db: &impl ConnectionTrait,
    rulebook: &Rulebook,
    figure: &Figure,
    unit: UnitId,
    units: &Units,
) -> Result<i64, Refused> {
    let within = units.all().filter(|one| units.is_within(one.id, unit));
    let within: Vec<Uuid> = within.map(|one| one.id.0).collect();
    let states = figure.states.iter().map(|state| state.text.as_str());
    let states: Vec<_> = states.collect();
    match &figure.of {
        Of::Ledger(kind) => {
            let mut found = asset::Entity::find()
                .filter(asset::Column::Kind.eq(kind.text.as_str()))
                .filter(asset::Column::Unit.is_in(within));
            if !states.is_empty() {
                found = found.filter(asset::Column::State.is_in(states));
            }
            Ok(i64::try_from(found.count(db).await?).unwrap_or(i64::MAX))
        }
        Of::Workflow(workflow) => {
            use rulebook_case::Column;
            let mut found = rulebook_case::Entity::find()
                .filter(Column::Document.eq(&rulebook.document.code))
                .filter(Column::Workflow.eq(workflow.text.as_str()))
                .filter(Column::Unit.is_in(within));
            if !states.is_empty() {
                found = found.filter(Column::State.is_in(states));
            }
            if figure.when.is_none() && figure.sum.is_none() {
                return Ok(i64::try_from(found.count(db).await?).unwrap_or(i64::MAX));
            }
            Ok(added(db, found, figure).await?)
        }
    }
}

/// Looks into the cases page by page.
async fn added(
    db: &impl ConnectionTrait,
    found: sea_orm::Select<rulebook_case::Entity>,
    figure: &Figure,
) -> Result<i64, DbErr> {
    use rulebook_case::Column;
    let mut total: i64 = 0;
    let mut last: Option<Uuid> = None;
    loop {
        let mut page = found.clone().order_by_asc(Column::Id).limit(FIGURE_PAGE);
        if let Some(last) = last {
            page = page.filter(Column::Id.gt(last));
        }
        let rows = page.all(db).await?;
        for row in &rows {
            total = total.saturating_add(part(row, figure)?);
        }
        last = rows.last().map(|row| row.id);
        if (rows.len() as u64) < FIGURE_PAGE {
            return Ok(total);
        }
    }
}

/// What one case adds.
fn part(row: &rulebook_case::Model, figure: &Figure) -> Result<i64, DbErr> {
    let values = store::without_personal(row)?.values;
    let is_met = figure.when.as_ref().is_none_or(|when| {
        let value = values.get(&when.field.text);
        value.is_some_and(|value| value.is_one_of(when.is.iter().map(|word| &**word)))
    });
    let number = |field: &Word| match values.get(&field.text) {
        Some(Value::Number(number)) => *number,
        _ => 0,
    };
    Ok(match (is_met, &figure.sum) {
        (false, _) => 0,
        (true, Some(sum)) => number(sum),
        (true, None) => 1,
    })
}
