//! One file for each table.

pub mod account;
pub mod appointment;
pub mod asset;
pub mod asset_entry;
pub mod clock_mark;
pub mod credential;
pub mod deadline;
pub mod key_check;
pub mod office_hours;
pub mod report_key;
pub mod session;
pub mod signed_head;
pub mod signed_leaf;
pub mod trail_anchor;
pub mod trail_entry;
pub mod trail_head;
pub mod unit;
