//! An entry as it is stored, its hash, and the end of a chain.

use aws_lc_rs::digest::{Context, SHA256};
use protocol::{id::UnitId, time::UnixMs};

use super::SubjectCode;

pub type Hash = [u8; 32];

/// What the first entry of a unit holds as the hash before it.
pub const START: Hash = [0; 32];

/// An entry as it is stored: words, so that old entries can be checked after lists have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub unit: UnitId,
    /// From 1 without gaps in each unit.
    pub seq: i64,
    pub prev_hash: Hash,
    pub at: UnixMs,
    pub actor: String,
    pub post: String,
    pub terminal: String,
    pub action: String,
    pub subjects: String,
    pub clause: String,
    pub result: String,
}

impl Entry {
    /// SHA-256 over a labelled, length-prefixed encoding: no two entries share their bytes.
    pub fn hash(&self) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(b"genba trail entry 1\0");
        context.update(self.unit.0.as_bytes());
        context.update(&self.seq.to_be_bytes());
        context.update(&self.prev_hash);
        context.update(&self.at.0.to_be_bytes());
        for text in [
            &self.actor,
            &self.post,
            &self.terminal,
            &self.action,
            &self.subjects,
            &self.clause,
            &self.result,
        ] {
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        hash_of(context)
    }

    /// The subjects one by one.
    pub fn subject_codes(&self) -> impl Iterator<Item = SubjectCode> {
        self.subjects
            .split(' ')
            .filter_map(|text| text.parse().ok())
    }
}

/// The end of a unit's chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Hash,
}

impl Head {
    pub const EMPTY: Self = Self {
        seq: 0,
        hash: START,
    };
}

/// The hash of all that a context was given.
pub(crate) fn hash_of(context: Context) -> Hash {
    let mut hash = START;
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
