//! Brings home what the second folder took: whoever reads, proves or erases journals looks into
//! the first one alone.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::{
    disk::{Disk, LocalDisk},
    state::WriterState,
};
use crate::{config::WallClock, limits};

const LOCK: &str = ".node";

/// Makes the second folder this node's own for as long as the lock is held: what another node writes
/// there must not be taken away under its hands. Nothing where the folder is not there to be used.
pub(super) fn claim(spill: &Path) -> io::Result<Option<File>> {
    let made = LocalDisk.make_folder(spill);
    let Ok(lock) = made.and_then(|()| File::create(spill.join(LOCK))) else {
        return Ok(None);
    };
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::Error(_)) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let whose = format!("another media node uses {}", spill.display());
            Err(io::Error::new(ErrorKind::ResourceBusy, whose))
        }
    }
}

/// Files that are being written.
pub(super) struct OpenFiles {
    files: Mutex<Files>,
    /// Somebody takes what was begun.
    tells_begun: bool,
}

#[derive(Default)]
struct Files {
    open: BTreeSet<PathBuf>,
    begun: Vec<PathBuf>,
}

/// One of them, for as long as it is.
pub(super) struct OpenFile {
    path: PathBuf,
    files: Arc<OpenFiles>,
}

impl OpenFile {
    pub fn new(path: PathBuf, files: &Arc<OpenFiles>) -> Self {
        let mut held = files.lock();
        held.open.insert(path.clone());
        if files.tells_begun {
            held.begun.push(path.clone());
        }
        drop(held);
        Self {
            path,
            files: files.clone(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.files.lock().open.remove(&self.path);
    }
}

impl OpenFiles {
    pub fn new(tells_begun: bool) -> Self {
        Self {
            files: Mutex::default(),
            tells_begun,
        }
    }

    pub fn has(&self, path: &Path) -> bool {
        self.lock().open.contains(path)
    }

    /// Files that were begun since somebody asked last.
    pub fn take_begun(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.lock().begun)
    }

    fn lock(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Home {
    pub folder: PathBuf,
    pub spill: PathBuf,
    pub open: Weak<OpenFiles>,
    pub states: Vec<Arc<WriterState>>,
    pub clock: WallClock,
}

impl Home {
    /// Looks for as long as the node is there, while both folders are well.
    pub fn watch(&self) {
        while let Some(open) = self.open.upgrade() {
            let now = (self.clock)();
            let is_well = self.states.iter().all(|state| state.trouble(now).is_none());
            if is_well && let Err(error) = self.bring_all(&open) {
                tracing::error!(%error, "journals of the second folder could not be brought home");
            }
            drop(open);
            std::thread::sleep(limits::JOURNAL_HOME_TIME);
        }
    }

    fn bring_all(&self, open: &OpenFiles) -> io::Result<()> {
        for report in fs::read_dir(&self.spill)? {
            let report = report?;
            if !report.file_type()?.is_dir() {
                continue;
            }
            let home = self.folder.join(report.file_name());
            for file in fs::read_dir(report.path())? {
                let path = file?.path();
                if is_journal(&path) && !open.has(&path) {
                    bring(&path, &home)?;
                }
            }
            // Fails while something is in it.
            let _ = fs::remove_dir(report.path());
        }
        Ok(())
    }
}

fn is_journal(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "journal")
}

/// The copy has its name once it is whole and confirmed; then the other goes.
fn bring(path: &Path, home: &Path) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Ok(());
    };
    LocalDisk.make_folder(home)?;
    let part = home.join(name).with_extension("part");
    fs::copy(path, &part)?;
    File::open(&part)?.sync_all()?;
    fs::rename(&part, home.join(name))?;
    LocalDisk.sync_folder(home)?;
    fs::remove_file(path)
}
