//! Clients on the `webrtc` crate, with its own sockets and tasks. It shares protocol crates with
//! the server, so a picture here proves no interoperability; it proves that its users get one.

mod connection;
mod observer;
mod sender;
mod viewer;

pub use self::{sender::send, viewer::watch};
