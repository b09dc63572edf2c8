//! A film comes in: received, hashed and sealed piece by piece, then entered with its last day.

use admin_core::{
    asset::{Act, NewAsset, Order},
    calendar::{OfficeHours, japan},
    deadline::{Basis, Rule, Terms},
    footage::are_times_possible,
    trail::hex,
};
use http::StatusCode;
use protocol::{
    id::{AssetId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Film, Films, SYSTEM,
    receive::{Facts, Received},
};
use crate::{
    Admin,
    body::Pieces,
    cases::store,
    deadlines,
    ledgers::{self, Known},
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
    pub camera: CaseId,
    pub name: String,
    pub from: UnixMs,
    pub to: UnixMs,
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
        Ok(films) => receive(admin, by, &films, import, id, bytes).await,
        Err(refused) => Err(refused),
    };
    match taken {
        Ok(()) => Ok(id),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

fn entry(admin: &Admin, by: Option<&SignedIn>, unit: UnitId) -> Entry {
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
    let camera = &films.terms().camera;
    let row = store::find_row(&**admin.db(), import.camera).await?;
    let fits = row.is_some_and(|row| {
        row.unit == import.unit.0
            && row.document == films.rulebook.document.code
            && row.workflow == camera.workflow
            && camera.states.contains(&row.state)
    });
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
}

impl Keeping {
    pub async fn of(admin: &Admin, films: &Films, unit: UnitId) -> Result<Self, Refused> {
        let rulebook = &films.rulebook;
        let kind = rulebook.deadlines.get(&films.terms().retention);
        let rule = kind.and_then(|kind| rulebook.period(kind));
        let rule = rule.ok_or_else(|| Refused::internal("films have no last day"))?;
        let hours = deadlines::hours_of(&**admin.db(), unit).await?;
        Ok(Self { rule, hours })
    }

    /// Whether the days of what was filmed at a moment are over.
    pub fn is_over(&self, from: UnixMs, now: UnixMs) -> Result<bool, Refused> {
        let due = self.rule.due(from, &self.hours);
        Ok(due.map_err(Refused::internal)? <= now)
    }
}

async fn receive(
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: Import,
    id: AssetId,
    bytes: Pieces,
) -> Result<(), Refused> {
    let turn = admin.film_turns().clone().try_acquire_owned();
    let turn = turn.map_err(|_| Refused::busy())?;
    let received = Received::all(admin, films, id, bytes).await?;
    // A commit that is under way is not taken back by who leaves: from here on it goes to its end.
    let (admin, by, films) = (admin.clone(), by.cloned(), films.clone());
    let kept = tokio::spawn(keep(admin, by, films, import, id, received, turn));
    kept.await.map_err(Refused::internal)?
}

/// Stores what arrived whole.
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
    let act = act.clause(films.terms().clause.clone());
    admin
        .db()
        .write(async |txn| {
            if let Some(person) = by {
                admin.still(txn, person).await?;
            }
            let due = enter(txn, &admin, by, &films, &import, id, &film).await?;
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

/// Enters the film in its ledger and fixes its last day.
async fn enter(
    txn: &DatabaseTransaction,
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: &Import,
    id: AssetId,
    received: &Facts,
) -> Result<UnixMs, Refused> {
    let (now, rulebook) = (admin.now(), &films.rulebook);
    let sha256 = hex(&received.sha256);
    let new = NewAsset {
        id,
        // When it was filmed, and the beginning of its hash: the same film comes in once.
        number: format!("{}-{}", stamp(import.from), &sha256[..12]),
        unit: import.unit,
        class: None,
        attributes: Film::attributes(import, received.media, received.bytes, &sha256),
    };
    let order = Order::new(Act::In, by.map_or(SYSTEM, |person| person.account));
    let known = Known {
        approved: &[],
        rulebook: &rulebook.document.version,
    };
    ledgers::register(txn, &films.ledger().kind, new, &order, known, now).await?;
    let kind = rulebook.deadlines.get(&films.terms().retention);
    let terms = kind.and_then(|kind| {
        Some(Terms {
            unit: import.unit,
            subject: Subject::Asset(id).into(),
            duty: kind.code.clone(),
            rule: rulebook.period(kind)?,
            basis: Basis {
                clause: kind.clause.text.clone(),
                rulebook: rulebook.document.version.clone(),
            },
            event: "recorded".to_owned(),
            consequence: kind.consequence,
            holder: None,
            repeats: false,
        })
    });
    let terms = terms.ok_or_else(|| Refused::internal("films have no last day"))?;
    Ok(deadlines::open(txn, terms, import.from, now).await?.due_at)
}

/// `20261120T210000`, in Japan.
fn stamp(at: UnixMs) -> String {
    let (day, seconds) = (japan::day_of(at), japan::ms_into_day(at) / 1_000);
    let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
    let day = day.strftime("%Y%m%d");
    format!("{day}T{hour:02}{minute:02}{:02}", seconds % 60)
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
