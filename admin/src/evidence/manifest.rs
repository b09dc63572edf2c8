//! What an export says of itself: which files it has, with their hashes, and how far the journals
//! go. It is signed with the key that signs the heads of the trail.

use admin_core::trail::{
    hex,
    signed_head::{PublicKey, SIGNATURE_BYTES},
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use protocol::{
    id::{AccountId, CaseId, FileId, ReportId, UnitId},
    time::UnixMs,
};
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};

use super::{chain::ChainHead, journal::JournalFile};

/// Names in an archive, in their order; the items follow.
pub const MANIFEST: &str = "manifest.json";
pub const SIGNATURE: &str = "manifest.sig";
pub const TRAIL: &str = "trail.jsonl";
pub const README: &str = "README.txt";
pub const VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub version: u32,
    /// What was saved; none where films of cameras were handed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// Of the report, or of the case by which films left.
    pub number: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub begun: UnixMs,
    pub ended: UnixMs,
    pub copy: Copy,
    pub rule: Rule,
    /// How the information in it is classed, where its document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
    pub items: Vec<ItemLine>,
    /// The public key of the signature, in hexadecimal digits.
    pub key: String,
}

/// Which copy it is, and by whose permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    /// Given once.
    pub number: String,
    /// The how manieth copy of this report, or by this case.
    pub nth: u32,
    pub case: CaseId,
    /// Empty where it is written down only when it is handed over.
    pub medium: String,
    pub permitted_by: Who,
    pub permitted_at: UnixMs,
    pub taken_by: Who,
    pub at: UnixMs,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    pub account: AccountId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub document: String,
    pub version: String,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemLine {
    pub name: String,
    /// `files`, `positions`, `messages`, `journal`, `films`, `sums`, `trail` or `readme`.
    pub part: String,
    /// What it was called where it came from.
    pub title: String,
    pub at: UnixMs,
    pub bytes: u64,
    pub sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainLine>,
    /// That it was among the things of its day; nothing before that day is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayLine>,
}

/// The way from a thing to the root over all that its unit took in on its day (RFC 6962).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayLine {
    pub id: FileId,
    pub day: String,
    pub place: u64,
    pub of: u64,
    pub path: Vec<String>,
}

/// How far a journal goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainLine {
    pub file: FileId,
    pub chunks: u64,
    pub hash: String,
}

impl ChainLine {
    pub(super) fn of(file: &JournalFile, head: ChainHead) -> Self {
        Self {
            file: FileId(Uuid::from_bytes(file.head.file)),
            chunks: head.chunks,
            hash: hex(&head.hash),
        }
    }
}

/// What is signed: a label, so that no signature of a head fits, and the manifest as it stands.
pub fn signed_bytes(manifest: &[u8]) -> Vec<u8> {
    [b"genba export 1\0", manifest].concat()
}

pub fn is_signed_by(manifest: &[u8], signature: &[u8], key: &PublicKey) -> bool {
    let has_length = signature.len() == SIGNATURE_BYTES;
    let key = UnparsedPublicKey::new(&ED25519, key);
    has_length && key.verify(&signed_bytes(manifest), signature).is_ok()
}
