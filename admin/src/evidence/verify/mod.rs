//! The separate verifier of evidence: needs no database, no key of a report and no running system,
//! and says what was changed.

mod covered;
mod export;
mod films;
mod folder;
mod strict_tar;

#[cfg(test)]
mod tests;

use admin_core::trail::signed_head::PublicKey;
use protocol::id::{AssetId, FileId, UnitId};

use super::manifest::Manifest;
use crate::limits::FLAWS_KEPT;

pub use export::export;
pub use films::Films;
pub use folder::{Notes, folder};

/// One sign of tampering, where it shows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the archive cannot be read from byte {at} on")]
    Unreadable { at: u64 },
    #[error("the archive was cut off at byte {at}")]
    CutOff { at: u64 },
    #[error("something stands behind the end of the archive, from byte {at} on")]
    GoesOn { at: u64 },
    #[error("there is no manifest that can be read")]
    ManifestUnreadable,
    #[error("the manifest is not signed with a trusted key: it was changed, or made by others")]
    ManifestForged,
    #[error("{name} was changed")]
    Changed { name: String },
    #[error("{name} is missing")]
    Missing { name: String },
    #[error("{name} is out of order")]
    Moved { name: String },
    #[error("{name} does not belong here, or is there twice")]
    Unexpected { name: String },
    #[error("{name}: chunk {chunk} does not follow the one before it: one of the two was changed")]
    JournalBroken { name: String, chunk: u64 },
    #[error("{name}: it is no journal, or its head was changed")]
    JournalForeign { name: String },
    #[error("{name}: the end was cut off: it has {chunks} chunks, the trail covers {noted}")]
    JournalCut {
        name: String,
        chunks: u64,
        noted: u64,
    },
    #[error("{name}: it was computed anew after chunk {noted} was covered by the trail")]
    JournalRewritten { name: String, noted: u64 },
    #[error("journal {file} is missing, and no proof of deletion says why")]
    JournalMissing { file: FileId },
    #[error("film {film} is missing, and no proof of deletion says why")]
    FilmMissing { film: AssetId },
    #[error("film {film} is not as long as it was when it came in, or was changed")]
    FilmChanged { film: AssetId },
    #[error("film {film} stands below its day with another hash than it came in with")]
    FilmOtherHash { film: AssetId },
    #[error("unit {unit}: what stands below {day} does not lead to a root in the trail")]
    DayChanged { unit: UnitId, day: String },
    #[error("unit {unit}: what stands below a root in the trail is missing")]
    DayMissing { unit: UnitId },
    #[error("{name}: no signed head covers it")]
    Uncovered { name: String },
    #[error("{name}: its proof does not lead to what the trail says of its day")]
    NotOfDay { name: String },
    #[error("the trail that came with it cannot be read")]
    TrailUnreadable,
    #[error("unit {unit}: entry {seq} was edited")]
    EntryEdited { unit: UnitId, seq: i64 },
    #[error("head {number} covers other chain ends than it was signed for")]
    HeadEdited { number: i64 },
    #[error("head {number} is not signed with a trusted key")]
    HeadForged { number: i64 },
    #[error("head {number} is not the one that was handed out")]
    HeadReplaced { number: i64 },
    #[error("head {number} is not among those held elsewhere; fetch newer ones, if it is newer")]
    HeadNotHeld { number: i64 },
}

/// The first flaws in full, all of them in number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    kept: Vec<Flaw>,
    total: u64,
}

impl Flaws {
    pub fn kept(&self) -> &[Flaw] {
        &self.kept
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    fn add(&mut self, flaw: Flaw) {
        self.total += 1;
        if self.kept.len() < FLAWS_KEPT {
            self.kept.push(flaw);
        }
    }
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub manifest: Option<Manifest>,
    /// The key that was trusted; it came from the export itself where none was given.
    pub key: Option<PublicKey>,
    pub items: u64,
    pub bytes: u64,
    pub journals: u64,
    /// Films of cameras.
    pub films: u64,
    /// Journals whose end a signed head covers, and films that it covers.
    pub covered: u64,
    /// Days that were closed, of all units.
    pub days: u64,
    /// Files that were among the things of their day.
    pub of_days: u64,
    /// Heads held elsewhere that are the ones read here.
    pub held: u64,
    pub flaws: Flaws,
}

impl Verdict {
    pub fn is_clean(&self) -> bool {
        self.flaws.total() == 0
    }
}
