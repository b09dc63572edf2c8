//! Films of reports: made of what a media node kept, once a report is over or when somebody asks
//! while it runs. What was kept stays as it is; a film can always be made again.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Seek},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use admin::{
    evidence::{journal::reports_in, note},
    keys::{DataKey, KeyError},
    random,
    store::table::noted_journal,
    trail::{Action, Subject},
};
use protocol::{
    console::ConsoleEvent,
    id::{FileId, ReportId},
    recording::Recording,
    time::UnixMs,
    upload::{FileKind, FileState},
};
use signaling_core::{
    Refusal,
    recording::{VideoCodec, is_wanted},
};

use crate::{
    Signaling,
    conversion::{Content, Copy, blocking, copy_hashing},
    convert::{FilmFacts, Unviewable},
    failure::Failure,
    journals::{self, Records},
    limits::{
        JOURNAL_LOOKS, JOURNAL_QUIET, PROGRESS_STEP_PERCENT, RECORDING_PAUSE, RECORDING_TRIES,
        RECORDINGS_RESUMED,
    },
    store::{
        files::{self, NewFile},
        reports,
        table::report_file,
        words::json,
    },
    turn::Who,
};

/// Reports whose films are being made; true where something came meanwhile, so that they are made
/// once more.
#[derive(Default)]
pub struct Making(Mutex<BTreeMap<ReportId, bool>>);

impl Making {
    /// False where somebody makes them already.
    fn begin(&self, report: ReportId) -> bool {
        let mut making = self.lock();
        match making.get_mut(&report) {
            Some(again) => {
                *again = true;
                false
            }
            None => making.insert(report, false).is_none(),
        }
    }

