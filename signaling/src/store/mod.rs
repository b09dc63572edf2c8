//! The tables of this service and how its nouns are stored in them.

pub mod command_tokens;
pub mod consents;
pub mod desks;
pub mod duty;
pub mod exercises;
pub mod facts;
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
pub mod sendings;
pub mod staff_devices;
pub mod staff_sessions;
pub mod staff_urls;
pub mod table;
pub mod units;
pub mod viewers;
pub mod webhooks;
pub mod words;

pub use migrations::migrations;
