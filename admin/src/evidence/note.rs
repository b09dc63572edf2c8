//! How far journals go is put into the trail while they grow, so that the signed heads that others
//! fetch cover them: whoever changes a journal afterwards, or cuts its end off, is found out.

use std::{
    fs,
    io::{self, BufReader, Seek, SeekFrom},
    path::Path,
};

use admin_core::trail::Subject;
use protocol::id::{FileId, ReportId, UnitId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::OnConflict,
};

use super::{
    chain::{Broken, Chain, ChainHead},
    journal::{Chunks, JournalFile, files_of, reports_in},
};
use crate::{
    Admin,
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

/// Looks at every journal that grew since it was last noted. How many were noted.
pub async fn all(admin: &Admin) -> Result<usize, Refused> {
    let folder = admin.films().journals();
    let reports = tokio::task::spawn_blocking(move || reports_in(&folder)).await;
    let reports = reports.map_err(Refused::internal)?;
    let mut noted = 0;
    for report in reports.map_err(Refused::internal)? {
        noted += of_report(admin, report).await?;
    }
    Ok(noted)
}

/// The same for one report.
pub async fn of_report(admin: &Admin, report: ReportId) -> Result<usize, Refused> {
    let folder = admin.films().journals();
    let handle = admin.clone();
    let grown = tokio::task::spawn_blocking(move || grown(&handle, &folder, report));
    let grown = grown.await.map_err(Refused::internal)?;
    let grown = grown.map_err(Refused::internal)?;
    if grown.is_empty() {
        return Ok(0);
    }
    let Some(facts) = admin.evidence().find(report).await? else {
        return Ok(0);
    };
    let mut noted = 0;
    for (file, head) in &grown {
        noted += usize::from(note(admin, facts.unit, file, *head).await?);
        if let Some(progress) = admin.evidence().progress().get_mut(&file.head.file) {
            progress.noted = head.chunks;
        }
    }
    Ok(noted)
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

/// The journals of a report that go further than they were noted. Only what is new is read.
fn grown(
    admin: &Admin,
    folder: &Path,
    report: ReportId,
) -> io::Result<Vec<(JournalFile, ChainHead)>> {
    let mut grown = Vec::new();
    for file in files_of(folder, report)? {
        let known = admin.evidence().progress().get(&file.head.file).copied();
        let mut progress = known.unwrap_or(Progress {
            chain: Chain::after(&file.head),
            noted: 0,
        });
        if fs::metadata(&file.path)?.len() <= progress.chain.head().bytes {
            continue;
        }
        match read_on(&file, &mut progress) {
            Ok(()) => {}
            Err(Broken::Io(error)) => return Err(error),
            Err(broken) => {
                let path = file.path.display();
                tracing::error!(%path, %broken, "a journal was changed");
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
            grown.push((file, head));
        }
    }
    Ok(grown)
}

fn read_on(file: &JournalFile, progress: &mut Progress) -> Result<(), Broken> {
    let mut opened = fs::File::open(&file.path)?;
    opened.seek(SeekFrom::Start(progress.chain.head().bytes))?;
    for chunk in Chunks::new(BufReader::new(opened)) {
        progress.chain.take(&chunk?)?;
    }
    Ok(())
}

/// Writes one note unless it stands there already, as it does after a restart.
async fn note(
    admin: &Admin,
    unit: UnitId,
    file: &JournalFile,
    head: ChainHead,
) -> Result<bool, Refused> {
    let id = Uuid::from_bytes(file.head.file);
    let chunks = i64::try_from(head.chunks).map_err(Refused::internal)?;
    let before = noted_journal::Entity::find_by_id(id)
        .one(&**admin.db())
        .await?;
    if before.is_some_and(|before| before.chunks >= chunks) {
        return Ok(false);
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
            Ok::<_, Refused>(true)
        })
        .await
}
