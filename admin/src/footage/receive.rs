//! The bytes of a film on their way in: hashed and sealed piece by piece, under a key that nobody
//! has stored yet.

use std::sync::Arc;

use admin_core::{footage::Media, limits::MEDIA_HEAD_BYTES};
use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use protocol::id::AssetId;

use super::{Film, Films, import::unusable};
use crate::{
    Admin,
    keys::{DataKey, NewFileKey},
    limits::{FILM_BYTES, FILM_WRITE_BYTES},
    problem::{Refused, body_too_large},
    sealed_file::{SealedFileError, SealedWriter},
    sealed_files::{SealedFiles, Unentered},
};

/// The bytes of a film as it was filmed; the last one says why there are no more.
pub(super) type FilmBytes = BoxStream<'static, Result<Bytes, Refused>>;

/// What arrived and lies sealed.
pub(super) struct Received {
    pub film: Facts,
    pub key: NewFileKey,
    pub part: Unentered,
}

/// What is known of a film by its bytes.
pub(super) struct Facts {
    pub media: Media,
    pub bytes: u64,
    pub sha256: [u8; 32],
}

impl Received {
    pub async fn all(
        admin: &Admin,
        films: &Films,
        id: AssetId,
        mut bytes: FilmBytes,
    ) -> Result<Self, Refused> {
        let key = admin.keys().new_file_key(Film::file(id), admin.now());
        let mut sink = Sink::create(admin.files(), key.key().clone(), id).await?;
        let mut gathered = Vec::new();
        while let Some(piece) = bytes.next().await {
            gathered.extend_from_slice(&piece?);
            let total = sink.bytes + gathered.len() as u64;
            if total > FILM_BYTES {
                return Err(body_too_large());
            }
            if gathered.len() >= FILM_WRITE_BYTES {
                sink.check(&gathered, films)?;
                sink = sink.write(std::mem::take(&mut gathered)).await?;
            }
        }
        sink.check(&gathered, films)?;
        let sink = sink.write(gathered).await?;
        let (film, part) = sink.finish(films).await?;
        Ok(Self { film, key, part })
    }
}

/// Where the bytes go, a large piece at a time on a blocking thread.
struct Sink {
    writer: SealedWriter,
    part: Unentered,
    hash: Context,
    media: Option<Media>,
    bytes: u64,
}

impl Sink {
    async fn create(files: &SealedFiles, key: Arc<DataKey>, id: AssetId) -> Result<Self, Refused> {
        let files = files.clone();
        blocking(move || {
            let part = Unentered::new(&files, id.0);
            Ok(Self {
                writer: files.create(&key, Film::file(id))?,
                part,
                hash: Context::new(&SHA256),
                media: None,
                bytes: 0,
            })
        })
        .await
    }

    /// The first piece says what the file is.
    fn check(&mut self, piece: &[u8], films: &Films) -> Result<(), Refused> {
        if self.bytes == 0 {
            let head = &piece[..piece.len().min(MEDIA_HEAD_BYTES)];
            self.media = Media::of(head);
        }
        match self.media {
            Some(_) => Ok(()),
            None => Err(unusable(&films.terms().clause)),
        }
    }

    async fn write(mut self, piece: Vec<u8>) -> Result<Self, Refused> {
        blocking(move || {
            self.hash.update(&piece);
            self.bytes += piece.len() as u64;
            self.writer.write(&piece)?;
            Ok(self)
        })
        .await
    }

    async fn finish(self, films: &Films) -> Result<(Facts, Unentered), Refused> {
        let media = self.media.ok_or_else(|| unusable(&films.terms().clause))?;
        let Self {
            mut writer,
            part,
            hash,
            bytes,
            ..
        } = self;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(hash.finish().as_ref());
        blocking(move || writer.sync()).await?;
        let film = Facts {
            media,
            bytes,
            sha256,
        };
        Ok((film, part))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SealedFileError> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Refused::internal)?.map_err(Refused::internal)
}
