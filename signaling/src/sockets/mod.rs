//! WebSockets: one for each caller's page, one for each console.

pub mod caller;
pub mod console;
mod desk;
mod wire;
