//! The one copy of a provision: its films unchanged, or stills out of them, in one archive that proves
//! itself away from this system like a report that was saved.

use std::io;

use admin_core::{
    case::{Case, Done, value::Value},
    footage::{Media, Ticked},
    trail::{Subject, hash_of_hex, hex},
};
use axum::body::Bytes;
use futures_util::Stream;
use http::StatusCode;
use protocol::{
    admin::form::{FieldValue, FieldValues},
    id::{AccountId, AssetId, CaseId, FileId, UnitId},
    time::UnixMs,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::{Film, Films, list, open};
use crate::{
    Admin, accounts,
    archive::{Content, Finished},
    cases::{self, Taker, store},
    evidence::{
        Item, Part, archive,
        day::{self, DayProofs},
        manifest::{Copy as OneCopy, Manifest, Rule, VERSION, Who},
        proof,
    },
    jobs,
    posts::list::name_of,
    problem::{Refused, not_found_problem},
    sealed_file::SealedReader,
    signed_in::SignedIn,
    store::table::{noted_film, rulebook_case},
    trail::Action,
};

const README_TEXT: &str = include_str!("readme.txt");
/// In the archive: for who has no other tool than `sha256sum`.
const SUMS: &str = "SHA256SUMS";

/// An archive about to be sent.
pub struct Copy {
    pub name: String,
    archive: Finished,
}

/// Takes the step with which the copy leaves, and hands the archive over. The films are read before:
/// what cannot be read, or is not what came in, does not use the copy up.
pub async fn take(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Copy, Refused> {
    let Some(asked) = Asked::find(admin, id).await? else {
        return Err(not_there(admin, person, id).await?);
    };
    let units = admin.units().await?;
    let taker = Taker {
        admin,
        units: &units,
        person,
        witness: None,
        with_effect: true,
    };
    let (step, seen) = (&asked.films.terms().copy.step, asked.case.version);
    // Whether the person may is said before any film is read.
    if let Err(not) = cases::try_take(taker, id, step, seen, &asked.receipt(1)).await {
        return Err(cases::refused(admin, not).await?);
    }
    let turn = admin.evidence().turns().acquire().await;
    let _turn = turn.map_err(Refused::internal)?;
    let archive = match asked.archive(admin, person).await {
        Ok(archive) => archive,
        Err(refused) => {
            let act = person.act(admin.now(), Action::TakeStep);
            let act = act.about(Subject::Case(id));
            return Err(admin.remember_refusal(act, refused).await?);
        }
    };
    let receipt = asked.receipt(archive.bytes);
    let taken = admin
        .db()
        .write(async |txn| cases::take(txn, taker, id, step, seen, &receipt).await)
        .await;
    match taken {
        Ok(_) => Ok(Copy {
            name: format!("{}.tar", asked.row.number),
            archive,
        }),
        Err(not) => Err(cases::refused(admin, not).await?),
    }
}

/// A case that is a provision of films.
struct Asked {
    row: rulebook_case::Model,
    case: Case,
    films: Films,
}

impl Asked {
    async fn find(admin: &Admin, id: CaseId) -> Result<Option<Self>, Refused> {
        let db = &**admin.db();
        let Some(row) = store::find_row(db, id).await? else {
            return Ok(None);
        };
        let Some(films) = super::of_unit(db, admin, UnitId(row.unit)).await? else {
            return Ok(None);
        };
        let is_own = films.rulebook.document.code == row.document;
        if !is_own || films.terms().copy.workflow != row.workflow {
            return Ok(None);
        }
        let case = store::without_personal(&row)?;
        Ok(Some(Self { row, case, films }))
    }

    /// The number of the copy: one case, one copy.
    fn number(&self) -> String {
        format!("{}-1", self.row.number)
    }

    /// What the step writes down of a copy.
    fn receipt(&self, bytes: u64) -> FieldValues {
        let Some(receipt) = &self.films.terms().copy.receipt else {
            return FieldValues::new();
        };
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        FieldValues::from([
            (receipt.number.clone(), FieldValue::Text(self.number())),
            (receipt.bytes.clone(), FieldValue::Number(bytes)),
        ])
    }

    /// Whether the films themselves are in the copy, and not only what came of them.
    fn has_films(&self) -> bool {
        let ticked = self.films.terms().copy.films.as_ref();
        ticked.is_none_or(|Ticked { field, tick }| {
            let value = self.case.values.get(field);
            matches!(value, Some(Value::Ticks(on)) if on.contains(tick))
        })
    }

    /// Files of the case that leave with it, each with its number and its class in its title.
    async fn stills(&self, admin: &Admin) -> Result<Vec<Item>, Refused> {
        let mut items = Vec::new();
        for field in &self.films.terms().copy.files {
            let Some(Value::File(id)) = self.case.values.get(field) else {
                continue;
            };
            let number = format!("{}-{}", self.number(), items.len() + 1);
            let opened = cases::files::read(admin, *id).await?;
            let cases::files::Opened { name, content, .. } =
                opened.ok_or_else(not_found_problem)?;
            let title = match self.classification() {
                Some(class) => format!("{number} {class} {name}"),
                None => format!("{number} {name}"),
            };
            let name = format!("stills/{number}{}", end_of(&content));
            let content = Content::Bytes(content);
            items.push(Item::new(Part::Files, name, &title, admin.now(), content));
        }
        Ok(items)
    }

    fn classification(&self) -> Option<String> {
        let words = list::classification(&self.films)?;
        Some(format!("{} / {}", words.ja, words.en))
    }

    fn named(&self) -> Vec<AssetId> {
        let named = self.case.values.get(&self.films.terms().copy.field);
        named.map_or_else(Vec::new, Value::assets)
    }

    async fn archive(&self, admin: &Admin, person: &SignedIn) -> Result<Finished, Refused> {
        let db = &**admin.db();
        // So that a head covers what is handed out, also right after it came in.
        jobs::sign_head(admin).await?;
        let ids = self.named();
        let noted = noted_film::Entity::find()
            .filter(noted_film::Column::Film.is_in(ids.iter().map(|id| id.0)))
            .all(db)
            .await?;
        let mut notes: Vec<(Uuid, i64)> = noted.iter().map(|row| (row.unit, row.seq)).collect();
        let (mut films, mut days) = (Vec::with_capacity(ids.len()), DayProofs::new());
        for id in ids {
            let film = super::find(db, id).await?.ok_or_else(not_found_problem)?;
            let reader = open::reader(db, admin, &film).await?;
            if let Some((line, leaf, note)) = day::proof(db, FileId(id.0)).await? {
                days.insert(FileId(id.0), (line, leaf));
                notes.push(note);
            }
            films.push((film, reader));
        }
        let stills = self.stills(admin).await?;
        let trail = proof::lines(db, &notes).await?;
        let manifest = self.manifest(admin, person, &films).await?;
        let (keys, clause) = (admin.keys().clone(), self.films.terms().clause.clone());
        let readme = match &manifest.classification {
            Some(class) => format!("{class}\n\n{README_TEXT}"),
            None => README_TEXT.to_owned(),
        };
        let films = if self.has_films() { films } else { Vec::new() };
        let work = move || {
            let proofs = (trail.as_str(), &days);
            let items = items(films, stills);
            archive::finished(keys.heads(), manifest, &readme, proofs, items)
        };
        let made = tokio::task::spawn_blocking(work).await;
        let made = made.map_err(Refused::internal)?;
        made.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => changed(&clause),
            _ => Refused::internal(error),
        })
    }

    async fn manifest(
        &self,
        admin: &Admin,
        person: &SignedIn,
        films: &[(Film, SealedReader)],
    ) -> Result<Manifest, Refused> {
        let db = &**admin.db();
        let decisions = &self.films.terms().copy.decisions;
        let is_decision = |done: &&Done| decisions.contains(&done.step);
        let decided = self.case.done.iter().rfind(is_decision);
        let decided_by = decided.and_then(|done| done.by).unwrap_or(person.account);
        let people = accounts::names(db, [decided_by, person.account]).await?;
        let who = |account: AccountId| Who {
            account,
            name: name_of(&people, account).name,
        };
        let units = admin.units().await?;
        let now = admin.now();
        let first = films.iter().map(|(film, _)| film.from).min();
        let last = films.iter().map(|(film, _)| film.to).max();
        Ok(Manifest {
            version: VERSION,
            report: None,
            number: self.row.number.clone(),
            unit: self.case.unit,
            unit_name: units.name(self.case.unit).to_owned(),
            begun: first.unwrap_or(now),
            ended: last.unwrap_or(now),
            copy: OneCopy {
                number: self.number(),
                nth: 1,
                case: self.case.id,
                medium: String::new(),
                permitted_by: who(decided_by),
                permitted_at: decided.map_or(UnixMs(0), |done| done.at),
                taken_by: who(person.account),
                at: now,
            },
            rule: Rule {
                document: self.case.document.clone(),
                version: self.case.rulebook.clone(),
                clause: self.films.terms().clause.clone(),
            },
            classification: self.classification(),
            items: Vec::new(),
            key: hex(&admin.keys().heads().public()),
        })
    }
}

