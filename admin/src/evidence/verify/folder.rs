//! The journals of a data folder against what its trail says of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use admin_core::trail::{Entry, audit::Record, hash_of_hex};
use protocol::id::{FileId, ReportId};
use sea_orm::prelude::Uuid;

use super::{Flaw, Verdict, covered::Note};
use crate::{
    evidence::{
        chain::{Broken, Chain, ChainHead},
        journal::{JournalFile, found_in, reports_in},
    },
    trail::Action,
};

/// The last note of every journal that was not deleted with a proof. Kept while a trail is read.
#[derive(Default)]
pub struct Notes(BTreeMap<FileId, Note>);

impl Notes {
    pub fn take(&mut self, record: &Record) {
        let Record::Entry(entry, _) = record else {
            return;
        };
        if let Some(note) = Note::of(entry) {
            self.0.insert(note.file, note);
        } else if let Some(report) = erased(entry) {
            self.0.retain(|_, note| note.report != report);
        }
    }
}

fn erased(entry: &Entry) -> Option<ReportId> {
    let is_proof = entry.action == Action::EraseReport.code() && entry.actor == "system";
    let mut codes = entry.subject_codes().filter(|_| is_proof);
    codes.find_map(|code| code.value_of("report"))
}

/// Reads every journal below a folder. Journals that the trail does not know yet have to hold by
/// themselves.
pub fn folder(journals: &Path, notes: &Notes) -> io::Result<Verdict> {
    let mut verdict = Verdict::default();
    let noted = notes.0.values().map(|note| note.report);
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
            let note = notes.0.get(&id);
            match against(&file, note)? {
                None => verdict.covered += u64::from(note.is_some()),
                Some(flaw) => verdict.flaws.add(flaw),
            }
        }
    }
    for file in notes.0.keys().filter(|file| !seen.contains(file)) {
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
