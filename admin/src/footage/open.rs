//! Looking at a film: a viewing that was written down, for its own person, for some minutes.

use std::sync::Arc;

use admin_core::{
    authority::Matter,
    case::value::Value,
    deadline::Deadline,
    footage::{Viewing, may_still_look},
    trail::Subject,
};
use http::{HeaderMap, StatusCode};
use protocol::id::{AssetId, CaseId};
use sea_orm::ConnectionTrait;

use super::{Film, Films};
use crate::{
    Admin,
    cases::store,
    deadlines,
    keys::KeyError,
    looks::Seen,
    own,
    problem::{Refused, not_found_problem},
    sealed_answer,
    sealed_file::{SealedFileError, SealedReader},
    signed_in::SignedIn,
    store::table::rulebook_case,
    trail::{self, Action},
};

/// Opens a film to look at. The trail remembers each look; a player asks for many parts of one.
pub async fn to_look(
    admin: &Admin,
    person: &SignedIn,
    id: AssetId,
    viewing: Option<CaseId>,
    headers: &HeaderMap,
) -> Result<(Film, SealedReader), Refused> {
    let db = &**admin.db();
    let film = super::find(db, id).await?;
    let act = |person: &SignedIn| {
        let act = person.act(admin.now(), Action::ViewFootage);
        act.about(Subject::Asset(id))
    };
    let Some(film) = film else {
        return Err(admin
            .remember_refusal(act(person), not_found_problem())
            .await?);
    };
    let matter = Matter {
        unit: film.asset.unit,
        kind: &film.asset.kind,
        ..own(person)
    };
    let person = admin
        .authorise_on(person, Action::ViewFootage, &matter)
        .await?;
    let films = super::of_unit(db, admin, film.asset.unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    let opened = match may_look(admin, &person, &films, &film, viewing).await {
        Ok(()) => reader(db, admin, &film).await,
        Err(refused) => Err(refused),
    };
    let reader = match opened {
        Ok(reader) => reader,
        Err(refused) => return Err(admin.remember_refusal(act(&person), refused).await?),
    };
    let seen = Seen::Film(id, viewing);
    let begins_at = sealed_answer::begins_at(headers, film.bytes);
    if admin.looks().is_due(person.session, seen, begins_at) {
        let act = act(&person);
        let act = match viewing {
            Some(viewing) => act.about(Subject::Case(viewing)),
            None => act,
        };
        let act = act.clause(films.terms().viewing_clause());
        admin
            .db()
            .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
            .await?;
        admin.looks().note(person.session, seen);
    }
    Ok((film, reader))
}

async fn may_look(
    admin: &Admin,
    person: &SignedIn,
    films: &Films,
    film: &Film,
    viewing: Option<CaseId>,
) -> Result<(), Refused> {
    let terms = &films.terms().viewing;
    let row = match viewing {
        Some(viewing) => store::find_row(&**admin.db(), viewing).await?,
        None => None,
    };
    let Some(row) = row else {
        return Err(no_viewing(films));
    };
    let case = store::without_personal(&row)?;
    let fits = row.workflow == terms.workflow
        && row.document == films.rulebook.document.code
        && is_open_to(&row, terms)
        && row.opened_by == Some(person.account.0)
        && case.values.get(&terms.field) == Some(&Value::Asset(film.asset.id))
        && may_still_look(
            protocol::time::UnixMs(row.changed_ms),
            films.viewing_minutes(),
            admin.now(),
        );
    if fits { Ok(()) } else { Err(no_viewing(films)) }
}

/// A viewing in one of the states that are named lets its person look; else one that is finished.
fn is_open_to(row: &rulebook_case::Model, terms: &Viewing) -> bool {
    match &terms.states[..] {
        [] => row.closed,
        states => states.contains(&row.state),
    }
}

/// Opens the bytes of a film whose day has not come.
pub(super) async fn reader(
    db: &impl ConnectionTrait,
    admin: &Admin,
    film: &Film,
) -> Result<SealedReader, Refused> {
    let subject = Subject::Asset(film.asset.id).into();
    let running = deadlines::running(db, &subject).await?;
    let over = running
        .iter()
        .find(|deadline| deadline.withholds(admin.now()));
    if let Some(over) = over {
        return Err(past(over));
    }
    let key = match admin.keys().file_key(Film::file(film.asset.id)).await {
        Ok(key) => Arc::new(key),
        Err(KeyError::Destroyed) => return Err(gone()),
        Err(error) => return Err(error.into()),
    };
    let (files, id, bytes) = (admin.files().clone(), Film::file(film.asset.id), film.bytes);
    let opened = tokio::task::spawn_blocking(move || files.read(&key, id, bytes));
    let opened: Result<_, SealedFileError> = opened.await.map_err(Refused::internal)?;
    opened.map_err(Refused::internal)
}

fn past(over: &Deadline) -> Refused {
    gone().clause(&over.terms.basis.clause)
}

fn gone() -> Refused {
    Refused::new(
        StatusCode::GONE,
        "footage_past",
        "保存期間を過ぎたため、この映像は消去されました。",
        "The days of this film are over; it is erased.",
    )
}

fn no_viewing(films: &Films) -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "no_viewing",
        "映像を見るには、先に目的と内容を記録してください。記録データの持出しはできません。",
        "Write down purpose and note before you look. Nothing is taken out.",
    )
    .clause(films.terms().viewing_clause())
}
