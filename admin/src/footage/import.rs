//! A film comes in: received, hashed and sealed piece by piece, then entered with its last day.

use admin_core::{
    calendar::OfficeHours,
    deadline::Rule,
    footage::{Camera, CountedFrom, are_times_possible, package::Segment},
    trail::Hash,
};
use futures_util::StreamExt;
use http::StatusCode;
use protocol::{
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ActiveValue::Set, EntityTrait, prelude::Uuid};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Film, Films, enter,
    receive::{FilmBytes, Received},
};
use crate::{
    Admin,
    body::{Pieces, Unread},
    cases::store,
    deadlines,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::noted_film,
    trail::{self, Act as Entry, Action, Actor, Subject},
};

/// The code of a refusal: the days of the film are over.
pub(super) const PAST: &str = "footage_past";

/// What is known of a film before its bytes.
#[derive(Clone, Debug)]
pub struct Import {
    pub unit: UnitId,
    /// A case or a thing, as the ledger of films says.
    pub camera: Uuid,
    pub name: String,
    pub from: UnixMs,
    pub to: UnixMs,
    /// Where it came out of a locked package.
    pub docked: Option<Docked>,
}

/// What a locked package says beside.
#[derive(Clone, Debug)]
pub struct Docked {
    /// Who had registered for the camera; nobody where nobody did.
    pub user: Option<AccountId>,
    pub segments: Vec<Segment>,
    /// Of the film as the camera filmed it.
    pub sha256: Hash,
    pub bytes: u64,
    /// The charger in which the camera stands.
    pub charger: Option<String>,
}

