//! This service from outside: its routes and sockets over a real store in a folder of its own.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod access;
mod caller;
mod codes;
mod consents;
mod d1;
mod endings;
mod files;
mod hand_over;
mod house;
mod in_use;
mod ladder;
mod late;
mod late_media;
mod links;
mod mail;
mod marks;
mod media;
mod mis_send;
mod neighbours;
mod operations;
mod passes;
mod reach;
mod request_case;
mod requests;
mod retention;
mod sockets;
mod supervision;
mod things;
mod trail;
