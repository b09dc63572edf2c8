//! A disk that is full, does not answer, or loses its power when a test wants it.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use media_server::{Disk, DiskFile, LocalDisk};

#[derive(Default)]
pub struct ScriptedDisk {
    /// Below this folder nothing more fits.
    pub full: Mutex<Option<PathBuf>>,
    /// Whoever writes waits.
    pub stuck: AtomicBool,
    /// Nothing is confirmed.
    pub deaf: AtomicBool,
    files: Mutex<BTreeMap<PathBuf, Arc<Lengths>>>,
}

/// Of one file: what was written, and what is confirmed.
#[derive(Default)]
struct Lengths {
    written: AtomicU64,
    synced: AtomicU64,
    name_synced: AtomicBool,
}

struct ScriptedFile {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    lengths: Arc<Lengths>,
    disk: Arc<ScriptedDisk>,
}

/// The disk as the node has it.
pub struct Attached(pub Arc<ScriptedDisk>);

impl ScriptedDisk {
    pub fn fill(&self, folder: &Path) {
        *self.full.lock().unwrap() = Some(folder.to_owned());
    }

    pub fn make_space(&self) {
        *self.full.lock().unwrap() = None;
    }

    /// What is left when the power goes: what was confirmed.
    pub fn lose_power(&self) {
        for (path, lengths) in &*self.files.lock().unwrap() {
            if !lengths.name_synced.load(Ordering::Relaxed) {
                let _ = fs::remove_file(path);
            } else if let Ok(file) = fs::OpenOptions::new().write(true).open(path) {
                file.set_len(lengths.synced.load(Ordering::Relaxed))
                    .unwrap();
            }
        }
    }

    fn wait(&self) {
        while self.stuck.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn is_full(&self, path: &Path) -> bool {
        let full = self.full.lock().unwrap();
        full.as_ref().is_some_and(|folder| path.starts_with(folder))
    }
}

impl Disk for Attached {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.0.wait();
        LocalDisk.make_folder(path)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        self.0.wait();
        let lengths = Arc::new(Lengths::default());
        let mut files = self.0.files.lock().unwrap();
        files.insert(path.to_owned(), lengths.clone());
        Ok(Arc::new(ScriptedFile {
            path: path.to_owned(),
            file: LocalDisk.create(path)?,
            lengths,
            disk: self.0.clone(),
        }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        for (file, lengths) in &*self.0.files.lock().unwrap() {
            if file.parent() == Some(path) {
                lengths.name_synced.store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

impl DiskFile for ScriptedFile {
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        self.disk.wait();
        if self.disk.is_full(&self.path) {
            // As a disk that fills up in the middle.
            self.file.append(&bytes[..bytes.len() / 2])?;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.append(bytes)?;
        let written = bytes.len() as u64;
        self.lengths.written.fetch_add(written, Ordering::Relaxed);
        Ok(())
    }

    fn cut(&self, bytes: u64) -> io::Result<()> {
        self.file.cut(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        let written = self.lengths.written.load(Ordering::Relaxed);
        while self.disk.deaf.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.lengths.synced.fetch_max(written, Ordering::Relaxed);
        Ok(())
    }
}
