//! Why the store did not do something.

use std::{error::Error, io};

use object_store::client::{HttpError, HttpErrorKind};

#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    #[error("there is no such object")]
    Missing,
    /// Credentials or rights.
    #[error("the object store refuses it: {0}")]
    Refused(&'static str),
    #[error("the object store rejects it: error {0}")]
    Rejected(String),
    #[error("the object store does not answer: {0}")]
    Away(String),
    #[error("the object store gives back something else than it was given")]
    Changed,
    #[error("more objects than any report has")]
    TooMany,
    /// On this machine.
    #[error(transparent)]
    Local(#[from] io::Error),
}

impl ObjectError {
    /// Whether the store itself is in trouble.
    pub(crate) fn is_trouble(&self) -> bool {
        matches!(
            self,
            Self::Refused(_) | Self::Rejected(_) | Self::Away(_) | Self::Changed
        )
    }

    pub(crate) fn late() -> Self {
        Self::Away("no answer in time".to_owned())
    }
}

/// What an error answer says goes nowhere: some stores put the access key's id into it.
impl From<object_store::Error> for ObjectError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            object_store::Error::PermissionDenied { .. } => Self::Refused("no right to do it"),
            object_store::Error::Unauthenticated { .. } => Self::Refused("unknown credentials"),
            other => match status(&other) {
                Some(status) if status.starts_with('4') => Self::Rejected(status),
                Some(status) => Self::Away(format!("error {status}")),
                None => Self::Away(cause(&other)),
            },
        }
    }
}

fn cause(error: &object_store::Error) -> String {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(http) = inner.downcast_ref::<HttpError>() {
            return kind(http.kind()).to_owned();
        }
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind().to_string();
        }
        source = inner.source();
    }
    "the call failed".to_owned()
}

/// The library tells it in words alone.
fn status(error: &object_store::Error) -> Option<String> {
    let told = error.to_string();
    let (_, status) = told.split_once("status code: ")?;
    Some(status.chars().take_while(char::is_ascii_digit).collect())
}

fn kind(kind: HttpErrorKind) -> &'static str {
    match kind {
        HttpErrorKind::Connect => "no connection",
        HttpErrorKind::Timeout => "no answer in time",
        HttpErrorKind::Interrupted | HttpErrorKind::Request => "the connection broke",
        HttpErrorKind::Decode => "an answer that nobody can read",
        _ => "the request failed",
    }
}
