//! One file for each table.

pub mod account;
pub mod appointment;
pub mod credential;
pub mod key_check;
pub mod report_key;
pub mod session;
pub mod trail_entry;
pub mod trail_head;
pub mod unit;
