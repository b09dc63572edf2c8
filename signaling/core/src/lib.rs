//! What may happen to a link, a report and its messages; no I/O.
//!
//! [`decide`] is the whole room: stored state, a command and the time go in; the next state and
//! its effects, or a refusal, come out. Time and random bytes are arguments everywhere.

mod decide;
mod refusal;

pub mod access_code;
pub mod area_code;
pub mod calls;
pub mod check_word;
pub mod consent;
pub mod delivery;
pub mod desk;
pub mod email;
pub mod ending;
pub mod exercise;
pub mod flood;
pub mod hand_over;
pub mod late;
pub mod limits;
pub mod link;
pub mod mail;
pub mod marks;
pub mod message;
pub mod mis_send;
pub mod number;
pub mod pass;
pub mod place;
pub mod position;
pub mod receipt;
pub mod recording;
pub mod refused_people;
pub mod report;
pub mod request;
pub mod rules;
pub mod sending;
pub mod sms;
pub mod staff;
pub mod start;
pub mod statistics;
pub mod stop;
pub mod stream;
pub mod supervision;
pub mod token;
pub mod told;
pub mod upload;
pub mod wording;
pub mod wrong_tries;

pub use decide::{Act, Alert, Command, Decision, Effect, decide};
pub use refusal::Refusal;

#[cfg(test)]
mod random_walk;