/// The films with what came of them, and a list of the films' hashes.
fn items(films: Vec<(Film, SealedReader)>, stills: Vec<Item>) -> Vec<Item> {
    let (mut items, mut sums) = (Vec::with_capacity(films.len() + 1), String::new());
    for (film, reader) in films {
        let name = format!("films/{}", file_name(&film));
        sums.push_str(&format!("{}  {name}\n", film.sha256));
        let content = Content::Sealed(reader);
        let mut item = Item::new(Part::Films, name, &film.name, film.from, content);
        item.id = Some(FileId(film.asset.id.0));
        item.expected = Some(hash_of_hex(&film.sha256).unwrap_or_default());
        items.push(item);
    }
    items.extend(stills);
    let sums = Content::Bytes(sums.into_bytes());
    let name = SUMS.to_owned();
    items.push(Item::new(Part::Sums, name, "", archive::NO_TIME, sums));
    items
}

async fn not_there(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Refused, Refused> {
    let act = person.act(admin.now(), Action::TakeStep);
    let act = act.about(Subject::Case(id));
    admin.remember_refusal(act, not_found_problem()).await
}

/// The number is plain; the end of the name says what it is.
fn file_name(film: &Film) -> String {
    let media = Media::ALL
        .into_iter()
        .find(|media| media.content_type() == film.content_type);
    let end = media.map_or("", |media| media.extension());
    format!("{}{end}", film.asset.number)
}

/// Of the two kinds that pages make; anything else goes without an end.
fn end_of(content: &[u8]) -> &'static str {
    match content {
        [0xff, 0xd8, 0xff, ..] => ".jpg",
        [0x89, b'P', b'N', b'G', ..] => ".png",
        _ => "",
    }
}

fn changed(clause: &str) -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "footage_changed",
        "保存されている映像が、取込み時の映像と一致しないため、複製を作成できません。複製の回数は使われていません。システムの管理者に連絡してください。",
        "What is stored is not the film that came in: no copy can be made. The one copy is not used up. \
         Tell whoever keeps the system.",
    )
    .clause(clause)
}

impl Copy {
    pub fn bytes(&self) -> u64 {
        self.archive.bytes
    }

    /// The bytes, piece by piece.
    pub fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        self.archive.stream()
    }
}
