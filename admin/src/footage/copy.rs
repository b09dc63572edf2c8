//! The one copy of a provision: its films unchanged, with their hashes, in one archive.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::ControlFlow,
};

use admin_core::{
    case::value::Value,
    footage::{BLOCK_BYTES, END, header, padding},
    trail::Subject,
};
use axum::body::Bytes;
use futures_util::{Stream, stream};
use protocol::id::{AssetId, CaseId};

use super::{Film, Films, open};
use crate::{
    Admin,
    cases::{self, Taker, store},
    limits::SEALED_READ_BYTES,
    problem::{Refused, not_found_problem},
    sealed_answer,
    sealed_file::SealedReader,
    signed_in::SignedIn,
    trail::Action,
};

/// An archive about to be sent.
pub struct Copy {
    pub name: String,
    pub bytes: u64,
    parts: VecDeque<Part>,
}

enum Part {
    Bytes(Vec<u8>),
    Film(SealedReader, u64),
}

/// Takes the step with which the copy leaves, and hands the archive over. The films are opened
/// before: what cannot be read does not use the copy up.
pub async fn take(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Copy, Refused> {
    let db = &**admin.db();
    let row = store::find_row(db, id).await?;
    let found = match &row {
        Some(row) => super::of_unit(db, admin, protocol::id::UnitId(row.unit)).await?,
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
    let units = admin.units().await?;
    let taker = Taker {
        admin,
        units: &units,
        person,
        witness: None,
    };
    let seen = u32::try_from(seen).map_err(Refused::internal)?;
    let nothing = BTreeMap::new();
    let taken = admin
        .db()
        .write(async |txn| {
            let taken = cases::take(txn, taker, id, &terms.step, seen, &nothing).await?;
            // Whether the person may is said before whether the films are there.
            match opened {
                Ok(opened) => Ok((taken, opened)),
                Err(refused) => Err(refused.into()),
            }
        })
        .await;
    match taken {
        Ok((_, opened)) => Ok(archive(&number, opened)),
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

fn archive(number: &str, films: Vec<(Film, SealedReader)>) -> Copy {
    let mut parts = VecDeque::new();
    let mut sums = String::new();
    for (film, reader) in films {
        let name = file_name(&film);
        sums.push_str(&format!("{}  {name}\n", film.sha256));
        parts.push_back(Part::Bytes(header(&name, film.bytes, film.from).to_vec()));
        parts.push_back(Part::Film(reader, 0));
        parts.push_back(Part::Bytes(vec![0; padding(film.bytes)]));
    }
    let bytes = sums.len() as u64;
    let mut last = header("SHA256SUMS", bytes, protocol::time::UnixMs(0)).to_vec();
    last.extend_from_slice(sums.as_bytes());
    last.extend(std::iter::repeat_n(0, padding(bytes)));
    last.extend_from_slice(&END);
    parts.push_back(Part::Bytes(last));
    let length = |part: &Part| match part {
        Part::Bytes(bytes) => bytes.len() as u64,
        Part::Film(reader, _) => reader.plain_bytes(),
    };
    let bytes: u64 = parts.iter().map(length).sum();
    debug_assert_eq!(bytes % BLOCK_BYTES as u64, 0);
    Copy {
        name: format!("{number}.tar"),
        bytes,
        parts,
    }
}

/// The number is plain; the end of the name says what it is.
fn file_name(film: &Film) -> String {
    let media = admin_core::footage::Media::ALL
        .into_iter()
        .find(|media| media.content_type() == film.content_type);
    let end = media.map_or("", |media| media.extension());
    format!("{}{end}", film.asset.number)
}

impl Copy {
    /// The bytes, piece by piece.
    pub fn stream(self) -> impl Stream<Item = std::io::Result<Bytes>> {
        stream::unfold(self.parts, |mut parts| async move {
            loop {
                match parts.pop_front()? {
                    Part::Bytes(bytes) if bytes.is_empty() => {}
                    Part::Bytes(bytes) => return Some((Ok(bytes.into()), parts)),
                    Part::Film(reader, at) => {
                        match sealed_answer::piece(reader, at, SEALED_READ_BYTES).await {
                            Ok(ControlFlow::Break(())) => {}
                            Ok(ControlFlow::Continue((reader, piece))) => {
                                let next = at + piece.len() as u64;
                                parts.push_front(Part::Film(reader, next));
                                return Some((Ok(piece), parts));
                            }
                            Err(error) => return Some((Err(error), VecDeque::new())),
                        }
                    }
                }
            }
        })
    }
}