    /// Whether they are made once more.
    fn again(&self, report: ReportId) -> bool {
        let mut making = self.lock();
        let again = making.insert(report, false) == Some(true);
        if !again {
            making.remove(&report);
        }
        again
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ReportId, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A film that was made, and sealed with the report's key.
struct Made {
    view: Copy,
    sheet: Option<Copy>,
    sha256: [u8; 32],
    facts: FilmFacts,
    is_damaged: bool,
}

/// What a film is made of, and when.
struct Job {
    key: Arc<DataKey>,
    codec: VideoCodec,
    /// The report was over before its journals were read.
    is_over: bool,
}

/// Takes up the films that are still owed after a start.
pub(crate) async fn resume(signaling: Signaling) {
    let folder = signaling.journals();
    let found = match blocking(move || reports_in(&folder)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return tracing::error!(%error, "journals cannot be listed"),
        Err(_) => return,
    };
    for report in found.into_iter().take(RECORDINGS_RESUMED) {
        match signaling.owes_films(report).await {
            Ok(true) => signaling.spawn_recording(report),
            Ok(false) => {}
            Err(failure) => {
                let code = failure.problem().0.code;
                tracing::error!(%report, code, "whether a film is owed is not known");
            }
        }
    }
}

impl Signaling {
    /// Where a media node keeps what arrives.
    pub(crate) fn journals(&self) -> PathBuf {
        self.config().folder.join("journal")
    }

    /// Makes the films of a report in the background.
    pub(crate) fn spawn_recording(&self, report: ReportId) {
        if !self.making().begin(report) {
            return;
        }
        let signaling = self.clone();
        tokio::spawn(async move {
            loop {
                match signaling.make_films(report).await {
                    Ok(()) | Err(Failure::Refusal(Refusal::ReportErased)) => {}
                    Err(failure) => {
                        let code = failure.problem().0.code;
                        tracing::error!(%report, code, "films of a report could not be made");
                    }
                }
                if !signaling.making().again(report) {
                    return;
                }
            }
        });
    }

    /// Whether a report is over and has no film of the whole of it, nor a reason why.
    async fn owes_films(&self, report: ReportId) -> Result<bool, Failure> {
        let db = &**self.admin().db();
        let loaded = reports::load(db, report).await?;
        if !loaded.is_some_and(|loaded| loaded.report.state.is_over()) {
            return Ok(false);
        }
        let rows = files::recordings(db, report).await?;
        for row in &rows {
            let was_given_up = matches!(files::state(row)?, FileState::NotViewable { .. });
            if !was_given_up && is_wanted(files::recording(row)?.as_ref(), true) {
                return Ok(true);
            }
        }
        Ok(rows.is_empty())
    }

    async fn make_films(&self, report: ReportId) -> Result<(), Failure> {
        let db = &**self.admin().db();
        let loaded = reports::load(db, report).await?;
        let loaded = loaded.ok_or(Refusal::ReportNotFound)?;
        let is_over = loaded.report.state.is_over();
        let key = match self.admin().keys().report_key(report).await {
            Err(KeyError::Destroyed) => return Err(Refusal::ReportErased.into()),
            key => Arc::new(key?),
        };
        if is_over && let Some(copies) = self.files().copies() {
            copies.bring_journals(&self.journals(), report).await;
        }
        if !self.is_settled(report, is_over).await? {
            return Ok(());
        }
        let turn = self.converter().recording_turn().await;
        let _turn = turn.map_err(|_| Failure::internal("the server stops"))?;
        let records = self.records(&key).await?;
        let codecs = blocking(move || journals::codecs(records)).await?;
        for codec in codecs.map_err(Failure::internal)? {
            let key = key.clone();
            let job = Job {
                key,
                codec,
                is_over,
            };
            self.make_film(job).await?;
        }
        Ok(())
    }

    /// Waits until the media node has written all of a report that is over. False: nothing was
    /// recorded.
    async fn is_settled(&self, report: ReportId, is_over: bool) -> Result<bool, Failure> {
        let Some(mut before) = self.journal_bytes(report).await? else {
            return Ok(false);
        };
        for _ in 0..if is_over { JOURNAL_LOOKS } else { 0 } {
            tokio::time::sleep(JOURNAL_QUIET).await;
            let now = self.journal_bytes(report).await?.unwrap_or_default();
            if now == before {
                break;
            }
            before = now;
        }
        Ok(true)
    }

    async fn journal_bytes(&self, report: ReportId) -> Result<Option<u64>, Failure> {
        let folder = self.journals();
        let bytes = blocking(move || journals::bytes_of(&folder, report)).await?;
        bytes.map_err(Failure::internal)
    }

    async fn are_journals_cut(&self, report: ReportId) -> Result<bool, Failure> {
        let noted = note::noted(&**self.admin().db(), report).await?;
        let ends = |row: noted_journal::Model| (FileId(row.file), row.chunks.unsigned_abs());
        let noted: Vec<_> = noted.into_iter().map(ends).collect();
        let folder = self.journals();
        let are_cut = blocking(move || journals::are_cut(&folder, report, &noted)).await?;
        are_cut.map_err(Failure::internal)
    }

    async fn records(&self, key: &Arc<DataKey>) -> Result<Records, Failure> {
        let (folder, key) = (self.journals(), key.clone());
        let records = blocking(move || Records::of(&folder, &key)).await?;
        records.map_err(Failure::internal)
    }

    async fn make_film(&self, job: Job) -> Result<(), Failure> {
        let Some(row) = self.begin_film(&job).await? else {
            return Ok(());
        };
        let mut tries = 1;
        let made = loop {
            match self.try_film(&job, &row).await? {
                Err(unviewable) if tries < RECORDING_TRIES => {
                    let (report, code) = (job.key.report(), unviewable.code);
                    tracing::warn!(%report, code, tries, "a film is tried again");
                    tries += 1;
                    tokio::time::sleep(RECORDING_PAUSE).await;
                }
                made => break made,
            }
        };
        self.note_film(&job, FileId(row.id), made).await
    }

    /// The row of the film; nothing where it shows all already.
    async fn begin_film(&self, job: &Job) -> Result<Option<report_file::Model>, Failure> {
        let report = job.key.report();
        let mut turn = self.turn(report, Who::System).await?;
        let rows = files::recordings(turn.txn(), report).await?;
        let same = |row: &report_file::Model| row.content.as_deref() == Some(job.codec.word());
        let mut row = match rows.into_iter().find(same) {
            Some(row) if !is_wanted(files::recording(&row)?.as_ref(), job.is_over) => {
                return Ok(None);
            }
            // What can be looked at stays so until there is more.
            Some(row) if row.view_id.is_some() => return Ok(Some(row)),
            Some(row) => row,
            None => {
                let new = NewFile {
                    id: FileId::new(turn.now(), random::id()),
                    kind: FileKind::Recording,
                    name: &job.codec.film_name(&turn.loaded().row.number),
                    bytes: 0,
                    client_key: None,
                    now: turn.now(),
                };
                let mut row = files::row(turn.key(), &new);
                row.content = Some(job.codec.word().to_owned());
                files::insert(turn.txn(), row.clone()).await?;
                row
            }
        };
        files::set_state(&mut row, &FileState::Converting { percent: 0 });
        files::update(turn.txn(), row.clone()).await?;
        let file = files::view(&row, turn.key())?;
        turn.event(ConsoleEvent::File { report, file });
        turn.finish().await?;
        Ok(Some(row))
    }

    /// Starts the recorder once. A fault of ours is no reason to try again.
    async fn try_film(
        &self,
        job: &Job,
        row: &report_file::Model,
    ) -> Result<Result<Made, Unviewable>, Failure> {
        let output = self.uploads().nameless().map_err(Failure::internal)?;
        let into = output.try_clone().map_err(Failure::internal)?;
        let report = job.key.report();
        let input_bytes = self.journal_bytes(report).await?.unwrap_or_default();
        let is_cut = self.are_journals_cut(report).await?;
        let records = self.records(&job.key).await?;
        let damage = records.damage();
        let mut told = 0;
        let tell = |percent: u8| {
            if row.view_id.is_none() && percent >= told + PROGRESS_STEP_PERCENT {
                told = percent;
                self.tell_progress(&job.key, row, percent);
            }
        };
        let input = (records, input_bytes);
        let film = self.converter().recording(job.codec, input, into, tell);
        let facts = match film.await {
            Ok(facts) => facts,
            Err(unviewable) => return Ok(Err(unviewable)),
        };
        let sheet = self.contact_sheet(&job.key).await?;
        let (output, sha256) = blocking(move || hashed(output))
            .await?
            .map_err(Failure::internal)?;
        let view = self.seal_copy(&job.key, Content::File(output)).await?;
        Ok(Ok(Made {
            view,
            sheet,
            sha256,
            facts,
            is_damaged: is_cut || damage.load(Ordering::Relaxed),
        }))
    }

    /// A film without its pictures is a film all the same.
    async fn contact_sheet(&self, key: &Arc<DataKey>) -> Result<Option<Copy>, Failure> {
        let records = self.records(key).await?;
        match self.converter().contact_sheet(records).await {
            Ok(picture) => {
                let sealed = self.seal_copy(key, Content::Bytes(picture.jpeg)).await?;
                Ok(Some(sealed))
            }
            Err(unviewable) => {
                let (report, code) = (key.report(), unviewable.code);
                tracing::warn!(%report, code, "a film has no pictures in its list");
                Ok(None)
            }
        }
    }

    async fn note_film(
        &self,
        job: &Job,
        file: FileId,
        made: Result<Made, Unviewable>,
    ) -> Result<(), Failure> {
        let report = job.key.report();
        let new: Vec<FileId> = made.as_ref().map(Made::copies).unwrap_or_default();
        let noted = self.store_film(job, file, made).await;
        let unused = match &noted {
            Ok(replaced) => replaced,
            Err(_) => &new,
        };
        for copy in unused {
            self.files().remove(report.0, *copy);
        }
        noted.map(drop)
    }

    /// Writes what came out into the row, and gives the copies that it named before.
    async fn store_film(
        &self,
        job: &Job,
        file: FileId,
        made: Result<Made, Unviewable>,
    ) -> Result<Vec<FileId>, Failure> {
        let report = job.key.report();
        let mut turn = self.turn(report, Who::System).await?;
        let found = files::find(turn.txn(), report, file).await?;
        let mut row = found.ok_or(Refusal::FileNotFound)?;
        let mut replaced = Vec::new();
        let mut subjects = vec![Subject::File(file)];
        match made {
            Ok(made) => {
                subjects.push(Subject::Hash(made.sha256));
                replaced.extend([row.view_id, row.thumbnail_id].into_iter().flatten());
                enter(&mut row, &made, job, turn.now());
            }
            Err(unviewable) => {
                subjects.push(Subject::Word("not_viewable"));
                if row.view_id.is_none() {
                    crate::conversion::set_converted(&mut row, Err(unviewable));
                }
            }
        }
        let view = files::view(&row, turn.key())?;
        files::update(turn.txn(), row).await?;
        turn.trail(Action::MakeRecording, &subjects).await?;
        turn.event(ConsoleEvent::File { report, file: view });
        turn.finish().await?;
        Ok(replaced.into_iter().map(FileId).collect())
    }
}

impl Made {
    fn copies(&self) -> Vec<FileId> {
        let sheet = self.sheet.map(|sheet| sheet.id);
        [Some(self.view.id), sheet].into_iter().flatten().collect()
    }
}

fn enter(row: &mut report_file::Model, made: &Made, job: &Job, now: UnixMs) {
    let FilmFacts {
        width_px,
        height_px,
        duration_ms,
        has_sound,
        begun_ms,
        ref gaps,
    } = made.facts;
    row.bytes = made.view.bytes.cast_signed();
    files::set_hash(row, hex::encode(made.sha256), now);
    row.view_type = Some(job.codec.media_type().to_owned());
    row.view_id = Some(made.view.id.0);
    row.view_bytes = Some(made.view.bytes.cast_signed());
    row.thumbnail_id = made.sheet.map(|sheet| sheet.id.0);
    row.thumbnail_bytes = made.sheet.map(|sheet| sheet.bytes.cast_signed());
    row.width_px = Some(width_px.cast_signed());
    row.height_px = Some(height_px.cast_signed());
    row.recording = Some(json(&Recording {
        begun_ms,
        duration_ms,
        has_sound,
        gaps: gaps.clone(),
        is_whole: job.is_over,
        is_damaged: made.is_damaged,
    }));
    files::set_state(row, &FileState::Viewable);
}

/// The hash of a whole file. Blocks.
fn hashed(mut file: File) -> io::Result<(File, [u8; 32])> {
    file.rewind()?;
    let digits = copy_hashing(&mut file, &mut io::sink())?;
    let mut hash = [0; 32];
    hex::decode_to_slice(digits, &mut hash).map_err(io::Error::other)?;
    Ok((file, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_while_films_are_made_is_made_once_more() {
        let making = Making::default();
        let report = ReportId::new(UnixMs(1), [1; 10]);
        assert!(making.begin(report));
        assert!(!making.begin(report) && !making.begin(report));
        assert!(making.again(report), "once for both");
        assert!(!making.again(report));
        assert!(making.begin(report));
    }
}
