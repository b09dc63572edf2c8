//! Which cameras a unit has, and what does not fit its regulation any more.

use admin_core::{
    authority::Matter,
    calendar::japan,
    case::{Case, value::Value},
    deadline::Consequence,
    footage::Camera,
    rulebook::Rulebook,
    trail::{Subject, SubjectCode},
};
use protocol::{
    admin::footage::{CameraLine, CameraList, Warning},
    id::{CaseId, UnitId},
    time::Day,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Films;
use crate::{
    Admin,
    cases::{store, view::state_view},
    deadlines,
    limits::CAMERAS_LISTED,
    own,
    posts::view::label,
    problem::{Refused, not_found_problem},
    publication,
    signed_in::SignedIn,
    store::table::rulebook_case::{self, Column},
    trail::Action,
    units::Units,
};

/// The cameras of a unit and of those below it, for those whom the grants name.
pub async fn list(admin: &Admin, person: &SignedIn, unit: UnitId) -> Result<CameraList, Refused> {
    let (db, units) = (&**admin.db(), admin.units().await?);
    let not_found = || admin.refuse(person, Action::ReadCameras, not_found_problem());
    let Some(place) = units.get(unit) else {
        return Err(not_found().await?);
    };
    may_read(admin, person, &units, unit).await?;
    let films = super::of_unit(db, admin, unit).await?;
    // Cameras that are worn stand in a ledger.
    let films = films.filter(|films| matches!(films.terms().camera, Camera::Case { .. }));
    let Some(films) = films else {
        return Err(not_found().await?);
    };
    let within = units.all().filter(|other| units.is_within(other.id, unit));
    let within: Vec<_> = within.map(|other| other.id).collect();
    let mut cameras = Vec::new();
    for place in within {
        let Some(films) = super::of_unit(db, admin, place).await? else {
            continue;
        };
        for row in all(db, &films, place).await? {
            cameras.push(line(db, admin, &units, &films, &row).await?);
        }
        if cameras.len() as u64 >= CAMERAS_LISTED {
            break;
        }
    }
    let active = cameras.iter().filter(|camera| camera.active).count();
    let published = publication::in_force(db, admin, &films.rulebook, unit).await?;
    let warnings = match &published {
        Some((row, case)) => warnings(db, admin, &films.rulebook, row, case, active as u64).await?,
        None => Vec::new(),
    };
    Ok(CameraList {
        unit,
        unit_name: units.name(unit).to_owned(),
        public_code: published.map(|_| place.code.clone()),
        warnings,
        cameras,
    })
}

/// Who reads the list of a unit reads that of each unit below it: a town those of its groups.
async fn may_read(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    unit: UnitId,
) -> Result<(), Refused> {
    let of = |unit| Matter {
        unit,
        ..own(person)
    };
    let action = Action::ReadCameras;
    let may = |unit| admin.may(person, action.code(), &of(unit), units).is_ok();
    let mut above = units.upwards(unit).map(|above| above.id);
    let at = above.find(|unit| may(*unit)).unwrap_or(unit);
    admin.authorise_on(person, action, &of(at)).await.map(drop)
}

/// All registrations of cameras in a unit, oldest first.
pub async fn all(
    db: &impl ConnectionTrait,
    films: &Films,
    unit: UnitId,
) -> Result<Vec<rulebook_case::Model>, Refused> {
    let Camera::Case { workflow, .. } = &films.terms().camera else {
        return Ok(Vec::new());
    };
    let rows = rulebook_case::Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::Document.eq(&films.rulebook.document.code))
        .filter(Column::Workflow.eq(workflow))
        .order_by_asc(Column::Id)
        .limit(CAMERAS_LISTED)
        .all(db)
        .await?;
    Ok(rows)
}

/// Whether a camera films, and where it stands.
pub fn place_of(films: &Films, row: &rulebook_case::Model) -> Result<(bool, String), Refused> {
    let Camera::Case { states, place, .. } = &films.terms().camera else {
        return Ok((false, String::new()));
    };
    let case = store::without_personal(row)?;
    let place = match case.values.get(place) {
        Some(Value::Text(place)) => place.clone(),
        _ => String::new(),
    };
    Ok((states.contains(&row.state), place))
}

async fn line(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    films: &Films,
    row: &rulebook_case::Model,
) -> Result<CameraLine, Refused> {
    let case = store::without_personal(row)?;
    let (active, address) = place_of(films, row)?;
    let subject = SubjectCode::from(Subject::Case(case.id));
    let running = deadlines::running(db, &subject).await?;
    let lock = running
        .iter()
        .find(|one| one.terms.consequence == Consequence::Unlock && one.locks(admin.now()));
    Ok(CameraLine {
        case: CaseId(row.id),
        unit: case.unit,
        unit_name: units.name(case.unit).to_owned(),
        number: row.number.clone(),
        address,
        state: state_view(&case, &films.rulebook),
        active,
        installed_on: lock.map(|lock| Day(japan::day_of(lock.started_at))),
        locked_until: lock.map(|lock| lock.due_at),
    })
}

async fn warnings(
    db: &impl ConnectionTrait,
    admin: &Admin,
    rulebook: &Rulebook,
    row: &rulebook_case::Model,
    case: &Case,
    active: u64,
) -> Result<Vec<Warning>, Refused> {
    let Some(publication) = &rulebook.publication else {
        return Ok(Vec::new());
    };
    let days = rulebook.count("retention_days");
    let said = store::number_in(row, "retention_days").and_then(|days| i64::try_from(days).ok());
    let amiss = [
        (
            "number_of_cameras",
            store::number_in(row, "cameras").is_some_and(|number| active > number),
        ),
        (
            "responsible_changed",
            !publication::holder::holds(db, admin, &publication.holder, case).await?,
        ),
        ("retention_differs", said.is_some() && said != days),
    ];
    let warning = |(code, amiss): (&str, bool)| {
        let text = rulebook.texts.get(&format!("warning_{code}"))?;
        amiss.then(|| Warning {
            code: code.to_owned(),
            label: label(&text.label),
            clause: text.clause.text.clone(),
        })
    };
    Ok(amiss.into_iter().filter_map(warning).collect())
}
