//! What is asked of a store.

use std::{future::Future, ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{ObjectStore, ObjectStoreExt, PutMode, multipart::MultipartStore, path::Path};
use tokio::{sync::watch, time::timeout};

use crate::{ObjectError, health::Health, limits};

/// A cheap handle.
#[derive(Clone, Debug)]
pub struct Objects(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    url: String,
    pub store: Arc<dyn ObjectStore>,
    /// Uploads part by part that go on after a break; a folder has none.
    pub parts: Option<Arc<dyn MultipartStore>>,
    health: Health,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.url)
    }
}

/// One object of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub name: String,
    pub bytes: u64,
}

impl Objects {
    pub(crate) fn new(
        url: &str,
        store: Arc<dyn ObjectStore>,
        parts: Option<Arc<dyn MultipartStore>>,
    ) -> Self {
        Self(Arc::new(Inner {
            url: url.to_owned(),
            store,
            parts,
            health: Health::new(),
        }))
    }

    /// What it was opened with; tells one store from another.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Whether the store answers: none while it does, else what is wrong.
    pub fn health(&self) -> watch::Receiver<Option<String>> {
        self.0.health.watch()
    }

    /// Puts a whole object, of at most [`limits::PART_BYTES`]. The store checks its SHA-256 where it
    /// can. One that was there is replaced.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), ObjectError> {
        let (path, length) = (Path::from(name), bytes.len() as u64);
        let put = self.0.store.put(&path, bytes.into());
        match self.call(length, put).await {
            Err(ObjectError::Missing) => self.fail(ObjectError::Refused("there is no such bucket")),
            done => done.map(drop),
        }
    }

    /// Puts a small object unless there is one; false where there is.
    pub async fn create(&self, name: &str, bytes: Bytes) -> Result<bool, ObjectError> {
        let (path, length) = (Path::from(name), bytes.len() as u64);
        let create = async {
            let put = self
                .0
                .store
                .put_opts(&path, bytes.into(), PutMode::Create.into());
            match put.await {
                Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
                put => put.map(|_| true),
            }
        };
        self.call(length, create).await
    }

    /// Bytes of an object, at most [`limits::PART_BYTES`].
    pub async fn read(&self, name: &str, range: Range<u64>) -> Result<Bytes, ObjectError> {
        let (path, length) = (Path::from(name), range.end.saturating_sub(range.start));
        self.call(length, self.0.store.get_range(&path, range))
            .await
    }

    /// Its length; nothing where it is not there.
    pub async fn size(&self, name: &str) -> Result<Option<u64>, ObjectError> {
        let path = Path::from(name);
        match self.call(0, self.0.store.head(&path)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(ObjectError::Missing) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What lies below a name, page by page.
    pub fn list(&self, below: &str) -> BoxStream<'_, Result<Object, ObjectError>> {
        let listed = self.0.store.list(Some(&Path::from(below)));
        let objects = futures_util::stream::try_unfold(listed, async |mut listed| {
            let next = async { listed.next().await.transpose() };
            let found = self.call(0, next).await?;
            let object = found.map(|found| Object {
                name: found.location.to_string(),
                bytes: found.size,
            });
            Ok(object.map(|object| (object, listed)))
        });
        objects.boxed()
    }

    /// The names directly below a name that have something below them.
    pub async fn folders(&self, below: &str) -> Result<Vec<String>, ObjectError> {
        let path = Path::from(below);
        let found = self.call(0, self.0.store.list_with_delimiter(Some(&path)));
        let names = found.await?.common_prefixes.into_iter();
        Ok(names
            .filter_map(|path| path.filename().map(str::to_owned))
            .collect())
    }

    /// Takes an object away; one that is not there is no error.
    pub async fn remove(&self, name: &str) -> Result<(), ObjectError> {
        let path = Path::from(name);
        match self.call(0, self.0.store.delete(&path)).await {
            Err(ObjectError::Missing) => Ok(()),
            done => done,
        }
    }

    /// Takes away all that lies below a name; how many objects went. What was broken off goes on
    /// when it is called again.
    pub async fn remove_all(&self, below: &str) -> Result<u64, ObjectError> {
        let mut removed = 0;
        for _ in 0..limits::REMOVE_ROUNDS {
            let gone = self.remove_listed(below).await?;
            removed += gone;
            if gone == 0 {
                return Ok(removed);
            }
        }
        match self.list(below).try_next().await? {
            None => Ok(removed),
            Some(_) => Err(ObjectError::Away("objects do not go".to_owned())),
        }
    }

    async fn remove_listed(&self, below: &str) -> Result<u64, ObjectError> {
        let listed = self.0.store.list(Some(&Path::from(below)));
        let names = listed.map_ok(|found| found.location).boxed();
        let (mut gone, mut removed) = (self.0.store.delete_stream(names), 0);
        loop {
            let next = async { gone.next().await.transpose() };
            match self.call(0, next).await {
                Ok(Some(_)) => removed += 1,
                Ok(None) => return Ok(removed),
                Err(ObjectError::Missing) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for an answer as long as so many bytes may take, and notes whether the store is well.
    pub(crate) async fn call<T>(
        &self,
        bytes: u64,
        call: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, ObjectError> {
        let more = Duration::from_secs(bytes / limits::BYTES_PER_SECOND);
        let answer = timeout(limits::CALL_TIME + more, call).await;
        let result = match answer {
            Ok(answer) => answer.map_err(ObjectError::from),
            Err(_) => Err(ObjectError::late()),
        };
        self.0.health.heard(&result);
        result
    }

    /// Something that its answers alone do not tell.
    pub(crate) fn fail<T>(&self, error: ObjectError) -> Result<T, ObjectError> {
        let found = Err(error);
        self.0.health.heard(&found);
        found
    }
}
