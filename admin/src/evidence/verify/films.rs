//! The films of cameras of a data folder against what its trail says of them. They are sealed: what is
//! seen without a key is whether each is there, how long it is, and below which day it stands.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use admin_core::{merkle, trail::Hash};
use protocol::id::{AssetId, FileId, UnitId};

use super::{Flaw, Notes, Verdict};
use crate::{
    evidence::day::{DayLeaves, leaf},
    sealed_file::{SealedFileError, whole_plain_bytes},
    sealed_files,
};

/// A check that is under way: first every day that was closed, then the films.
pub struct Films<'a> {
    notes: &'a Notes,
    /// What stands for a film below a day whose root is in the trail.
    below: BTreeMap<AssetId, Hash>,
    /// Roots in the trail whose days were not given.
    missing: BTreeSet<(UnitId, Hash)>,
    verdict: Verdict,
}

impl<'a> Films<'a> {
    pub fn against(notes: &'a Notes) -> Self {
        Self {
            notes,
            below: BTreeMap::new(),
            missing: notes.roots().clone(),
            verdict: Verdict::default(),
        }
    }

    pub fn day(&mut self, day: DayLeaves) {
        if self.notes.is_newer(day.unit, day.seq) {
            return;
        }
        self.verdict.days += 1;
        let leaves: Vec<Hash> = day.leaves.iter().map(|(_, hash)| *hash).collect();
        let root = (day.unit, merkle::root(&leaves));
        self.missing.remove(&root);
        if !self.notes.roots().contains(&root) {
            let (unit, day) = (day.unit, day.day);
            self.verdict.flaws.add(Flaw::DayChanged { unit, day });
            return;
        }
        for (id, hash) in day.leaves {
            let film = AssetId(id.0);
            if self.notes.films().contains_key(&film) {
                self.below.insert(film, hash);
            }
        }
    }

    /// Looks at each film that came in and was not erased with a proof.
    pub fn finish(mut self, files: &Path) -> io::Result<Verdict> {
        for (unit, _) in &self.missing {
            self.verdict.flaws.add(Flaw::DayMissing { unit: *unit });
        }
        for (film, came) in self.notes.films() {
            self.verdict.films += 1;
            let (film, id) = (*film, FileId(film.0));
            match whole_plain_bytes(&sealed_files::path_in(files, film.0, id)) {
                Err(SealedFileError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
                    self.verdict.flaws.add(Flaw::FilmMissing { film });
                }
                Err(SealedFileError::Io(error)) => return Err(error),
                Ok(bytes) if came.bytes.is_none_or(|came| came == bytes) => {}
                Ok(_) | Err(_) => self.verdict.flaws.add(Flaw::FilmChanged { film }),
            }
            match self.below.get(&film) {
                Some(hash) if *hash == leaf(id, &came.hash) => self.verdict.of_days += 1,
                Some(_) => self.verdict.flaws.add(Flaw::FilmOtherHash { film }),
                // Its day is not over yet.
                None => {}
            }
        }
        Ok(self.verdict)
    }
}
