//! A store from its URL. Credentials, endpoint and region come from the environment, never from the
//! URL, which stands in process lists.

use std::{ffi::OsString, fs::DirBuilder, io, os::unix::fs::DirBuilderExt, sync::Arc};

use object_store::{
    BackoffConfig, ClientConfigKey, ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum},
    local::LocalFileSystem,
    multipart::MultipartStore,
    path::Path,
    prefix::PrefixStore,
};

use crate::{Objects, limits};

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "an object store is s3://BUCKET, s3://BUCKET/PREFIX or file:///FOLDER, without a password"
    )]
    Url,
    #[error("the settings of the object store cannot be used: {0}")]
    Settings(String),
    #[error("the folder of the object store cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl Objects {
    /// Opens `s3://BUCKET[/PREFIX]`, with the usual `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION` and `AWS_ENDPOINT_URL` of the environment, or `file:///FOLDER`, which is made.
    /// Nothing is asked of the store yet.
    pub fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, std::env::vars_os().filter_map(setting))
    }

    /// The same with settings of the caller, by the names of the environment.
    pub fn open_with(
        url: &str,
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, OpenError> {
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '%');
        if !url.chars().all(is_plain) {
            return Err(OpenError::Url);
        }
        if let Some(rest) = url.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            return s3(url, (bucket, prefix), settings);
        }
        match url.strip_prefix("file://") {
            Some(path) if path.starts_with('/') => folder(url, path),
            _ => Err(OpenError::Url),
        }
    }
}

/// Of the environment what the names of S3 are about.
fn setting((name, value): (OsString, OsString)) -> Option<(String, String)> {
    let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
    name.starts_with("AWS_").then_some((name, value))
}

fn s3(
    url: &str,
    (bucket, prefix): (&str, &str),
    settings: impl IntoIterator<Item = (String, String)>,
) -> Result<Objects, OpenError> {
    if bucket.is_empty() {
        return Err(OpenError::Url);
    }
    let prefix = Path::parse(prefix.trim_matches('/')).map_err(|_| OpenError::Url)?;
    let mut builder = AmazonS3Builder::new();
    for (name, value) in settings {
        // Names that others made are no affair of ours.
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    for (key, value) in [
        (ClientConfigKey::Timeout, limits::REQUEST_TIME),
        (ClientConfigKey::ConnectTimeout, limits::CONNECT_TIME),
    ] {
        builder = builder.with_config(AmazonS3ConfigKey::Client(key), value);
    }
    let store = builder
        .with_bucket_name(bucket)
        .with_checksum_algorithm(Checksum::SHA256)
        .with_retry(retries())
        .build()
        .map_err(|error| OpenError::Settings(error.to_string()))?;
    let store = Arc::new(PrefixStore::new(store, prefix));
    let parts: Arc<dyn MultipartStore> = store.clone();
    Ok(Objects::new(url, store, Some(parts)))
}

fn folder(url: &str, path: &str) -> Result<Objects, OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let store = LocalFileSystem::new_with_prefix(path)
        .map_err(|error| OpenError::Settings(error.to_string()))?
        .with_fsync(true)
        .with_automatic_cleanup(true);
    let store: Arc<dyn ObjectStore> = Arc::new(store);
    Ok(Objects::new(url, store, None))
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: limits::RETRY_PAUSE,
            max_backoff: limits::RETRY_PAUSE_MAX,
            base: 2.0,
        },
        max_retries: limits::RETRIES,
        retry_timeout: limits::RETRY_TIME,
    }
}
