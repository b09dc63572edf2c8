//! The data folder: whose it is, what kind it is, and that only one server uses it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// An opened data folder; it stays locked as long as this value lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    demo: bool,
    new: bool,
    _lock: File,
}

/// Why a folder is not opened.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error(
        "{0} is a production data folder: demo accounts, the outbox and --clock exist only in a \
         folder that was made with --demo; choose another folder with --data"
    )]
    NotDemo(PathBuf),
    #[error("{0} holds other things and is no Genba data folder; choose an empty one with --data")]
    Foreign(PathBuf),
    #[error("another Genba is running with the data folder {0}; stop it first")]
    InUse(PathBuf),
    #[error("the data folder {0} was made by a newer Genba (format {1}); use that version")]
    Newer(PathBuf, u32),
    #[error("the data folder {path} cannot be used: {cause}")]
    Unusable { path: PathBuf, cause: io::Error },
}

#[derive(Serialize, Deserialize)]
struct Mark {
    format: u32,
    demo: bool,
}

const FORMAT: u32 = 1;
const MARK: &str = "genba.json";
const LOCK: &str = "genba.lock";

impl Folder {
    /// Opens the folder, or makes it. Only a new folder becomes a demo folder; a demo folder
    /// stays one without being told again.
    pub fn open(path: &Path, demo: bool) -> Result<Self, FolderError> {
        let unusable = |cause| FolderError::Unusable {
            path: path.to_owned(),
            cause,
        };
        private_folder(path).map_err(unusable)?;
        let mark = read_mark(path).map_err(unusable)?;
        let new = mark.is_none();
        if new && !only_lock(path).map_err(unusable)? {
            return Err(FolderError::Foreign(path.to_owned()));
        }
        if new {
            // It may have been made by hand, open for everybody.
            fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(unusable)?;
        }
        let lock = lock(path)?;
        let mark = match mark {
            Some(mark) => mark,
            None => make_mark(path, demo).map_err(unusable)?,
        };
        if mark.format > FORMAT {
            return Err(FolderError::Newer(path.to_owned(), mark.format));
        }
        if demo && !mark.demo {
            return Err(FolderError::NotDemo(path.to_owned()));
        }
        Ok(Self {
            path: path.to_owned(),
            demo: mark.demo,
            new,
            _lock: lock,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// True at the start that made the folder.
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// The embedded database's URL.
    pub fn store_url(&self) -> String {
        format!(
            "sqlite://{}?mode=rwc",
            self.path.join("genba.sqlite").display()
        )
    }
}

/// Makes a folder that only its owner can enter; an existing one is left as it is.
pub fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only its owner can read, whole or not at all.
pub fn private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn read_mark(path: &Path) -> io::Result<Option<Mark>> {
    match fs::read(path.join(MARK)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn make_mark(path: &Path, demo: bool) -> io::Result<Mark> {
    let mark = Mark {
        format: FORMAT,
        demo,
    };
    private_file(&path.join(MARK), &serde_json::to_vec_pretty(&mark)?)?;
    Ok(mark)
}

/// A start that was broken off before the mark leaves at most the lock and an unfinished mark.
fn only_lock(path: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if name != LOCK && name != "genba.unfinished" {
            return Ok(false);
        }
    }
    Ok(true)
}

fn lock(path: &Path) -> Result<File, FolderError> {
    let unusable = |cause| FolderError::Unusable {
        path: path.to_owned(),
        cause,
    };
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path.join(LOCK))
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
        Err(TryLockError::Error(cause)) => Err(unusable(cause)),
    }
}
