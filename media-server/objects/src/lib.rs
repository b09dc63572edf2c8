//! The object store, where second copies lie: pieces of journals and sealed files. It is S3 or what
//! speaks like it, or a folder, best of another machine.
//!
//! Everything here is sealed before it comes: a store holds no key. Names are
//! `journal/<report>/<file>/<first chunk>-<last chunk>` and `files/<owner>/<file>`.
//!
//! Each call ends: it has its time, is tried again a few times, and holds one part in memory.

mod error;
mod fetch;
mod health;
pub mod journal;
pub mod limits;
mod objects;
mod open;
mod upload;

pub use error::ObjectError;
pub use objects::{Object, Objects};
pub use open::OpenError;
pub use upload::Stored;

/// Where the copies of everything lie that an owner's key seals.
pub fn files_of(owner: impl std::fmt::Display) -> String {
    format!("files/{owner}")
}

/// Where the copy of a sealed file lies.
pub fn file(owner: impl std::fmt::Display, file: impl std::fmt::Display) -> String {
    format!("files/{owner}/{file}")
}
