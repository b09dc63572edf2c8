//! Where reports come from. Another shell keeps them; this one asks it what it has of a report, and
//! adds what media nodes kept.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use admin_core::trail::Hash;
use protocol::{
    id::{FileId, ReportId, UnitId},
    time::UnixMs,
};
use tokio::sync::Semaphore;

use super::{day::Kept, manifest::ChainLine, note::Progress};
use crate::{archive::Content, limits::EXPORTS_AT_ONCE, problem::Refused};

/// A report in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFacts {
    pub number: String,
    pub unit: UnitId,
    pub begun: UnixMs,
    /// Nothing while it runs.
    pub ended: Option<UnixMs>,
}

/// The part of a report that a thing belongs to; its words are those of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Files,
    Positions,
    Messages,
    Journal,
    /// Films of cameras.
    Films,
    /// Hashes as lines, for who has other tools.
    Sums,
}

impl Part {
    pub fn code(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Positions => "positions",
            Self::Messages => "messages",
            Self::Journal => "journal",
            Self::Films => "films",
            Self::Sums => "sums",
        }
    }
}

/// One file of what was received.
pub struct Item {
    pub part: Part,
    /// Its name in an archive: ours, without anything that a stranger wrote.
    pub name: String,
    /// What it was called where it came from.
    pub title: String,
    pub at: UnixMs,
    pub content: Content,
    /// By which it stands among the things of its day.
    pub id: Option<FileId>,
    /// How far a journal goes.
    pub(super) chain: Option<ChainLine>,
    /// The hash with which it came in. Nothing else leaves.
    pub(crate) expected: Option<Hash>,
}

impl Item {
    pub fn new(part: Part, name: String, title: &str, at: UnixMs, content: Content) -> Self {
        Self {
            part,
            name,
            title: title.to_owned(),
            at,
            content,
            id: None,
            chain: None,
            expected: None,
        }
    }
}

#[async_trait::async_trait]
pub trait ReportSource: Send + Sync {
    async fn find(&self, report: ReportId) -> Result<Option<ReportFacts>, Refused>;

    /// All that was received but the journals. Refused where it has to be gone, or must not be
    /// shown to anybody.
    async fn items(&self, report: ReportId) -> Result<Vec<Item>, Refused>;

    /// Everything that was whole, with its hash, from a moment between two on, and was not erased since.
    async fn kept_between(&self, from: UnixMs, to: UnixMs) -> Result<Vec<Kept>, Refused>;
}

/// What is held between requests.
pub struct Held {
    source: OnceLock<Arc<dyn ReportSource>>,
    /// Whose turn it is to put an archive together.
    turns: Semaphore,
    progress: Mutex<BTreeMap<[u8; 16], Progress>>,
}

impl Default for Held {
    fn default() -> Self {
        Self {
            source: OnceLock::new(),
            turns: Semaphore::new(EXPORTS_AT_ONCE),
            progress: Mutex::default(),
        }
    }
}

impl Held {
    /// Says where reports are; the first one counts.
    pub fn attach(&self, source: Arc<dyn ReportSource>) {
        // A second one is the same service, started again by a test.
        let _ = self.source.set(source);
    }

    pub(super) fn source(&self) -> Option<&dyn ReportSource> {
        self.source.get().map(|source| &**source)
    }

    pub async fn find(&self, report: ReportId) -> Result<Option<ReportFacts>, Refused> {
        match self.source() {
            Some(source) => source.find(report).await,
            None => Ok(None),
        }
    }

    /// What people call a report.
    pub async fn number(&self, report: ReportId) -> Result<Option<String>, Refused> {
        Ok(self.find(report).await?.map(|facts| facts.number))
    }

    /// Whether a unit has this report.
    pub async fn is_of(&self, report: ReportId, unit: UnitId) -> Result<bool, Refused> {
        Ok(self.find(report).await?.is_some_and(|it| it.unit == unit))
    }

    pub(crate) fn turns(&self) -> &Semaphore {
        &self.turns
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, BTreeMap<[u8; 16], Progress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
