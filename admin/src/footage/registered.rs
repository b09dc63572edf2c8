//! Whether a camera may bring a film: within the days of its rulebook, and with somebody who had
//! registered for it.

use admin_core::{
    calendar::japan,
    case::value::{Value, Values},
    footage::{Camera, Use, Window},
};
use protocol::{
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Films;
use crate::{
    Admin,
    cases::store,
    limits::CASES_ABOUT,
    problem::Refused,
    store::table::{
        asset,
        rulebook_case::{self, Column},
    },
};

/// The camera of a unit with a number, where it may dock.
pub(super) async fn camera(
    db: &impl ConnectionTrait,
    films: &Films,
    unit: UnitId,
    number: &str,
) -> Result<Option<asset::Model>, Refused> {
    let Camera::Thing { ledger, states } = &films.terms().camera else {
        return Ok(None);
    };
    let found = asset::Entity::find()
        .filter(asset::Column::Unit.eq(unit.0))
        .filter(asset::Column::Kind.eq(ledger))
        .filter(asset::Column::Number.eq(number))
        .one(db)
        .await?;
    Ok(found.filter(|camera| states.contains(&camera.state)))
}

/// Whether filming is allowed on the days of a film: by the newest case that says so, in the unit or
/// above it.
pub(super) async fn is_within(
    db: &impl ConnectionTrait,
    admin: &Admin,
    films: &Films,
    window: &Window,
    unit: UnitId,
    (from, to): (UnixMs, UnixMs),
) -> Result<bool, Refused> {
    let (units, document) = (admin.units().await?, &films.rulebook.document.code);
    let above: Vec<_> = units.upwards(unit).map(|above| above.id).collect();
    for unit in above {
        let cases = store::of_unit(db, document, &window.workflow, &window.states, unit).await?;
        let Some(newest) = cases.first() else {
            continue;
        };
        let first = store::day_in(newest, &window.first_day);
        let last = store::day_in(newest, &window.last_day);
        let day = japan::day_of;
        return Ok(first.is_some_and(|first| first <= day(from))
            && last.is_some_and(|last| day(to.plus_ms(-1)) <= last));
    }
    Ok(false)
}

/// Who had registered for a camera at a moment.
pub(super) async fn user(
    db: &impl ConnectionTrait,
    films: &Films,
    terms: &Use,
    camera: &asset::Model,
    at: UnixMs,
) -> Result<Option<AccountId>, Refused> {
    let rows = rulebook_case::Entity::find()
        .filter(store::is_about(&camera.id.to_string()))
        .filter(Column::Document.eq(&films.rulebook.document.code))
        .filter(Column::Workflow.eq(&terms.workflow))
        .filter(Column::State.is_in(terms.states.iter().map(String::as_str)))
        .order_by_desc(Column::Id)
        .limit(CASES_ABOUT)
        .all(db)
        .await?;
    for row in rows {
        let values = store::without_personal(&row)?.values;
        let moment = |field: &String| moment_of(&values, field);
        let covers = moment(&terms.from).is_some_and(|from| from <= at)
            && moment(&terms.to).is_none_or(|to| at <= to);
        if let (true, Some(Value::Person(user))) = (covers, values.get(&terms.user)) {
            return Ok(Some(*user));
        }
    }
    Ok(None)
}

fn moment_of(values: &Values, field: &str) -> Option<UnixMs> {
    match values.get(field) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    }
}
