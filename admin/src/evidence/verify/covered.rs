//! The piece of the trail that goes with an export: whether its entries lead to signed heads, and
//! whether these are the heads that others hold.

use std::collections::BTreeMap;

use admin_core::trail::{
    ALLOWED, Entry, Hash,
    audit::Record,
    hash_of_hex, hex,
    signed_head::{Leaf, PublicKey, SignedHead, hash_leaves},
};
use protocol::id::{AssetId, FileId, UnitId};

use super::Flaw;
use crate::{
    evidence::manifest::ChainLine,
    limits::PROOF_ENTRIES,
    trail::{Action, line},
};

#[derive(Default)]
pub struct Trail {
    entries: BTreeMap<(UnitId, i64), (Entry, Hash)>,
    heads: Vec<(SignedHead, Vec<Leaf>)>,
}

impl Trail {
    /// Nothing where it cannot be read.
    pub fn read(mut lines: &[u8]) -> Option<Self> {
        let mut trail = Self::default();
        let mut is_ours = true;
        let read = line::read(&mut lines, |record| match record {
            Record::Entry(entry, hash) => {
                let place = (entry.unit, entry.seq);
                is_ours &= trail.entries.insert(place, (entry, hash)).is_none();
            }
            Record::Head(head, leaves) => trail.heads.push((head, leaves)),
            Record::Anchor(_) | Record::End(..) => is_ours = false,
        });
        (read.is_ok() && is_ours).then_some(trail)
    }

    /// How many heads are among those held, and what is wrong by itself.
    pub fn check(&self, key: Option<&PublicKey>, held: &[SignedHead]) -> (u64, Vec<Flaw>) {
        let mut flaws = Vec::new();
        for (entry, stored) in self.entries.values() {
            if entry.hash() != *stored {
                let (unit, seq) = (entry.unit, entry.seq);
                flaws.push(Flaw::EntryEdited { unit, seq });
            }
        }
        let mut matching = 0;
        for (head, leaves) in &self.heads {
            let number = head.statement.number;
            if hash_leaves(leaves) != head.statement.leaves {
                flaws.push(Flaw::HeadEdited { number });
            }
            if key.is_none_or(|key| !head.is_signed_by(key)) {
                flaws.push(Flaw::HeadForged { number });
            }
            match held.iter().find(|held| held.statement.number == number) {
                Some(held) if held == head => matching += 1,
                Some(_) => flaws.push(Flaw::HeadReplaced { number }),
                None if held.is_empty() => {}
                None => flaws.push(Flaw::HeadNotHeld { number }),
            }
        }
        (matching, flaws)
    }

    /// Whether a note of the trail says that a journal ends there, and a head covers the note.
    pub fn covers(&self, chain: &ChainLine) -> bool {
        let notes = self
            .entries
            .values()
            .filter(|(entry, _)| says(entry, chain));
        notes
            .into_iter()
            .any(|(entry, hash)| self.leads_to_head(entry, *hash))
    }

    /// Whether the trail says that this was the root of a day, and a head covers that.
    pub fn has_root(&self, root: &Hash) -> bool {
        let says = |entry: &Entry| {
            let is_root = entry.action == Action::NoteDay.code() && entry.actor == "system";
            let hash = Some(hex(root));
            is_root
                && entry
                    .subject_codes()
                    .any(|code| code.value_of("hash") == hash)
        };
        let mut notes = self.entries.values().filter(|(entry, _)| says(entry));
        notes.any(|(entry, hash)| self.leads_to_head(entry, *hash))
    }

    /// Whether the trail says that a film with this hash came in, and a head covers that.
    pub fn has_film(&self, hash: &Hash) -> bool {
        let says = |entry: &Entry| Came::of(entry).is_some_and(|film| film.hash == *hash);
        let mut notes = self.entries.values().filter(|(entry, _)| says(entry));
        notes.any(|(entry, hash)| self.leads_to_head(entry, *hash))
    }

    fn leads_to_head(&self, note: &Entry, hash: Hash) -> bool {
        let (unit, mut seq, mut hash) = (note.unit, note.seq, hash);
        for _ in 0..PROOF_ENTRIES {
            let is_end =
                |leaf: &Leaf| leaf.unit == unit && leaf.head.seq == seq && leaf.head.hash == hash;
            if self
                .heads
                .iter()
                .any(|(_, leaves)| leaves.iter().any(is_end))
            {
                return true;
            }
            seq += 1;
            match self.entries.get(&(unit, seq)) {
                Some((next, stored)) if next.prev_hash == hash => hash = *stored,
                _ => return false,
            }
        }
        false
    }
}

/// What a note of the trail says.
pub struct Note {
    pub report: protocol::id::ReportId,
    pub file: FileId,
    pub chunks: u64,
    pub hash: String,
}

impl Note {
    pub fn of(entry: &Entry) -> Option<Self> {
        if entry.action != Action::NoteEvidence.code() || entry.actor != "system" {
            return None;
        }
        let codes: Vec<_> = entry.subject_codes().collect();
        let find = |kind| codes.iter().find_map(|code| code.value_of::<String>(kind));
        Some(Self {
            report: find("report")?.parse().ok()?,
            file: find("file")?.parse().ok()?,
            chunks: find("count")?.parse().ok()?,
            hash: find("hash")?,
        })
    }
}

/// What the trail says of a film of a camera that came in.
pub struct Came {
    pub film: AssetId,
    pub hash: Hash,
    /// Not in entries of older versions.
    pub bytes: Option<u64>,
}

impl Came {
    pub fn of(entry: &Entry) -> Option<Self> {
        if entry.action != Action::ImportFootage.code() || entry.result != ALLOWED {
            return None;
        }
        let codes: Vec<_> = entry.subject_codes().collect();
        let find = |kind| codes.iter().find_map(|code| code.value_of::<String>(kind));
        Some(Self {
            film: find("asset")?.parse().ok()?,
            hash: hash_of_hex(&find("hash")?)?,
            bytes: find("count").and_then(|count| count.parse().ok()),
        })
    }
}

fn says(entry: &Entry, chain: &ChainLine) -> bool {
    Note::of(entry).is_some_and(|note| {
        let end = (note.file, note.chunks, &note.hash);
        end == (chain.file, chain.chunks, &chain.hash)
    })
}
