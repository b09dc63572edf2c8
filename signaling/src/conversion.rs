//! Makes viewable copies of what callers send, and notes how far it is.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    sync::Arc,
};

use admin::{
    keys::DataKey,
    random,
    trail::{Action, Subject},
};
use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use protocol::{
    console::ConsoleEvent,
    id::{FileId, ReportId},
    time::UnixMs,
    upload::{FileKind, FileState},
};
use signaling_core::{
    Refusal,
    marks::{Claim, add_claim},
};

use crate::{
    Signaling,
    convert::{Facts, Picture, Unviewable},
    failure::Failure,
    files::failure_of,
    limits::{PROGRESS_STEP_PERCENT, READ_BYTES},
    store::{files, table::report_file},
    turn::{Turn, Who},
};

/// A stored copy: its sealed file and its plain length.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    pub id: FileId,
    pub bytes: u64,
}

/// What came out of a conversion.
pub struct Viewable {
    pub view: Copy,
    pub view_type: &'static str,
    pub facts: Facts,
}

impl Signaling {
    /// Takes up the conversions that the last stop broke off.
    pub(crate) async fn resume_conversions(&self) -> Result<(), Failure> {
        for (report, file) in files::unconverted(&**self.admin().db()).await? {
            self.spawn_conversion(report, file);
        }
        Ok(())
    }

    /// Converts a complete upload in the background.
    pub(crate) fn spawn_conversion(&self, report: ReportId, file: FileId) {
        let signaling = self.clone();
        tokio::spawn(async move {
            if let Err(failure) = signaling.convert_upload(report, file).await {
                let code = failure.problem().0.code;
                tracing::error!(%report, %file, code, "a conversion could not be finished");
            }
        });
    }

    async fn convert_upload(&self, report: ReportId, file: FileId) -> Result<(), Failure> {
        let db = &**self.admin().db();
        let row = files::find(db, report, file)
            .await?
            .ok_or(Refusal::FileNotFound)?;
        let key = Arc::new(self.admin().keys().report_key(report).await?);
        let (sha256, converted, poster) = match files::kind(&row)? {
            FileKind::Film | FileKind::Late => self.convert_film(&key, &row).await?,
            _ => self.convert_picture(&key, &row).await?,
        };
        self.note_converted(report, file, sha256, converted).await?;
        match poster {
            Some(poster) => self.add_thumbnail(report, file, poster).await,
            None => Ok(()),
        }
    }

    async fn convert_picture(
        &self,
        key: &Arc<DataKey>,
        row: &report_file::Model,
    ) -> Result<Converted, Failure> {
        let (original, sha256) = self.read_original(key, row).await?;
        match self.converter().still(original).await {
            Ok(picture) => {
                let jpeg = picture.jpeg.clone();
                let viewable = self.keep_picture(key, picture).await?;
                Ok((sha256, Ok(viewable), Some(jpeg)))
            }
            Err(unviewable) => Ok((sha256, Err(unviewable), None)),
        }
    }

    async fn convert_film(
        &self,
        key: &Arc<DataKey>,
        row: &report_file::Model,
    ) -> Result<Converted, Failure> {
        let (input, sha256) = self.plain_film(key, row).await?;
        let output = self.uploads().nameless().map_err(Failure::internal)?;
        let into = output.try_clone().map_err(Failure::internal)?;
        let mut told = 0;
        let tell = |percent: u8| {
            if percent >= told + PROGRESS_STEP_PERCENT {
                told = percent;
                self.tell_progress(key, row, percent);
            }
        };
        let facts = match self.converter().film(input, into, tell).await {
            Ok(facts) => facts,
            Err(unviewable) => return Ok((sha256, Err(unviewable), None)),
        };
        let shown = output.try_clone().map_err(Failure::internal)?;
        let poster = self
            .converter()
            .poster(shown)
            .await
            .ok()
            .map(|picture| picture.jpeg);
        let view = self.seal_copy(key, Content::File(output)).await?;
        Ok((
            sha256,
            Ok(Viewable {
                view,
                view_type: "video/mp4",
                facts,
            }),
            poster,
        ))
    }

    /// Seals a re-encoded picture as a viewable copy.
    pub(crate) async fn keep_picture(
        &self,
        key: &Arc<DataKey>,
        picture: Picture,
    ) -> Result<Viewable, Failure> {
        let view = self.seal_copy(key, Content::Bytes(picture.jpeg)).await?;
        Ok(Viewable {
            view,
            view_type: "image/jpeg",
            facts: picture.facts,
        })
    }

    /// Seals bytes or a file under a new id.
    pub(crate) async fn seal_copy(
        &self,
        key: &Arc<DataKey>,
        content: Content,
    ) -> Result<Copy, Failure> {
        let id = FileId::new(self.admin().now(), random::id());
        let (signaling, key) = (self.clone(), key.clone());
        let sealed = blocking(move || match content {
            Content::Bytes(bytes) => signaling.files().seal(&key, id, &bytes[..]),
            Content::File(mut file) => {
                file.rewind()?;
                signaling.files().seal(&key, id, file)
            }
        })
        .await?;
        Ok(Copy {
            id,
            bytes: sealed.map_err(failure_of)?,
        })
    }