/// Takes a film in. Nobody brings it where it comes by the watched folder. Of a film that was not
/// taken nothing stays, also where whoever sends it leaves: its part goes with what receives it, and
/// its key is stored with its entry.
pub async fn import(
    admin: &Admin,
    by: Option<&SignedIn>,
    import: Import,
    bytes: Pieces,
) -> Result<AssetId, Refused> {
    let id = AssetId::new(admin.now(), random::id());
    let act = entry(admin, by, import.unit).about(Subject::Asset(id));
    let taken = match check(admin, &import).await {
        Ok(films) => {
            let clause = films.terms().clause.clone();
            let bytes = bytes.map(move |piece| piece.map_err(|unread| unread_by(unread, &clause)));
            receive(admin, by, &films, import, id, bytes.boxed()).await
        }
        Err(refused) => Err(refused),
    };
    match taken {
        Ok(()) => Ok(id),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// A film that broke off is none.
pub(super) fn unread_by(unread: Unread, clause: &str) -> Refused {
    match unread {
        Unread::Broken => unusable(clause),
        unread => unread.into(),
    }
}

pub(super) fn entry(admin: &Admin, by: Option<&SignedIn>, unit: UnitId) -> Entry {
    let now = admin.now();
    match by {
        Some(person) => person.act(now, Action::ImportFootage),
        None => Entry::new(unit, now, Actor::System, Action::ImportFootage),
    }
}

/// What can be said before a byte is received; asked again when the film is entered.
async fn check(admin: &Admin, import: &Import) -> Result<Films, Refused> {
    let films = super::of_unit(&**admin.db(), admin, import.unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    // Where films come in locked, one that is not was never in a camera of ours, or somebody opened it.
    if let Some(docking) = &films.terms().docking {
        return Err(super::dock::unlocked(&docking.clause));
    }
    let clause = &films.terms().clause;
    if import.name.is_empty() || !are_times_possible(import.from, import.to, admin.now()) {
        return Err(unusable(clause));
    }
    films_now(admin, &films, import).await?;
    let keeping = Keeping::of(admin, &films, import.unit).await?;
    if keeping.is_over(import.from, admin.now())? {
        return Err(past(&films));
    }
    Ok(films)
}

/// The camera films, in this unit.
async fn films_now(admin: &Admin, films: &Films, import: &Import) -> Result<(), Refused> {
    let row = store::find_row(&**admin.db(), CaseId(import.camera)).await?;
    let fits = match &films.terms().camera {
        Camera::Case {
            workflow, states, ..
        } => row.is_some_and(|row| {
            row.unit == import.unit.0
                && row.document == films.rulebook.document.code
                && row.workflow == *workflow
                && states.contains(&row.state)
        }),
        Camera::Thing { .. } => false,
    };
    if fits {
        Ok(())
    } else {
        Err(not_found_problem())
    }
}

/// How long a unit keeps films.
pub(super) struct Keeping {
    rule: Rule,
    hours: OfficeHours,
    from: CountedFrom,
}

impl Keeping {
    pub async fn of(admin: &Admin, films: &Films, unit: UnitId) -> Result<Self, Refused> {
        let rulebook = &films.rulebook;
        let kind = rulebook.deadlines.get(&films.terms().retention);
        let rule = kind.and_then(|kind| rulebook.period(kind));
        let rule = rule.ok_or_else(|| Refused::internal("films have no last day"))?;
        let hours = deadlines::hours_of(&**admin.db(), unit).await?;
        let from = films.terms().counted_from;
        Ok(Self { rule, hours, from })
    }

    /// Whether the days of what was filmed at a moment are over.
    pub fn is_over(&self, from: UnixMs, now: UnixMs) -> Result<bool, Refused> {
        if self.from == CountedFrom::Created {
            return Ok(false);
        }
        let due = self.rule.due(from, &self.hours);
        Ok(due.map_err(Refused::internal)? <= now)
    }
}

/// Receives the bytes of a film that may come in, and stores what arrived whole.
pub(super) async fn receive(
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: Import,
    id: AssetId,
    bytes: FilmBytes,
) -> Result<(), Refused> {
    let turn = admin.film_turns().clone().try_acquire_owned();
    let turn = turn.map_err(|_| Refused::busy())?;
    let received = Received::all(admin, films, id, bytes).await?;
    if let (Some(docked), Some(docking)) = (&import.docked, &films.terms().docking)
        && (docked.sha256, docked.bytes) != (received.film.sha256, received.film.bytes)
    {
        return Err(super::dock::changed(&docking.clause));
    }
    // A commit that is under way is not taken back by who leaves: from here on it goes to its end.
    let (admin, by, films) = (admin.clone(), by.cloned(), films.clone());
    let kept = tokio::spawn(keep(admin, by, films, import, id, received, turn));
    kept.await.map_err(Refused::internal)?
}

async fn keep(
    admin: Admin,
    by: Option<SignedIn>,
    films: Films,
    import: Import,
    id: AssetId,
    received: Received,
    _turn: OwnedSemaphorePermit,
) -> Result<(), Refused> {
    let Received { film, key, part } = received;
    let by = by.as_ref();
    let act = entry(&admin, by, import.unit).about(Subject::Asset(id));
    let act = act.about(Subject::Hash(film.sha256));
    // So that a file that was cut is found without its key.
    let act = act.about(Subject::Count(film.bytes));
    let docking = films.terms().docking.as_ref();
    let clause = docking.map_or(&films.terms().clause, |docking| &docking.clause);
    let act = act.clause(clause.clone());
    admin
        .db()
        .write(async |txn| {
            if let Some(person) = by {
                admin.still(txn, person).await?;
            }
            let due = enter::enter(txn, &admin, by, &films, &import, id, &film).await?;
            key.store(admin.keys(), due).await?;
            let noted = noted_film::ActiveModel {
                film: Set(id.0),
                unit: Set(act.unit.0),
                seq: Set(trail::append(txn, &act).await?),
            };
            noted_film::Entity::insert(noted)
                .exec_without_returning(txn)
                .await?;
            Ok::<_, Refused>(())
        })
        .await?;
    part.stays();
    admin.files().finished(id.0, Film::file(id));
    Ok(())
}

pub(super) fn unusable(clause: &str) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "footage_unusable",
        "映像ファイルとして受け付けられません。ファイルの形式と撮影の開始・終了日時を確認してください。",
        "This is no film that can be taken in. Check its format and from when to when it was filmed.",
    )
    .clause(clause)
}

fn past(films: &Films) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        PAST,
        "保存期間を過ぎた映像は取り込めません。",
        "The days for which this film may be kept are over.",
    )
    .clause(films.retention_clause())
}
