//! Uploads on their way in: whose turn it is to write to one, and files without a name for what is
//! converted. Where sealed files lie is the affair of [`admin::sealed_files`].

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use admin::{folder::private_folder, random, sealed_file::SealedFileError};
use protocol::id::FileId;
use signaling_core::Refusal;
use tokio::sync::{OwnedMutexGuard, watch};

use crate::{failure::Failure, limits::UPLOAD_TURN_WAIT};

pub struct Uploads {
    temporary: PathBuf,
    lines: Arc<Lines>,
}

type Lines = Mutex<BTreeMap<FileId, Arc<Line>>>;

struct Line {
    writing: Arc<tokio::sync::Mutex<()>>,
    /// Number of the newest request; older ones let go when they see it.
    newest: watch::Sender<u64>,
}

/// The right to write to one upload.
pub struct WritersTurn {
    id: FileId,
    mine: u64,
    newest: watch::Receiver<u64>,
    lines: Arc<Lines>,
    _writing: OwnedMutexGuard<()>,
}

impl Uploads {
    pub fn new(folder: &Path) -> io::Result<Self> {
        let temporary = folder.join("temporary");
        private_folder(&temporary)?;
        Ok(Self {
            temporary,
            lines: Arc::default(),
        })
    }

    /// Waits for the turn to write. A phone that lost its network sends anew before the server
    /// has noticed: the older request lets go at once.
    pub async fn turn(&self, id: FileId) -> Result<WritersTurn, Refusal> {
        let line = lock(&self.lines)
            .entry(id)
            .or_insert_with(Line::new)
            .clone();
        let mut mine = 0;
        line.newest.send_modify(|newest| {
            *newest += 1;
            mine = *newest;
        });
        let writing = tokio::time::timeout(UPLOAD_TURN_WAIT, line.writing.clone().lock_owned());
        let writing = writing.await.map_err(|_| Refusal::TooManyRequests)?;
        let (newest, lines) = (line.newest.subscribe(), self.lines.clone());
        Ok(WritersTurn {
            id,
            mine,
            newest,
            lines,
            _writing: writing,
        })
    }

    /// A plain file that has no name any more: gone with its last handle, even after a crash.
    pub fn nameless(&self) -> io::Result<File> {
        let path = self.temporary.join(hex::encode(random::bytes::<16>()));
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        fs::remove_file(path)?;
        Ok(file)
    }
}

impl Line {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            writing: Arc::default(),
            newest: watch::Sender::new(0),
        })
    }
}

impl WritersTurn {
    /// Returns when a newer request for the same upload waits.
    pub async fn superseded(&mut self) {
        let mine = self.mine;
        if self.newest.wait_for(|newest| *newest > mine).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for WritersTurn {
    fn drop(&mut self) {
        if *self.newest.borrow() == self.mine {
            lock(&self.lines).remove(&self.id);
        }
    }
}

/// A fault of the folder as it goes out: a full disk is told as such.
pub fn failure_of(error: SealedFileError) -> Failure {
    match error {
        SealedFileError::Io(error) if is_full(&error) => Refusal::StorageFull.into(),
        other => Failure::internal(other),
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

fn lock(lines: &Lines) -> MutexGuard<'_, BTreeMap<FileId, Arc<Line>>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such_and_other_faults_are_not() {
        let full = failure_of(io::Error::from_raw_os_error(28).into());
        assert!(matches!(full, Failure::Refusal(Refusal::StorageFull)));
        let other = failure_of(io::Error::from_raw_os_error(5).into());
        assert_eq!(other.problem().0.code, "internal_error");
    }

    #[tokio::test]
    async fn a_newer_request_takes_over_from_an_older_one() {
        let folder = std::env::temp_dir().join(format!("genba-uploads-{}", std::process::id()));
        let uploads = Uploads::new(&folder).unwrap();
        let id = FileId::new(protocol::time::UnixMs(1), [1; 10]);
        let mut older = uploads.turn(id).await.unwrap();
        let newer = async { uploads.turn(id).await.unwrap() };
        let older = async {
            older.superseded().await;
            drop(older);
        };
        let (newer, ()) = tokio::join!(newer, older);
        drop(newer);
        assert!(lock(&uploads.lines).is_empty());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
