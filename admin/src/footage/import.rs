//! A film comes in: received, hashed and sealed piece by piece, then entered with its last day.

use std::{path::PathBuf, sync::Arc};

use admin_core::{
    asset::{Act, NewAsset, Order},
    calendar::japan,
    deadline::{Basis, Terms},
    footage::{Media, are_times_possible},
    limits::MEDIA_HEAD_BYTES,
    trail::hex,
};
use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Bytes;
use futures_util::{Stream, StreamExt};
use http::StatusCode;
use protocol::{
    id::{AssetId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;

use super::{Film, Films, SYSTEM};
use crate::{
    Admin,
    cases::store,
    deadlines,
    keys::delete_file_key,
    ledgers::{self, Known},
    limits::{FILM_BYTES, FILM_SILENCE, FILM_WRITE_BYTES},
    problem::{Refused, body_too_large, not_found_problem},
    random,
    sealed_file::{SealedFileError, SealedWriter},
    signed_in::SignedIn,
    trail::{self, Act as Entry, Action, Actor, Subject},
};

/// What is known of a film before its bytes.
#[derive(Clone, Debug)]
pub struct Import {
    pub unit: UnitId,
    pub camera: CaseId,
    pub name: String,
    pub from: UnixMs,
    pub to: UnixMs,
}

/// Takes a film in. Nobody brings it where it comes by the watched folder.
pub async fn import<E>(
    admin: &Admin,
    by: Option<&SignedIn>,
    import: Import,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<AssetId, Refused> {
    let id = AssetId::new(admin.now(), random::id());
    let act = entry(admin, by, import.unit).about(Subject::Asset(id));
    let taken = match check(admin, &import).await {
        Ok(films) => receive(admin, by, &films, import, id, bytes).await,
        Err(refused) => Err(refused),
    };
    match taken {
        Ok(()) => Ok(id),
        Err(refused) => {
            give_up(admin, id).await?;
            Err(admin.remember_refusal(act, refused).await?)
        }
    }
}

/// Nothing of a film that was not taken stays.
async fn give_up(admin: &Admin, id: AssetId) -> Result<(), Refused> {
    admin.films().remove(id).map_err(Refused::internal)?;
    let db = admin.db();
    db.write(async |txn| Ok::<_, Refused>(delete_file_key(txn, Film::file(id)).await?))
        .await
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
    let due = due(admin, &films, import).await?;
    if due <= admin.now() {
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

async fn due(admin: &Admin, films: &Films, import: &Import) -> Result<UnixMs, Refused> {
    let rulebook = &films.rulebook;
    let kind = rulebook.deadlines.get(&films.terms().retention);
    let rule = kind.and_then(|kind| rulebook.period(kind));
    let rule = rule.ok_or_else(|| Refused::internal("films have no last day"))?;
    let hours = deadlines::hours_of(&**admin.db(), import.unit).await?;
    rule.due(import.from, &hours).map_err(Refused::internal)
}

async fn receive<E>(
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: Import,
    id: AssetId,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<(), Refused> {
    let turn = admin.film_turns().try_acquire();
    let _turn = turn.map_err(|_| Refused::busy())?;
    let received = Received::all(admin, films, id, bytes).await?;
    let act = entry(admin, by, import.unit).about(Subject::Asset(id));
    let act = act.about(Subject::Hash(received.sha256));
    let act = act.clause(films.terms().clause.clone());
    admin
        .db()
        .write(async |txn| {
            if let Some(person) = by {
                admin.still(txn, person).await?;
            }
            enter(txn, admin, by, films, &import, id, &received).await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(())
        })
        .await
}

/// Enters the film in its ledger and fixes its last day.
async fn enter(
    txn: &DatabaseTransaction,
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: &Import,
    id: AssetId,
    received: &Received,
) -> Result<(), Refused> {
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
            consequence: kind.consequence?,
            holder: None,
            repeats: false,
        })
    });
    let terms = terms.ok_or_else(|| Refused::internal("films have no last day"))?;
    deadlines::open(txn, terms, import.from, now).await?;
    Ok(())
}

/// `20261120T210000`, in Japan.
fn stamp(at: UnixMs) -> String {
    let (day, seconds) = (japan::day_of(at), japan::ms_into_day(at) / 1_000);
    let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
    let day = day.strftime("%Y%m%d");
    format!("{day}T{hour:02}{minute:02}{:02}", seconds % 60)
}

/// What arrived and lies sealed.
struct Received {
    media: Media,
    bytes: u64,
    sha256: [u8; 32],
}

impl Received {
    async fn all<E>(
        admin: &Admin,
        films: &Films,
        id: AssetId,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Self, Refused> {
        let mut bytes = std::pin::pin!(bytes);
        let key = admin
            .db()
            .write(async |txn| {
                let made = admin.keys().make_file_key(txn, Film::file(id), admin.now());
                Ok::<_, Refused>(made.await?)
            })
            .await?;
        let mut sink = Sink::create(admin.films().path(id), Arc::new(key), id).await?;
        let mut gathered = Vec::new();
        loop {
            let next = tokio::time::timeout(FILM_SILENCE, bytes.next()).await;
            let piece = match next {
                Ok(Some(Ok(piece))) => piece,
                Ok(None) => break,
                // It did not arrive whole.
                Ok(Some(Err(_))) | Err(_) => return Err(unusable(&films.terms().clause)),
            };
            gathered.extend_from_slice(&piece);
            let total = sink.bytes + gathered.len() as u64;
            if total > FILM_BYTES {
                return Err(body_too_large());
            }
            if gathered.len() >= FILM_WRITE_BYTES {
                sink.check(&gathered, films)?;
                sink = sink.write(std::mem::take(&mut gathered)).await?;
            }
        }
        sink.check(&gathered, films)?;
        let sink = sink.write(gathered).await?;
        sink.finish(films).await
    }
}

/// Where the bytes go, a large piece at a time on a blocking thread.
struct Sink {
    writer: SealedWriter,
    hash: Context,
    media: Option<Media>,
    bytes: u64,
}

impl Sink {
    async fn create(
        path: PathBuf,
        key: Arc<crate::keys::DataKey>,
        id: AssetId,
    ) -> Result<Self, Refused> {
        let writer = blocking(move || SealedWriter::create(&path, key, Film::file(id))).await?;
        Ok(Self {
            writer,
            hash: Context::new(&SHA256),
            media: None,
            bytes: 0,
        })
    }

    /// The first piece says what the file is.
    fn check(&mut self, piece: &[u8], films: &Films) -> Result<(), Refused> {
        if self.bytes == 0 {
            let head = &piece[..piece.len().min(MEDIA_HEAD_BYTES)];
            self.media = Media::of(head);
        }
        match self.media {
            Some(_) => Ok(()),
            None => Err(unusable(&films.terms().clause)),
        }
    }

    async fn write(mut self, piece: Vec<u8>) -> Result<Self, Refused> {
        blocking(move || {
            self.hash.update(&piece);
            self.bytes += piece.len() as u64;
            self.writer.write(&piece)?;
            Ok(self)
        })
        .await
    }

    async fn finish(mut self, films: &Films) -> Result<Received, Refused> {
        let media = self.media.ok_or_else(|| unusable(&films.terms().clause))?;
        let bytes = self.bytes;
        let digest = self.hash.finish();
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest.as_ref());
        blocking(move || self.writer.sync()).await?;
        Ok(Received {
            media,
            bytes,
            sha256,
        })
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SealedFileError> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Refused::internal)?.map_err(Refused::internal)
}

fn unusable(clause: &str) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "footage_unusable",
        "映像ファイルとして受け付けられません。ファイルの形式と撮影の開始・終了日時を確認してください。",
        "This is no film that can be taken in. Check its format and from when to when it was filmed.",
    )
    .clause(clause)
}

fn past(films: &Films) -> Refused {
    let kind = films.rulebook.deadlines.get(&films.terms().retention);
    let days = kind.and_then(|kind| kind.days.as_ref());
    let parameter = days.and_then(|days| films.rulebook.parameters.get(&days.text));
    let clause = parameter.map_or(&films.terms().clause, |parameter| &parameter.clause.text);
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "footage_past",
        "保存期間を過ぎた映像は取り込めません。",
        "The days for which this film may be kept are over.",
    )
    .clause(clause)
}
