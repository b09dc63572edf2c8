//! This service from outside: its routes and sockets over a real store in a folder of its own.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod caller;
mod files;
mod house;
mod ladder;
mod links;
mod media;
mod requests;
mod sockets;
mod trail;
