//! Ids, tokens and messages: the only vocabulary that all services share.
//!
//! Every type is plain data. TypeScript and OpenAPI are generated from these definitions, so a
//! change here shows in the pages at their next type check.

pub mod admin;
pub mod caller;
pub mod command;
pub mod console;
pub mod exercise;
pub mod gateway;
pub mod id;
pub mod ladder;
pub mod marks;
pub mod media;
pub mod person;
pub mod place;
pub mod recording;
pub mod refusal;
pub mod report;
pub mod request;
pub mod sign_in;
pub mod staff;
pub mod statistics;
pub mod supervision;
pub mod system;
pub mod text;
pub mod time;
pub mod trail;
pub mod upload;
pub mod viewing;

#[cfg(test)]
mod typescript;
