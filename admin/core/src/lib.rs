//! What is allowed, and how what happened is remembered so that nobody can change it unseen.
//!
//! Time, random bytes and stored state come in as arguments; nothing here touches a clock, a
//! socket, a file or a database.

pub mod action;
pub mod asset;
pub mod attempts;
pub mod authority;
pub mod calendar;
pub mod case;
pub mod ceremonies;
pub mod deadline;
pub mod footage;
pub mod key_day;
pub mod limits;
pub mod merkle;
pub mod network;
pub mod password;
pub mod picture;
pub mod post;
pub mod refusal;
pub mod rulebook;
pub mod seal;
pub mod trail;
mod words;

#[cfg(test)]
mod world;
