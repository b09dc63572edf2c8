//! The tables of this service and how its nouns are stored in them.

pub mod consents;
pub mod desks;
pub mod duty;
pub mod files;
pub mod instructions;
pub mod links;
pub mod messages;
pub mod migrations;
pub mod notes;
pub mod points;
pub mod promises;
pub mod reports;
pub mod requests;
pub mod table;
pub mod units;
pub mod viewers;
pub mod words;

pub use migrations::migrations;
