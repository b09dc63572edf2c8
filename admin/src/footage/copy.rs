//! The one copy of a provision: its films unchanged, with their hashes, in one archive.

use std::{collections::BTreeMap, io};

use admin_core::{case::value::Value, footage::Media, trail::Subject};
use axum::body::Bytes;
use futures_util::Stream;
use protocol::{
    id::{AssetId, CaseId, UnitId},
    time::UnixMs,
};

use super::{Film, Films, open};
use crate::{
    Admin,
    archive::{Archive, Content, Finished},
    cases::{self, Taker, store},
    problem::{Refused, not_found_problem},
    sealed_file::SealedReader,
    signed_in::SignedIn,
    trail::Action,
};

/// An archive about to be sent.
pub struct Copy {
    pub name: String,
    archive: Finished,
}

/// Takes the step with which the copy leaves, and hands the archive over. The films are opened
/// before: what cannot be read does not use the copy up.
pub async fn take(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Copy, Refused> {
    let db = &**admin.db();
    let row = store::find_row(db, id).await?;
    let found = match &row {
        Some(row) => super::of_unit(db, admin, UnitId(row.unit)).await?,
        None => None,
    };
    let copies = |films: &Films, workflow: &str| films.terms().copy.workflow == workflow;
    let (Some(row), Some(films)) = (row, found) else {
        return Err(not_there(admin, person, id).await?);
    };
    if !copies(&films, &row.workflow) {
        return Err(not_there(admin, person, id).await?);
    }
    let (number, seen) = (row.number.clone(), row.version);
    let case = store::without_personal(&row)?;
    let terms = &films.terms().copy;
    let named = case.values.get(&terms.field);
    let opened = opened(admin, named.map_or_else(Vec::new, Value::assets)).await;
    let archive = opened.and_then(|films| archive(films).map_err(Refused::internal));
    let units = admin.units().await?;
    let taker = Taker {
        admin,
        units: &units,
        person,
        witness: None,
        with_effect: true,
    };
    let seen = u32::try_from(seen).map_err(Refused::internal)?;
    let nothing = BTreeMap::new();
    let taken = admin
        .db()
        .write(async |txn| {
            let taken = cases::take(txn, taker, id, &terms.step, seen, &nothing).await?;
            // Whether the person may is said before whether the films are there.
            match archive {
                Ok(archive) => Ok((taken, archive)),
                Err(refused) => Err(refused.into()),
            }
        })
        .await;
    match taken {
        Ok((_, archive)) => Ok(Copy {
            name: format!("{number}.tar"),
            archive,
        }),
        Err(not) => Err(cases::refused(admin, not).await?),
    }
}

async fn opened(admin: &Admin, ids: Vec<AssetId>) -> Result<Vec<(Film, SealedReader)>, Refused> {
    let db = &**admin.db();
    let mut opened = Vec::with_capacity(ids.len());
    for id in ids {
        let film = super::find(db, id).await?.ok_or_else(not_found_problem)?;
        let reader = open::reader(db, admin, &film).await?;
        opened.push((film, reader));
    }
    Ok(opened)
}

async fn not_there(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Refused, Refused> {
    let act = person.act(admin.now(), Action::TakeStep);
    let act = act.about(Subject::Case(id));
    admin.remember_refusal(act, not_found_problem()).await
}

fn archive(films: Vec<(Film, SealedReader)>) -> io::Result<Finished> {
    let mut archive = Archive::new();
    let mut sums = String::new();
    for (film, reader) in films {
        let name = file_name(&film);
        sums.push_str(&format!("{}  {name}\n", film.sha256));
        archive.file(&name, Content::Sealed(reader), film.from)?;
    }
    archive.text("SHA256SUMS", &sums, UnixMs(0))?;
    archive.finish()
}

/// The number is plain; the end of the name says what it is.
fn file_name(film: &Film) -> String {
    let media = Media::ALL
        .into_iter()
        .find(|media| media.content_type() == film.content_type);
    let end = media.map_or("", |media| media.extension());
    format!("{}{end}", film.asset.number)
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
