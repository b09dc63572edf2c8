//! What the journal asks of a disk. Tests bring disks that are full, slow or lose their power.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

pub trait Disk: Send + Sync {
    /// Makes a folder that nobody else can read, and those above it.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes a file that was not there, which nobody else can read.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>>;

    fn remove(&self, path: &Path) -> io::Result<()>;

    /// The names in a folder outlive a loss of power.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

pub trait DiskFile: Send + Sync {
    /// After an error a part of it may be there.
    fn append(&self, bytes: &[u8]) -> io::Result<()>;

    /// Takes away what is beyond so many bytes.
    fn cut(&self, bytes: u64) -> io::Result<()>;

    /// What was appended before outlives a loss of power.
    fn sync(&self) -> io::Result<()>;
}

/// The disk of this machine.
pub struct LocalDisk;

impl Disk for LocalDisk {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.append(true).create_new(true).mode(0o600);
        Ok(Arc::new(options.open(path)?))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
}

impl DiskFile for File {
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = self;
        file.write_all(bytes)
    }

    fn cut(&self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}
