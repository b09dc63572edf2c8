//! Callers and consoles by the thousand, and a link emulator to try bad networks.
//! Measuring (`stats`, `link::model`) is pure; everything that touches a socket is a thin shell.

pub mod limits;
pub mod link;
pub mod realtime;
pub mod stats;
