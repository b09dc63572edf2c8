//! Evidence: what was received of a report, proven without any key, and handed out on a medium of
//! the organisation.

pub(crate) mod archive;
pub mod chain;
pub mod day;
pub mod export;
pub mod journal;
pub mod locked;
pub mod manifest;
pub mod note;
pub(crate) mod proof;
mod source;
pub mod verify;

pub use day::Kept;
pub use source::{Held, Item, Part, ReportFacts, ReportSource};
