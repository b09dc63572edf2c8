//! Has the disk confirm what was written, beside the writer: a confirmation takes its time, and
//! what comes meanwhile is appended on.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread::{Builder, JoinHandle},
};

use super::{
    disk::{Disk, DiskFile},
    file::JournalFile,
    state::WriterState,
};

/// What one commit covers.
#[derive(Default)]
pub(super) struct Commit {
    /// With the place of each.
    pub files: Vec<(usize, Arc<dyn DiskFile>)>,
    /// Into which files were made, with the place of each.
    pub folders: BTreeMap<PathBuf, usize>,
}

/// Places where the disk did not confirm, and why.
pub(super) type Outcome = Vec<(usize, io::Error)>;

pub(super) struct Committer {
    commits: mpsc::SyncSender<Commit>,
    outcomes: mpsc::Receiver<Outcome>,
    is_busy: bool,
    thread: JoinHandle<()>,
}

impl Committer {
    pub fn start(disk: Arc<dyn Disk>, state: Arc<WriterState>) -> io::Result<Self> {
        let (commits, taken) = mpsc::sync_channel::<Commit>(1);
        let (done, outcomes) = mpsc::sync_channel(1);
        let thread = Builder::new().name("journal-commit".to_owned());
        let thread = thread.spawn(move || {
            while let Ok(commit) = taken.recv() {
                let outcome = state.commit(|| commit.run(&*disk));
                if done.send(outcome).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self {
            commits,
            outcomes,
            is_busy: false,
            thread,
        })
    }

    /// What the commit before came to, once it is done.
    pub fn outcome(&mut self) -> Option<Outcome> {
        let outcome = self.outcomes.try_recv().ok()?;
        self.is_busy = false;
        Some(outcome)
    }

    pub fn is_busy(&self) -> bool {
        self.is_busy
    }

    pub fn commit(&mut self, commit: Commit) {
        self.is_busy = self.commits.try_send(commit).is_ok();
    }

    /// The last commit; waits for it and for the one before.
    pub fn finish(self, last: Commit) {
        let Self {
            commits,
            outcomes,
            thread,
            ..
        } = self;
        if commits.send(last).is_err() {
            return;
        }
        drop(commits);
        for (_, error) in outcomes.iter().flatten() {
            tracing::error!(%error, "the journal's end is not confirmed by the disk");
        }
        let _ = thread.join();
    }
}

impl Commit {
    /// Covers files that are done with.
    pub fn extend(&mut self, files: impl IntoIterator<Item = (usize, JournalFile)>) {
        for (at, file) in files {
            if file.is_new {
                self.add_folder(&file.folder, at);
            }
            self.files.push((at, file.file));
        }
    }

    /// A report's folder, and the one in which it was made.
    pub fn add_folder(&mut self, folder: &Path, at: usize) {
        let folders = [Some(folder), folder.parent()].into_iter().flatten();
        let folders = folders.map(|folder| (folder.to_owned(), at));
        self.folders.extend(folders);
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }

    fn run(self, disk: &dyn Disk) -> Outcome {
        let mut failed = Outcome::new();
        for (at, file) in self.files {
            failed.extend(file.sync().err().map(|error| (at, error)));
        }
        for (folder, at) in self.folders {
            // Of a folder that was taken away with its report there is nothing to confirm.
            match disk.sync_folder(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => failed.push((at, error)),
                _ => {}
            }
        }
        failed
    }
}
