//! What was lost on this machine comes back from the store, as it was: sealed.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{Object, ObjectError, Objects, limits::PART_BYTES};

/// Tells the copies apart that two askers make at a time.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A file that has its name once it is whole.
struct Part {
    path: PathBuf,
    file: Option<File>,
}

impl Objects {
    /// Writes objects one after the other into a new file, range by range. It has its name once it
    /// is whole and on the disk; a file that is there by then is replaced. Its bytes.
    pub async fn fetch(&self, objects: &[Object], to: &Path) -> Result<u64, ObjectError> {
        let (mut part, mut bytes) = (Part::begin(to)?, 0);
        for object in objects {
            let mut at = 0;
            while at < object.bytes {
                let end = object.bytes.min(at + PART_BYTES as u64);
                let range = self.read(&object.name, at..end).await?;
                if range.len() as u64 != end - at {
                    return self.fail(ObjectError::Changed);
                }
                part = blocking(move || part.write(&range)).await?;
                at = end;
            }
            bytes += object.bytes;
        }
        let to = to.to_owned();
        blocking(move || part.finish(&to)).await?;
        Ok(bytes)
    }
}

impl Part {
    fn begin(to: &Path) -> io::Result<Self> {
        if let Some(folder) = to.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = to.with_extension(format!("{}-{number}.part", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let file = Some(options.open(&path)?);
        Ok(Self { path, file })
    }

    fn write(self, bytes: &[u8]) -> io::Result<Self> {
        if let Some(mut file) = self.file.as_ref() {
            file.write_all(bytes)?;
        }
        Ok(self)
    }

    fn finish(mut self, to: &Path) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            file.sync_all()?;
        }
        fs::rename(&self.path, to)?;
        to.parent()
            .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already when it has its name.
        let _ = fs::remove_file(&self.path);
    }
}

async fn blocking<T: Send + 'static>(
    run: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(run)
        .await
        .map_err(io::Error::other)?
}
