//! Whole files into the store. One that is larger than a part goes part by part; how far it came
//! stands in a small file on this machine, so that an upload that was broken off goes on with the
//! parts that are there. (The library does not list the parts that a store has.) A folder takes
//! files from their start again.

use std::{
    fs, io,
    path::{Path as FilePath, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256, digest};
use bytes::{Bytes, BytesMut};
use object_store::{
    MultipartUpload, ObjectStoreExt,
    multipart::{MultipartStore, PartId},
    path::Path,
};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use crate::{ObjectError, Objects, limits::PART_BYTES};

/// What lies in the store now: it was read back and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub bytes: u64,
    pub sha256: [u8; 32],
}

/// How far an upload came.
#[derive(Debug, Deserialize, Serialize)]
struct Progress {
    store: String,
    name: String,
    bytes: u64,
    upload: String,
    parts: Vec<Part>,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Debug, Deserialize, Serialize)]
struct Part {
    id: String,
    /// In hexadecimal digits; a part of a file that was changed is not taken for one of it.
    sha256: String,
}

impl Objects {
    /// Puts a file that nobody writes to any more, and reads it back. `progress` is a folder for
    /// what an upload that is broken off came to.
    pub async fn put_file(
        &self,
        name: &str,
        file: &FilePath,
        progress: &FilePath,
    ) -> Result<Stored, ObjectError> {
        let mut opened = tokio::fs::File::open(file).await?;
        let bytes = opened.metadata().await?.len();
        let mut reading = Reading::new(&mut opened);
        if bytes <= PART_BYTES as u64 {
            let whole = reading.part().await?;
            self.put(name, whole).await?;
        } else if let Some(parts) = &self.0.parts {
            let upload = Progress::find(progress, self.url(), name, bytes)?;
            self.put_parts(&**parts, (name, bytes), upload, (&mut reading, progress))
                .await?;
        } else {
            self.put_through(name, &mut reading).await?;
        }
        let sent = reading.done(bytes)?;
        let back = self.read_back(name, bytes).await?;
        if back == sent {
            return Ok(sent);
        }
        self.remove(name).await?;
        self.fail(ObjectError::Changed)
    }

