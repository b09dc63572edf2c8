//! Callers and consoles by the thousand, and a link emulator to try bad networks.
//! Measuring (`stats`, `link::model`) is pure; everything that touches a socket is a thin shell.

pub mod access;
pub mod client;
pub mod film;
pub mod http;
pub mod limits;
pub mod link;
pub mod realtime;
pub mod run;
pub mod stats;
