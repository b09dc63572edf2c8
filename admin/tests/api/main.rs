//! The rule engine as a browser reaches it: posts, rulebooks, cases, deadlines and ledgers over a
//! real store in a folder of its own.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod caller;
mod cases;
mod cc;
mod cc_footage;
mod cc_large;
mod cc_media;
mod cc_provision;
mod cc_public;
mod cc_registration;
mod d5;
mod deputies;
mod entries;
mod erasure;
mod keys;
mod late;
mod ledgers;
mod no_terminal;
mod parameters;
mod posts;
mod rulebooks;
mod two_persons;
mod vr_7_faults;
mod vr_7_maintenance;
mod vr_7_suspension;
mod words;
