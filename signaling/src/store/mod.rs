//! The tables of this service and how its nouns are stored in them.

pub mod files;
pub mod messages;
pub mod migrations;
pub mod points;
pub mod promises;
pub mod reports;
pub mod requests;
pub mod table;
mod words;

pub use migrations::migrations;
