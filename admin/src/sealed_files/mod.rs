//! Where every sealed file lies: what reports received with its copies, files of cases and films
//! of cameras. `files/<owner>/<file>` in the data folder; a file that has a key of its own is its own
//! owner. Ids are ours, so no name of a stranger becomes a path.

mod leftovers;
mod older;

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use objects::Objects;
use protocol::id::FileId;
use sea_orm::prelude::Uuid;

use crate::{
    folder::private_folder,
    keys::DataKey,
    limits::SEALED_WRITE_BYTES,
    sealed_file::{SealedFileError, SealedReader, SealedWriter},
    second_copies::Copies,
};

pub use leftovers::sweep;
pub use older::move_case_files;

/// A cheap handle. What reads or writes blocks.
#[derive(Clone, Debug)]
pub struct SealedFiles(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    files: PathBuf,
    copies: Option<Copies>,
    /// Files with a key of their own that lay there at the start, until it is known whose they are.
    found: Mutex<Vec<Uuid>>,
}

impl SealedFiles {
    /// Opens the place in a data folder; what an older version put elsewhere is moved here first.
    pub fn open(data: &Path) -> io::Result<Self> {
        Self::open_with(data, None)
    }

    /// The same with a store of second copies, within a runtime of tokio.
    pub fn open_with(data: &Path, objects: Option<Objects>) -> io::Result<Self> {
        let files = data.join("files");
        private_folder(&files)?;
        older::move_films(data, &files)?;
        let found = Mutex::new(own_owners(&files)?);
        let copies = objects.map(|objects| Copies::new(data, objects));
        Ok(Self(Arc::new(Inner {
            files,
            copies: copies.transpose()?,
            found,
        })))
    }

    /// Where second copies go; nothing where nobody wants any.
    pub fn copies(&self) -> Option<&Copies> {
        self.0.copies.as_ref()
    }

    /// Nobody writes to a file any more: it is copied, or its copy goes where it went itself.
    pub fn finished(&self, owner: Uuid, file: FileId) {
        if let Some(copies) = &self.0.copies {
            copies.want(owner, file);
        }
    }

    /// Everybody who has files here.
    pub(crate) fn owners(&self) -> io::Result<Vec<Uuid>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0.files)? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(|name| name.parse::<Uuid>().ok()));
        }
        Ok(found)
    }

    pub(crate) fn folder(&self, owner: Uuid) -> PathBuf {
        self.0.files.join(owner.to_string())
    }

    pub fn path(&self, owner: Uuid, file: FileId) -> PathBuf {
        path_in(&self.0.files, owner, file)
    }

    /// Begins a new file; one that is there already is an error.
    pub fn create(
        &self,
        key: &Arc<DataKey>,
        file: FileId,
    ) -> Result<SealedWriter, SealedFileError> {
        private_folder(&self.folder(key.owner()))?;
        SealedWriter::create(&self.path(key.owner(), file), key.clone(), file)
    }

    /// Seals a whole content as a new file and returns its plain length.
    pub fn seal(
        &self,
        key: &Arc<DataKey>,
        file: FileId,
        mut content: impl Read,
    ) -> Result<u64, SealedFileError> {
        let mut writer = self.create(key, file)?;
        let mut block = vec![0; SEALED_WRITE_BYTES];
        loop {
            match content.read(&mut block)? {
                0 => break,
                length => writer.write(&block[..length])?,
            }
        }
        writer.sync()?;
        self.finished(key.owner(), file);
        Ok(writer.plain_bytes())
    }

    /// Opens an upload for writing at its end.
    pub fn continue_upload(
        &self,
        key: &Arc<DataKey>,
        file: FileId,
    ) -> Result<SealedWriter, SealedFileError> {
        let path = self.path(key.owner(), file);
        if path.exists() {
            SealedWriter::append(&path, key.clone(), file)
        } else {
            self.create(key, file)
        }
    }

    /// Opens a finished file; one that was lost comes back from its copy first.
    pub fn read(
        &self,
        key: &Arc<DataKey>,
        file: FileId,
        plain_bytes: u64,
    ) -> Result<SealedReader, SealedFileError> {
        let path = self.path(key.owner(), file);
        let open = || SealedReader::open(&path, key.clone(), file, plain_bytes);
        match (open(), self.copies()) {
            (Err(SealedFileError::Io(error)), Some(copies))
                if error.kind() == io::ErrorKind::NotFound
                    && copies.bring_file(key.owner(), file, &path)? =>
            {
                open()
            }
            (opened, _) => opened,
        }
    }

    /// Takes away a file that no row names. What stays all the same nobody can open.
    pub fn remove(&self, owner: Uuid, file: FileId) {
        if let Err(error) = fs::remove_file(self.path(owner, file)) {
            tracing::warn!(%owner, %file, %error, "a refused file is still there");
        }
        self.finished(owner, file);
    }

    /// Takes away all files of an owner; none is no error.
    pub fn remove_all(&self, owner: Uuid) -> io::Result<()> {
        match fs::remove_dir_all(self.folder(owner)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// What lay there at the start, for the first who asks.
    fn take_found(&self) -> Vec<Uuid> {
        let mut found = self.0.found.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *found)
    }
}

/// The files of a new owner that no row knows yet: they go with this value.
pub struct Unentered {
    files: SealedFiles,
    owner: Option<Uuid>,
}

impl Unentered {
    pub fn new(files: &SealedFiles, owner: Uuid) -> Self {
        let (files, owner) = (files.clone(), Some(owner));
        Self { files, owner }
    }

    pub fn stays(mut self) {
        self.owner = None;
    }
}

impl Drop for Unentered {
    fn drop(&mut self) {
        let Some(owner) = self.owner.take() else {
            return;
        };
        if let Err(error) = self.files.remove_all(owner) {
            tracing::error!(%owner, %error, "a part of a file could not be taken away");
        }
    }
}

/// Where a file lies below the folder of all.
pub fn path_in(files: &Path, owner: Uuid, file: FileId) -> PathBuf {
    files.join(owner.to_string()).join(file.to_string())
}

/// Owners of a file under their own name.
fn own_owners(files: &Path) -> io::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(files)? {
        let entry = entry?;
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.parse::<Uuid>().ok());
        found.extend(owner.filter(|_| entry.path().join(&name).exists()));
    }
    Ok(found)
}
