//! Films as they are listed, with the proof of those that were erased.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    asset::Act,
    deadline::{Deadline, State},
    footage::{Camera, Media, package::Segment},
    rulebook::Label as Words,
    trail::{Subject, SubjectCode},
};
use protocol::{
    admin::footage::{Erasure, FilmPart, FootageLine, FootagePage, FootageState, ImportTerms},
    id::{AccountId, AssetId, CameraId},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};

use super::{Film, Films, SYSTEM, cameras};
use crate::{
    Admin, accounts, deadlines,
    limits::{CAMERAS_LISTED, FILM_BYTES, FILM_PAGE},
    own,
    posts::{list::name_of, view::label},
    problem::{Refused, not_found_problem},
    rulebooks,
    signed_in::SignedIn,
    store::table::{asset, asset_entry},
    trail::Action,
};

/// The films of the person's own unit, newest import first.
pub async fn page(
    admin: &Admin,
    person: &SignedIn,
    camera: Option<CameraId>,
    before: Option<AssetId>,
) -> Result<FootagePage, Refused> {
    let person = admin.authorise(person, Action::ReadFootage).await?;
    let db = &**admin.db();
    let films = super::of_unit(db, admin, person.unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    let mut found = asset::Entity::find()
        .filter(asset::Column::Unit.eq(person.unit.0))
        .filter(asset::Column::Kind.eq(&films.ledger().kind.word));
    if let Some(before) = before {
        found = found.filter(asset::Column::Id.lt(before.0));
    }
    if let Some(camera) = camera {
        // Ids are letters, digits and dashes: nothing in them means anything to the pattern.
        found = found.filter(asset::Column::Attributes.contains(format!("\"{camera}\"")));
    }
    let rows = found
        .order_by_desc(asset::Column::Id)
        .limit(FILM_PAGE)
        .all(db)
        .await?;
    let before = (rows.len() as u64 == FILM_PAGE)
        .then(|| rows.last().map(|row| AssetId(row.id)))
        .flatten();
    let ids = rows.iter().map(|row| row.id).collect();
    let files = lines(admin, &films, ids).await?;
    let units = admin.units().await?;
    let matter = own(&person);
    let may = |action: Action| admin.may(&person, action.code(), &matter, &units).is_ok();
    let kind = films.rulebook.deadlines.get(&films.terms().retention);
    let rule = kind.and_then(|kind| films.rulebook.period(kind));
    Ok(FootagePage {
        files,
        before,
        import: ImportTerms {
            bytes_max: FILM_BYTES,
            types: Media::ALL.map(|media| media.extension().to_owned()).into(),
            locked: films.terms().docking.is_some(),
        },
        may_import: may(Action::ImportFootage),
        retention_words: rule.map(|rule| label(&rule.words())).unwrap_or_default(),
        viewing_minutes: films.viewing_minutes(),
    })
}

/// One film as it is listed.
pub async fn one(admin: &Admin, id: AssetId) -> Result<FootageLine, Refused> {
    let film = super::find(&**admin.db(), id).await?;
    let film = film.ok_or_else(not_found_problem)?;
    let films = super::of_unit(&**admin.db(), admin, film.asset.unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    let mut lines = lines(admin, &films, vec![id.0]).await?;
    lines.pop().ok_or_else(not_found_problem)
}

async fn lines(admin: &Admin, films: &Films, ids: Vec<Uuid>) -> Result<Vec<FootageLine>, Refused> {
    let db = &**admin.db();
    let entries = asset_entry::Entity::find()
        .filter(asset_entry::Column::Asset.is_in(ids.iter().copied()))
        .order_by_asc(asset_entry::Column::Seq)
        .all(db)
        .await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(super::find(db, AssetId(id)).await?);
    }
    let brought = entries.iter().map(|entry| AccountId(entry.by_account));
    let people: BTreeSet<_> = brought
        .chain(found.iter().filter_map(|film| film.user))
        .collect();
    let people = accounts::names(db, people).await?;
    let mut lines = Vec::with_capacity(found.len());
    let mut places = BTreeMap::new();
    for film in found {
        let id = film.asset.id.0;
        if places.is_empty() {
            places = places_of(db, films, &film).await?;
        }
        let (number, address) = places.get(&film.camera).cloned().unwrap_or_default();
        let first = &films.ledger().kind.first;
        let subject = SubjectCode::from(Subject::Asset(film.asset.id));
        let last_day = deadlines::of(db, &subject, &films.terms().retention).await?;
        let of = |act: Act| {
            let mut own = entries.iter().filter(|entry| entry.asset == id);
            own.find(|entry| entry.act == act.code())
        };
        let over = last_day
            .as_ref()
            .is_some_and(|one| one.withholds(admin.now()));
        let erased = of(Act::Dispose).map(|entry| Erasure {
            at: UnixMs(entry.at_ms),
            method: rulebooks::view::ledger_word(
                films.ledger(),
                entry.method.as_deref().unwrap_or_default(),
            ),
            clause: entry.clause.clone(),
        });
        let imported = of(Act::In);
        let by = imported.map(|entry| AccountId(entry.by_account));
        lines.push(FootageLine {
            id: film.asset.id,
            number: film.asset.number.clone(),
            camera: CameraId(film.camera),
            camera_number: number,
            address,
            name: film.name,
            content_type: film.content_type,
            bytes: film.bytes,
            sha256: film.sha256,
            recorded_from: film.from,
            recorded_to: film.to,
            wearer: film.user.map(|user| name_of(&people, user)),
            parts: film.segments.iter().map(part).collect(),
            imported_at: UnixMs(imported.map_or(0, |entry| entry.at_ms)),
            imported_by: by.filter(|by| *by != SYSTEM).map(|by| name_of(&people, by)),
            erase_at: last_day.as_ref().map_or(film.to, |one| one.due_at),
            rule_words: last_day
                .as_ref()
                .map(|one| label(&one.terms.rule.words()))
                .unwrap_or_default(),
            clause: last_day.map_or_else(String::new, |one| one.terms.basis.clause),
            expires_soon: expires_soon(db, admin, films, &subject).await?,
            classification: classification(films).map(label),
            state: match (&erased, over) {
                (Some(_), _) => FootageState::Erased,
                (None, true) => FootageState::Past,
                (None, false) if film.asset.state != *first => FootageState::Quarantined,
                (None, false) => FootageState::Stored,
            },
            erased,
        });
    }
    Ok(lines)
}

fn part(segment: &Segment) -> FilmPart {
    FilmPart {
        from: segment.from,
        to: segment.to,
    }
}

/// The text of the classification, where the rulebook has one.
pub(super) fn classification(films: &Films) -> Option<&Words> {
    let text = films.terms().label.as_ref()?;
    films.rulebook.texts.get(text).map(|text| &text.label)
}

/// Whether the reminder of its last days is due; not once it is erased.
async fn expires_soon(
    db: &impl ConnectionTrait,
    admin: &Admin,
    films: &Films,
    subject: &SubjectCode,
) -> Result<bool, Refused> {
    let Some(warning) = &films.terms().warning else {
        return Ok(false);
    };
    let warning = deadlines::of(db, subject, warning).await?;
    let is_left = |one: &Deadline| !matches!(one.state, State::Cancelled { .. });
    Ok(warning.is_some_and(|one| is_left(&one) && one.due_at <= admin.now()))
}

/// Number and address of each camera of the film's unit.
async fn places_of(
    db: &impl ConnectionTrait,
    films: &Films,
    film: &Film,
) -> Result<BTreeMap<Uuid, (String, String)>, Refused> {
    if let Camera::Thing { ledger, .. } = &films.terms().camera {
        let rows = asset::Entity::find()
            .filter(asset::Column::Unit.eq(film.asset.unit.0))
            .filter(asset::Column::Kind.eq(ledger))
            .limit(CAMERAS_LISTED)
            .all(db)
            .await?;
        let number = |row: asset::Model| (row.id, (row.number, String::new()));
        return Ok(rows.into_iter().map(number).collect());
    }
    let rows = cameras::all(db, films, film.asset.unit).await?;
    let place = |row: &crate::store::table::rulebook_case::Model| {
        let (_, address) = cameras::place_of(films, row)?;
        Ok::<_, Refused>((row.id, (row.number.clone(), address)))
    };
    rows.iter().map(place).collect()
}