    /// Uploads below a name that were broken off go, here and in the store.
    pub async fn abandon(&self, below: &str, progress: &FilePath) -> Result<(), ObjectError> {
        let Some(parts) = &self.0.parts else {
            return Ok(());
        };
        for upload in Progress::all(progress)? {
            let is_below = upload.name.strip_prefix(below);
            let is_below = is_below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if upload.store == self.url() && is_below {
                let path = Path::from(&*upload.name);
                match self
                    .call(0, parts.abort_multipart(&path, &upload.upload))
                    .await
                {
                    Ok(()) | Err(ObjectError::Missing) => upload.forget()?,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn put_parts(
        &self,
        parts: &dyn MultipartStore,
        (name, bytes): (&str, u64),
        found: Option<Progress>,
        (reading, progress): (&mut Reading<'_>, &FilePath),
    ) -> Result<(), ObjectError> {
        let path = Path::from(name);
        let mut upload = match found {
            Some(upload) => upload,
            None => {
                let id = self.call(0, parts.create_multipart(&path)).await?;
                Progress::new(progress, (self.url(), name), bytes, id)?
            }
        };
        for number in 0.. {
            let part = reading.part().await?;
            if part.is_empty() {
                break;
            }
            let sha256 = hex::encode(digest(&SHA256, &part));
            match upload.parts.get(number) {
                Some(there) if there.sha256 == sha256 => continue,
                // Another file than the one that was broken off: it begins anew at the next call.
                Some(_) => return upload.lost(),
                None => {}
            }
            let length = part.len() as u64;
            let put = parts.put_part(&path, &upload.upload, number, part.into());
            match self.call(length, put).await {
                Ok(PartId { content_id: id }) => upload.add(Part { id, sha256 })?,
                Err(ObjectError::Missing) => return upload.lost(),
                Err(error) => return Err(error),
            }
        }
        let ids = upload.parts.iter().map(|part| PartId {
            content_id: part.id.clone(),
        });
        let complete = parts.complete_multipart(&path, &upload.upload, ids.collect());
        match self.call(bytes, complete).await {
            Ok(_) => Ok(upload.forget()?),
            // An answer that was lost on its way: then it is whole there.
            Err(ObjectError::Missing) if self.size(name).await? == Some(bytes) => {
                Ok(upload.forget()?)
            }
            Err(ObjectError::Missing) => upload.lost(),
            Err(error) => {
                if matches!(error, ObjectError::Rejected(_)) {
                    // With these parts it would be every time.
                    upload.forget()?;
                }
                Err(error)
            }
        }
    }

    async fn put_through(&self, name: &str, reading: &mut Reading<'_>) -> Result<(), ObjectError> {
        let path = Path::from(name);
        let mut upload = self.call(0, self.0.store.put_multipart(&path)).await?;
        let sent = self.send_through(&mut *upload, reading).await;
        if sent.is_err() {
            // What stays is a file without a name that the store knows.
            let _ = upload.abort().await;
        }
        sent
    }

    async fn send_through(
        &self,
        upload: &mut dyn MultipartUpload,
        reading: &mut Reading<'_>,
    ) -> Result<(), ObjectError> {
        loop {
            let part = reading.part().await?;
            if part.is_empty() {
                return self.call(0, upload.complete()).await.map(drop);
            }
            let length = part.len() as u64;
            self.call(length, upload.put_part(part.into())).await?;
        }
    }

    async fn read_back(&self, name: &str, bytes: u64) -> Result<Stored, ObjectError> {
        if self.size(name).await? != Some(bytes) {
            return self.fail(ObjectError::Changed);
        }
        let (mut hash, mut at) = (Context::new(&SHA256), 0);
        while at < bytes {
            let end = bytes.min(at + PART_BYTES as u64);
            hash.update(&self.read(name, at..end).await?);
            at = end;
        }
        Ok(Stored {
            bytes,
            sha256: finish(hash),
        })
    }
}

/// A file that is read once, with its hash.
struct Reading<'a> {
    file: &'a mut tokio::fs::File,
    hash: Context,
    bytes: u64,
}

impl<'a> Reading<'a> {
    fn new(file: &'a mut tokio::fs::File) -> Self {
        Self {
            file,
            hash: Context::new(&SHA256),
            bytes: 0,
        }
    }

    /// The next bytes, as many as a part has; none at the end.
    async fn part(&mut self) -> io::Result<Bytes> {
        let mut part = BytesMut::with_capacity(PART_BYTES);
        let mut rest = (&mut *self.file).take(PART_BYTES as u64);
        while rest.read_buf(&mut part).await? > 0 {}
        self.hash.update(&part);
        self.bytes += part.len() as u64;
        Ok(part.freeze())
    }

    fn done(self, bytes: u64) -> io::Result<Stored> {
        if self.bytes != bytes {
            return Err(io::Error::other(
                "somebody wrote to a file while it was copied",
            ));
        }
        Ok(Stored {
            bytes,
            sha256: finish(self.hash),
        })
    }
}

fn finish(hash: Context) -> [u8; 32] {
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(hash.finish().as_ref());
    sha256
}

impl Progress {
    fn new(
        folder: &FilePath,
        (store, name): (&str, &str),
        bytes: u64,
        upload: String,
    ) -> io::Result<Self> {
        let new = Self {
            store: store.to_owned(),
            name: name.to_owned(),
            bytes,
            upload,
            parts: Vec::new(),
            path: place(folder, name),
        };
        new.save()?;
        Ok(new)
    }

    /// What an upload of the same file to the same store came to.
    fn find(folder: &FilePath, store: &str, name: &str, bytes: u64) -> io::Result<Option<Self>> {
        let found = Self::read(place(folder, name))?;
        let is_same = |it: &Self| it.store == store && it.name == name && it.bytes == bytes;
        Ok(found.filter(is_same))
    }

    fn all(folder: &FilePath) -> io::Result<Vec<Self>> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut all = Vec::new();
        for entry in entries {
            all.extend(Self::read(entry?.path())?);
        }
        Ok(all)
    }

    /// One that was not written whole is none.
    fn read(path: PathBuf) -> io::Result<Option<Self>> {
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        let found = serde_json::from_slice::<Self>(&bytes);
        Ok(found.ok().map(|found| Self { path, ..found }))
    }

    fn add(&mut self, part: Part) -> io::Result<()> {
        self.parts.push(part);
        self.save()
    }

    fn save(&self) -> io::Result<()> {
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(self)?)?;
        fs::rename(new, &self.path)
    }

    fn forget(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// The store knows no such upload any more, or it was one of another file.
    fn lost<T>(&self) -> Result<T, ObjectError> {
        self.forget()?;
        Err(ObjectError::Missing)
    }
}

fn place(folder: &FilePath, name: &str) -> PathBuf {
    let name = hex::encode(&digest(&SHA256, name.as_bytes()).as_ref()[..16]);
    folder.join(name).with_extension("upload")
}
