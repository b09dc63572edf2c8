//! Second copies, in an object store: finished sealed files go there by a queue, lost ones come home
//! from there, and what is erased goes there too. The first copy is here; nothing waits for the store.

mod claim;
pub mod erasure;
mod home;
mod put;

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use objects::Objects;
use protocol::id::FileId;
use sea_orm::prelude::Uuid;
use tokio::{runtime::Handle, sync::Notify};

pub use claim::{NotUsed, claim};

use crate::{
    Admin,
    folder::private_folder,
    limits::{COPIES_WAITING, COPY_PAUSE},
};

/// The store of second copies, and what waits for it.
#[derive(Debug)]
pub struct Copies {
    objects: Objects,
    /// Where it stands how far broken-off uploads came.
    uploads: PathBuf,
    runtime: Handle,
    waiting: Mutex<Waiting>,
    news: Notify,
    /// Something has to go from the store.
    erased: Notify,
}

type File = (Uuid, FileId);

#[derive(Debug)]
struct Waiting {
    files: BTreeSet<File>,
    /// Everything that lies here is compared with the store: at a start, and where more waited than
    /// is remembered.
    compares: bool,
}

impl Copies {
    /// Within a runtime of tokio.
    pub fn new(data: &Path, objects: Objects) -> io::Result<Self> {
        let uploads = data.join("uploads");
        private_folder(&uploads)?;
        Ok(Self {
            objects,
            uploads,
            runtime: Handle::try_current().map_err(io::Error::other)?,
            waiting: Mutex::new(Waiting {
                files: BTreeSet::new(),
                compares: true,
            }),
            news: Notify::new(),
            erased: Notify::new(),
        })
    }

    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// A file is finished: nobody writes to it any more.
    pub fn want(&self, owner: Uuid, file: FileId) {
        let mut waiting = self.waiting();
        if waiting.files.len() < COPIES_WAITING {
            waiting.files.insert((owner, file));
        } else {
            waiting.compares = true;
        }
        drop(waiting);
        self.news.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies and takes away for as long as the process runs; nothing where there is no store, or where it
/// belongs to another house.
pub async fn keep(admin: Admin) {
    let Some(copies) = admin.files().copies() else {
        return erasure::tell_left(&admin).await;
    };
    loop {
        match claim(&admin, copies.objects()).await {
            Ok(()) => break,
            Err(NotUsed::Away(_)) => tokio::time::sleep(COPY_PAUSE).await,
            Err(why) => return tracing::error!(%why, "nothing is copied"),
        }
    }
    tokio::join!(put::go_on(&admin, copies), erasure::go_on(&admin, copies));
}
