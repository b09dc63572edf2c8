//! The journals of a data folder against what its trail says of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
    str::FromStr,
};

use admin_core::trail::{Entry, Hash, audit::Record, hash_of_hex};
use protocol::id::{AssetId, FileId, ReportId, UnitId};
use sea_orm::prelude::Uuid;

use super::{
    Flaw, Verdict,
    covered::{Came, Note},
};
use crate::{
    evidence::{
        chain::{Broken, Chain, ChainHead},
        journal::{JournalFile, found_in, reports_in},
    },
    trail::Action,
};

/// What the trail says of all that was not deleted with a proof: the last note of every journal,
/// films, and the roots of days. Kept while a trail is read.
#[derive(Default)]
pub struct Notes {
    journals: BTreeMap<FileId, Note>,
    films: BTreeMap<AssetId, Came>,
    roots: BTreeSet<(UnitId, Hash)>,
    /// The last entry of each unit.
    last: BTreeMap<UnitId, i64>,
}

impl Notes {
    pub fn take(&mut self, record: &Record) {
        let Record::Entry(entry, _) = record else {
            return;
        };
        self.last.insert(entry.unit, entry.seq);
        if let Some(note) = Note::of(entry) {
            self.journals.insert(note.file, note);
        } else if let Some(film) = Came::of(entry) {
            self.films.insert(film.film, film);
        } else if let Some(report) = said::<ReportId>(entry, Action::EraseReport, "report") {
            self.journals.retain(|_, note| note.report != report);
        } else if let Some(film) = said::<AssetId>(entry, Action::EraseFootage, "asset") {
            self.films.remove(&film);
        } else if let Some(root) = said::<String>(entry, Action::NoteDay, "hash") {
            let root = hash_of_hex(&root).map(|root| (entry.unit, root));
            self.roots.extend(root);
        }
    }

    pub(super) fn films(&self) -> &BTreeMap<AssetId, Came> {
        &self.films
    }

    pub(super) fn roots(&self) -> &BTreeSet<(UnitId, Hash)> {
        &self.roots
    }

    /// Whether an entry came after the trail was read.
    pub(super) fn is_newer(&self, unit: UnitId, seq: i64) -> bool {
        self.last.get(&unit).is_none_or(|last| seq > *last)
    }
}

/// What an act of the system was about.
fn said<T: FromStr>(entry: &Entry, action: Action, kind: &str) -> Option<T> {
    let is_said = entry.action == action.code() && entry.actor == "system";
    let mut codes = entry.subject_codes().filter(|_| is_said);
    codes.find_map(|code| code.value_of(kind))
}

/// Reads every journal below a folder. Journals that the trail does not know yet have to hold by
/// themselves.
pub fn folder(journals: &Path, notes: &Notes) -> io::Result<Verdict> {
    let mut verdict = Verdict::default();
    let noted = notes.journals.values().map(|note| note.report);
    let reports: BTreeSet<_> = noted.chain(reports_in(journals)?).collect();
    let mut seen = BTreeSet::new();
    for report in reports {
        let found = found_in(journals, report)?;
        for path in found.foreign {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{report}/{name}");
            verdict.flaws.add(Flaw::JournalForeign { name });
        }
        for file in found.files {
            let id = FileId(Uuid::from_bytes(file.head.file));
            seen.insert(id);
            verdict.journals += 1;
            let note = notes.journals.get(&id);
            match against(&file, note)? {
                None => verdict.covered += u64::from(note.is_some()),
                Some(flaw) => verdict.flaws.add(flaw),
            }
        }
    }
    for file in notes.journals.keys().filter(|file| !seen.contains(file)) {
        verdict.flaws.add(Flaw::JournalMissing { file: *file });
    }
    Ok(verdict)
}

fn against(file: &JournalFile, note: Option<&Note>) -> io::Result<Option<Flaw>> {
    let name = || format!("{}/{}", file.head.report, file.name());
    let (mut chain, mut at_note) = (Chain::after(&file.head), None::<ChainHead>);
    for chunk in file.chunks()? {
        let taken = match chunk {
            Ok(chunk) => chain.take(&chunk),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                let chunk = chain.head().chunks;
                Err(Broken::Chain { chunk })
            }
            Err(error) => return Err(error),
        };
        match taken {
            Ok(head) if note.is_some_and(|note| note.chunks == head.chunks) => {
                at_note = Some(head);
            }
            Ok(_) => {}
            Err(Broken::Io(error)) => return Err(error),
            Err(Broken::Chain { chunk }) => {
                let name = name();
                return Ok(Some(Flaw::JournalBroken { name, chunk }));
            }
        }
    }
    let Some(note) = note else { return Ok(None) };
    let noted = note.chunks;
    Ok(match at_note {
        None => Some(Flaw::JournalCut {
            name: name(),
            chunks: chain.head().chunks,
            noted,
        }),
        Some(head) if hash_of_hex(&note.hash) != Some(head.hash) => Some(Flaw::JournalRewritten {
            name: name(),
            noted,
        }),
        Some(_) => None,
    })
}
