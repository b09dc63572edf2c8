//! How far journals go is put into the trail while they grow, so that the signed heads that others
//! fetch cover them: whoever changes a journal afterwards, or cuts its end off, is found out.

use std::{
    cmp::Ordering,
    fs,
    io::{self, BufReader, ErrorKind, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use admin_core::trail::Subject;
use protocol::id::{FileId, ReportId, UnitId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::OnConflict,
};

use super::{
    chain::{Broken, Chain, ChainHead},
    journal::{Chunks, JournalFile, found_in, reports_in},
};
use crate::{
    Admin,
    faults::FaultKind,
    limits::JOURNALS_HELD,
    problem::Refused,
    store::table::noted_journal,
    trail::{self, Act, Action, Actor},
};

/// The clause that asks for records that show what happened to what was received.
const CLAUSE: &str = "VR-9a";

/// How far a journal was read.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    chain: Chain,
    noted: u64,
}

/// What a look at journals came to.
#[derive(Debug, Default)]
struct Look {
    /// Those that go further than they were noted.
    grown: Vec<(JournalFile, ChainHead)>,
    noted: usize,
    /// The first one that is not what it was.
    changed: Option<PathBuf>,
}

/// Looks at every journal that grew since it was last noted. How many were noted. One that was
/// changed is a fault that the system files (VR-7.2.1), and keeps no other from being noted.
pub async fn all(admin: &Admin) -> Result<usize, Refused> {
    let folder = admin.films().journals();
    let reports = tokio::task::spawn_blocking(move || reports_in(&folder)).await;
    let reports = reports.map_err(Refused::internal)?;
    let (mut noted, mut changed, mut failed) = (0, None, None);
    for report in reports.map_err(Refused::internal)? {
        match look_at(admin, report).await {
            Ok(look) => {
                noted += look.noted;
                changed = changed.or(look.changed);
            }
            Err(refused) => failed = Some(refused),
        }
    }
    match (changed, failed) {
        (Some(path), failed) => {
            let detail = format!("{} was changed or damaged", path.display());
            admin.faults().report(FaultKind::Evidence, &detail);
            failed.map_or(Ok(noted), Err)
        }
        (None, Some(refused)) => Err(refused),
        (None, None) => {
            admin.faults().restored(FaultKind::Evidence);
            Ok(noted)
        }
    }
}

/// The same for one report.
pub async fn of_report(admin: &Admin, report: ReportId) -> Result<usize, Refused> {
    Ok(look_at(admin, report).await?.noted)
}

async fn look_at(admin: &Admin, report: ReportId) -> Result<Look, Refused> {
    let folder = admin.films().journals();
    let handle = admin.clone();
    let look = tokio::task::spawn_blocking(move || look(&handle, &folder, report));
    let look = look.await.map_err(Refused::internal)?;
    let mut look = look.map_err(Refused::internal)?;
    if look.grown.is_empty() {
        return Ok(look);
    }
    let Some(facts) = admin.evidence().find(report).await? else {
        return Ok(look);
    };
    for (file, head) in std::mem::take(&mut look.grown) {
        match note(admin, facts.unit, &file, head).await? {
            Note::New => look.noted += 1,
            Note::Known => {}
            Note::Other => {
                look.changed(file.path.clone(), "it is not what was noted");
                continue;
            }
        }
        if let Some(progress) = admin.evidence().progress().get_mut(&file.head.file) {
            progress.noted = head.chunks;
        }
    }
    Ok(look)
}

impl Look {
    fn changed(&mut self, path: PathBuf, how: &str) {
        tracing::error!(path = %path.display(), how, "a journal was changed or damaged");
        self.changed.get_or_insert(path);
    }
}

/// The last notes of a report's journals.
pub async fn noted(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Vec<noted_journal::Model>, DbErr> {
    noted_journal::Entity::find()
        .filter(noted_journal::Column::Report.eq(report.0))
        .all(db)
        .await
}

/// Only what is new is read.
fn look(admin: &Admin, folder: &Path, report: ReportId) -> io::Result<Look> {
    let mut look = Look::default();
    let found = found_in(folder, report)?;
    if let Some(path) = found.foreign.into_iter().next() {
        look.changed(path, "it is no journal of its report");
    }
    for file in found.files {
        let known = admin.evidence().progress().get(&file.head.file).copied();
        let mut progress = known.unwrap_or(Progress {
            chain: Chain::after(&file.head),
            noted: 0,
        });
        let bytes = fs::metadata(&file.path)?.len();
        if bytes < progress.chain.head().bytes {
            look.changed(file.path, "its end is gone");
            continue;
        }
        if bytes == progress.chain.head().bytes {
            continue;
        }
        match read_on(&file, &mut progress) {
            Ok(()) => {}
            Err(Broken::Io(error)) if error.kind() != ErrorKind::InvalidData => return Err(error),
            Err(broken) => {
                look.changed(file.path, &broken.to_string());
                continue;
            }
        }
        let mut held = admin.evidence().progress();
        // Of the oldest ones nothing new is to be expected; they are read again from the start.
        if held.len() >= JOURNALS_HELD && !held.contains_key(&file.head.file) {
            held.pop_first();
        }
        held.insert(file.head.file, progress);
        drop(held);
        let head = progress.chain.head();
        if head.chunks > progress.noted {
            look.grown.push((file, head));
        }
    }
    Ok(look)
}

fn read_on(file: &JournalFile, progress: &mut Progress) -> Result<(), Broken> {
    let mut opened = fs::File::open(&file.path)?;
    opened.seek(SeekFrom::Start(progress.chain.head().bytes))?;
    for chunk in Chunks::new(BufReader::new(opened)) {
        progress.chain.take(&chunk?)?;
    }
    Ok(())
}

/// What the trail says of a journal.
enum Note {
    New,
    Known,
    /// It knows of more than there is, or of something else.
    Other,
}

/// Writes one note unless it stands there already, as it does after a restart.
async fn note(
    admin: &Admin,
    unit: UnitId,
    file: &JournalFile,
    head: ChainHead,
) -> Result<Note, Refused> {
    let id = Uuid::from_bytes(file.head.file);
    let chunks = i64::try_from(head.chunks).map_err(Refused::internal)?;
    let before = noted_journal::Entity::find_by_id(id)
        .one(&**admin.db())
        .await?;
    if let Some(before) = before {
        match before.chunks.cmp(&chunks) {
            Ordering::Equal if before.hash == head.hash => return Ok(Note::Known),
            Ordering::Equal | Ordering::Greater => return Ok(Note::Other),
            Ordering::Less => {}
        }
    }
    let act = Act::new(unit, admin.now(), Actor::System, Action::NoteEvidence)
        .about(Subject::Report(file.head.report))
        .about(Subject::File(FileId(id)))
        .about(Subject::Count(head.chunks))
        .about(Subject::Hash(head.hash))
        .clause(CLAUSE);
    admin
        .db()
        .write(async |txn| {
            let row = noted_journal::ActiveModel {
                file: Set(id),
                report: Set(file.head.report.0),
                unit: Set(unit.0),
                seq: Set(trail::append(txn, &act).await?),
                chunks: Set(chunks),
                hash: Set(head.hash.to_vec()),
                at_ms: Set(act.at.0),
            };
            use noted_journal::Column::{AtMs, Chunks, File, Hash, Seq, Unit};
            let again = OnConflict::column(File)
                .update_columns([Unit, Seq, Chunks, Hash, AtMs])
                .to_owned();
            noted_journal::Entity::insert(row)
                .on_conflict(again)
                .exec_without_returning(txn)
                .await?;
            Ok::<_, Refused>(Note::New)
        })
        .await
}
