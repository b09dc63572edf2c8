//! Callers and consoles by the thousand, and a link emulator to try bad networks.
//! Deciding and measuring (`scenario`, `plan`, `stats`, `report`, `link::model`) are pure; everything that touches a socket is a thin shell.

pub mod access;
pub mod cameras;
pub mod client;
pub mod compare;
pub mod describe;
pub mod exercise;
pub mod film;
pub mod http;
pub mod light;
pub mod limits;
pub mod link;
pub mod plan;
pub mod process;
pub mod realtime;
pub mod report;
pub mod run;
pub mod scenario;
pub mod scraper;
pub mod server_args;
pub mod siege;
pub mod soak;
pub mod stats;
pub mod target;