    /// Makes the small picture of a list; without one the list shows a sign instead.
    pub(crate) async fn add_thumbnail(
        &self,
        report: ReportId,
        file: FileId,
        picture: Bytes,
    ) -> Result<(), Failure> {
        let Ok(small) = self.converter().thumbnail(picture).await else {
            return Ok(());
        };
        let key = self.admin().keys().report_key(report).await?;
        let copy = self
            .seal_copy(&Arc::new(key), Content::Bytes(small.jpeg))
            .await?;
        let mut turn = self.turn(report, Who::System).await?;
        let found = files::find(turn.txn(), report, file).await?;
        let mut row = found.ok_or(Refusal::FileNotFound)?;
        row.thumbnail_id = Some(copy.id.0);
        row.thumbnail_bytes = Some(copy.bytes.cast_signed());
        let view = files::view(&row, turn.key())?;
        files::update(turn.txn(), row).await?;
        // Ids begin with their time: a film converted late does not hide a newer picture. A late part
        // is older than what came live.
        if view.late.is_none() {
            turn.row().last_picture = turn.row().last_picture.max(Some(file.0));
        }
        turn.event(ConsoleEvent::File { report, file: view });
        turn.finish().await?;
        Ok(())
    }

    async fn note_converted(
        &self,
        report: ReportId,
        file: FileId,
        sha256: String,
        converted: Result<Viewable, Unviewable>,
    ) -> Result<(), Failure> {
        let mut turn = self.turn(report, Who::System).await?;
        let found = files::find(turn.txn(), report, file).await?;
        let mut row = found.ok_or(Refusal::FileNotFound)?;
        files::set_hash(&mut row, sha256, turn.now());
        if let Ok(viewable) = &converted
            && row.late.is_none()
        {
            note_claim(&mut turn, &row, &viewable.facts)?;
        }
        set_converted(&mut row, converted);
        let view = files::view(&row, turn.key())?;
        files::update(turn.txn(), row).await?;
        turn.trail(Action::ConvertFile, &[Subject::File(file)])
            .await?;
        turn.event(ConsoleEvent::File { report, file: view });
        turn.finish().await?;
        Ok(())
    }

    /// Progress is told and not stored: after a restart the conversion begins again.
    pub(crate) fn tell_progress(&self, key: &DataKey, row: &report_file::Model, percent: u8) {
        let Ok(mut file) = files::view(row, key) else {
            return;
        };
        file.state = FileState::Converting { percent };
        let report = key.report();
        let (hub, event) = (self.clone(), ConsoleEvent::File { report, file });
        tokio::spawn(async move { hub.tell_headquarters(report, &event).await });
    }

    async fn read_original(
        &self,
        key: &Arc<DataKey>,
        row: &report_file::Model,
    ) -> Result<(Bytes, String), Failure> {
        let (signaling, key) = (self.clone(), key.clone());
        let (id, bytes) = (FileId(row.id), row.bytes.cast_unsigned());
        let read = blocking(move || {
            let mut reader = signaling.files().read(&key, id, bytes)?;
            let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
            reader.read_to_end(&mut content)?;
            Ok(content)
        });
        let content = read.await?.map_err(failure_of)?;
        let sha256 = sha256_hex(&content);
        Ok((content.into(), sha256))
    }

    /// The film as a nameless plain file, as long as its conversion takes.
    async fn plain_film(
        &self,
        key: &Arc<DataKey>,
        row: &report_file::Model,
    ) -> Result<(File, String), Failure> {
        let (signaling, key) = (self.clone(), key.clone());
        let (id, bytes) = (FileId(row.id), row.bytes.cast_unsigned());
        let copied = blocking(move || {
            let mut reader = signaling.files().read(&key, id, bytes)?;
            let mut plain = signaling.uploads().nameless()?;
            let sha256 = copy_hashing(&mut reader, &mut plain)?;
            Ok((plain, sha256))
        });
        copied.await?.map_err(failure_of)
    }
}

type Converted = (String, Result<Viewable, Unviewable>, Option<Bytes>);

/// What is sealed as a copy.
pub enum Content {
    Bytes(Bytes),
    File(File),
}

/// Keeps when and where a file says that it was taken, for the comparison with now and here.
fn note_claim(turn: &mut Turn, row: &report_file::Model, facts: &Facts) -> Result<(), Failure> {
    let claim = Claim {
        file: FileId(row.id),
        received: UnixMs(row.created_ms),
        taken: facts.taken_ms,
        place: facts.latitude_deg.zip(facts.longitude_deg),
    };
    turn.change_notes(|notes| add_claim(&mut notes.claims, claim))
}

/// Writes a conversion's outcome into a file's row.
pub fn set_converted(row: &mut report_file::Model, converted: Result<Viewable, Unviewable>) {
    match converted {
        Ok(viewable) => {
            row.view_type = Some(viewable.view_type.to_owned());
            row.view_id = Some(viewable.view.id.0);
            row.view_bytes = Some(viewable.view.bytes.cast_signed());
            row.width_px = Some(viewable.facts.width_px.cast_signed());
            row.height_px = Some(viewable.facts.height_px.cast_signed());
            files::set_state(row, &FileState::Viewable);
        }
        Err(Unviewable {
            code,
            message_ja,
            message_en,
        }) => {
            files::set_state(
                row,
                &FileState::NotViewable {
                    code,
                    message_ja,
                    message_en,
                },
            );
        }
    }
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(crate::device::sha256(bytes))
}

pub(crate) fn copy_hashing(from: &mut impl Read, to: &mut impl Write) -> io::Result<String> {
    let mut context = Context::new(&SHA256);
    let mut block = vec![0; READ_BYTES];
    loop {
        match from.read(&mut block)? {
            0 => return Ok(hex::encode(context.finish().as_ref())),
            length => {
                context.update(&block[..length]);
                to.write_all(&block[..length])?;
            }
        }
    }
}

/// Runs what blocks beside the tasks.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Failure::internal)
}
